/** Cranes: `name,maker,model,terminal,berth,directive,note`. Of a directive the status alone, never its text. */
import { type Crane, directiveStatuses } from "../../../model/index.js";
import { nameKey } from "../cell-reader.js";
import type { SiteList } from "../site-list.js";

export const cranes = {
  name: "cranes",
  columns: [
    { name: "name", also: ["crane"], isNeeded: true },
    { name: "maker", also: ["manufacturer", "make"] },
    { name: "model" },
    { name: "terminal" },
    { name: "berth" },
    { name: "directive", also: ["directive status", "marsec directive"] },
    { name: "note", also: ["notes", "comment", "remarks"] },
  ],
  read: (cells) => ({
    name: cells.name("name"),
    maker: cells.text("maker", 120),
    model: cells.text("model", 120),
    terminal: cells.text("terminal", 120),
    berth: cells.text("berth", 120),
    directiveStatus: cells.choice("directive", directiveStatuses, "open"),
    note: cells.text("note"),
  }),
  write: ({ name, maker, model, terminal, berth, directiveStatus, note }) => ({
    name,
    maker,
    model,
    terminal,
    berth,
    directive: directiveStatus,
    note,
  }),
  nameOf: ({ name }) => name,
  keyOf: ({ name }) => nameKey(name),
  ownValues: () => [],
  refs: () => [],
} satisfies SiteList<Crane>;
