/** Conduits: `from,to,allows,via,note`. Several may go from one zone to another, for other services each. */
import type { Conduit } from "../../../model/index.js";
import type { CellReader } from "../cell-reader.js";
import { shown } from "../cell-reader.js";
import { joined, type SiteList } from "../site-list.js";

const service = /^[a-z0-9][a-z0-9+._-]{0,40}(?:\/(\d{1,5}))?$/;

function readServices(cells: CellReader): readonly string[] {
  const services = cells.values("allows").map((text) => text.toLowerCase());
  for (const text of services) {
    const match = service.exec(text);
    if (match === null || Number(match[1] ?? 0) > 65_535)
      cells.fault("allows", `${shown(text)} is no service; write it as modbus or tcp/502`);
  }
  return services;
}

export const conduits = {
  name: "conduits",
  columns: [
    { name: "from", also: ["from zone", "source zone"], isNeeded: true },
    { name: "to", also: ["to zone", "destination zone"], isNeeded: true },
    { name: "allows", also: ["services", "ports"] },
    { name: "via", also: ["through", "gateway"] },
    { name: "note", also: ["notes", "comment", "remarks"] },
  ],
  read(cells) {
    const fromZoneId = cells.ref("from", "zones");
    const toZoneId = cells.ref("to", "zones");
    const hasFault = (column: string) => cells.faults.some((fault) => fault.column === column);
    if (fromZoneId === null && !hasFault("from")) cells.fault("from", "is empty");
    if (toZoneId === null && !hasFault("to")) cells.fault("to", "is empty");
    if (fromZoneId !== null && fromZoneId === toZoneId) cells.fault("to", "is the zone it comes from");
    return {
      fromZoneId: fromZoneId ?? "",
      toZoneId: toZoneId ?? "",
      allows: readServices(cells),
      via: cells.addresses("via"),
      note: cells.text("note"),
    };
  },
  write: ({ fromZoneId, toZoneId, allows, via, note }, nameOf) => ({
    from: nameOf("zones", fromZoneId),
    to: nameOf("zones", toZoneId),
    allows: joined(allows),
    via: joined(via),
    note,
  }),
  nameOf: ({ fromZoneId, toZoneId }, nameOf) =>
    `${nameOf("zones", fromZoneId)} → ${nameOf("zones", toZoneId)}`,
  keyOf: ({ fromZoneId, toZoneId, allows }) => [fromZoneId, toZoneId, ...[...allows].sort()].join("\n"),
  ownValues: () => [],
  refs: ({ fromZoneId, toZoneId }) => [
    ["zones", fromZoneId],
    ["zones", toZoneId],
  ],
} satisfies SiteList<Conduit>;
