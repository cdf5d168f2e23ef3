/** Work orders: `number,title,cranes,assets,vendor,start,end`. Without cranes and assets one is for the whole site. */
import type { WorkOrder } from "../../../model/index.js";
import { nameKey } from "../cell-reader.js";
import { writeTime } from "../local-time.js";
import { joined, type SiteList } from "../site-list.js";

export const workOrders = {
  name: "workOrders",
  columns: [
    { name: "number", also: ["order", "work order", "id"], isNeeded: true },
    { name: "title", also: ["work", "description"] },
    { name: "cranes", also: ["crane"] },
    { name: "assets", also: ["asset"] },
    { name: "vendor", also: ["contractor"] },
    { name: "start", also: ["from", "begin", "begins"], isNeeded: true },
    { name: "end", also: ["to", "until", "ends"], isNeeded: true },
  ],
  read(cells) {
    const order = {
      number: cells.name("number"),
      title: cells.text("title"),
      craneIds: cells.refs("cranes", "cranes"),
      assetIds: cells.refs("assets", "assets"),
      vendor: cells.text("vendor", 120),
      startUs: cells.time("start"),
      endUs: cells.time("end"),
    };
    if (cells.faults.length === 0 && order.endUs <= order.startUs)
      cells.fault("end", "is not after the start");
    return order;
  },
  write: ({ number, title, craneIds, assetIds, vendor, startUs, endUs }, nameOf) => ({
    number,
    title,
    cranes: joined(craneIds.map((id) => nameOf("cranes", id))),
    assets: joined(assetIds.map((id) => nameOf("assets", id))),
    vendor,
    start: writeTime(startUs),
    end: writeTime(endUs),
  }),
  nameOf: ({ number }) => number,
  keyOf: ({ number }) => nameKey(number),
  ownValues: () => [],
  refs: ({ craneIds, assetIds }) => [
    ...craneIds.map((id) => ["cranes", id] as const),
    ...assetIds.map((id) => ["assets", id] as const),
  ],
} satisfies SiteList<WorkOrder>;
