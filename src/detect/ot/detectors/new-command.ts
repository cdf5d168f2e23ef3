/** A station changes something on a machine where it never did so: the writer that was not there in the learning time. */
import { graveKinds, type OtKind, stateChangingKinds } from "../../../model/index.js";
import type { Detector } from "../../behaviour/detector.js";
import { type RelationParts, relationRun } from "../relation-run.js";

/** What changes a machine in daily work, what reads a program out of it, and what sets its clock or tests it. */
const kinds: ReadonlySet<OtKind> = new Set<OtKind>([
  ...[...stateChangingKinds].filter((kind) => !graveKinds.has(kind)),
  "upload",
  "time",
  "diagnose",
]);

const parts: RelationParts = {
  version: 1,
  capacity: 20_000,
  levels: { learning: "low", after: "high" },
  forgets: true,
  isOne: ({ kind }) => kinds.has(kind),
};

export const newCommand = {
  id: "new-command",
  kind: "ot",
  title: "A station sends a command that it never sent to this machine",
  explains:
    "Writes, selects, operates, writes of files, uploads of programs, settings of clocks and diagnostics are learned for 14 " +
    "days (or as long as the member has set) by sender, receiver, protocol and function. In that time each relation is told: " +
    "low. A relation that begins later is high, and is told for as long as learning lasts; one step milder with a work order " +
    "or maintenance window. The first message is told at once, more of the same in growing steps, from a minute to a day. " +
    "What was learned is silent.",
  level: "high",
  techniques: ["T0855", "T0836", "T0831", "T0845"],
  scope: "member",
  stateBytesMax: 32 * 1024 * 1024,
  anyTime: true,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => relationRun(parts, saved, surroundings),
} satisfies Detector;
