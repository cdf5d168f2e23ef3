/** Maintenance windows: `title,cranes,start,end`. Without cranes one is for all. */
import type { MaintenanceWindow } from "../../../model/index.js";
import { nameKey } from "../cell-reader.js";
import { writeTime } from "../local-time.js";
import { joined, type SiteList } from "../site-list.js";

export const windows = {
  name: "windows",
  columns: [
    { name: "title", also: ["window", "name"], isNeeded: true },
    { name: "cranes", also: ["crane"] },
    { name: "start", also: ["from", "begin", "begins"], isNeeded: true },
    { name: "end", also: ["to", "until", "ends"], isNeeded: true },
  ],
  read(cells) {
    const window = {
      title: cells.name("title"),
      craneIds: cells.refs("cranes", "cranes"),
      startUs: cells.time("start"),
      endUs: cells.time("end"),
    };
    if (cells.faults.length === 0 && window.endUs <= window.startUs)
      cells.fault("end", "is not after the start");
    return window;
  },
  write: ({ title, craneIds, startUs, endUs }, nameOf) => ({
    title,
    cranes: joined(craneIds.map((id) => nameOf("cranes", id))),
    start: writeTime(startUs),
    end: writeTime(endUs),
  }),
  nameOf: ({ title }) => title,
  keyOf: ({ title, startUs }) => `${nameKey(title)}\n${startUs}`,
  ownValues: () => [],
  refs: ({ craneIds }) => craneIds.map((id) => ["cranes", id] as const),
} satisfies SiteList<MaintenanceWindow>;
