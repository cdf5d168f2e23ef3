/** Points: `name,address,point,least,most,change,stuck,unit,safety`. A point of a machine is listed once. */
import type { Point } from "../../../model/index.js";
import { nameKey } from "../cell-reader.js";
import type { SiteList } from "../site-list.js";

const written = (number: number | null): string => (number === null ? "" : String(number));

export const points = {
  name: "points",
  columns: [
    { name: "name", isNeeded: true },
    { name: "address", also: ["ip", "ip address"], isNeeded: true },
    { name: "point", also: ["register", "tag"], isNeeded: true },
    { name: "least", also: ["min", "minimum", "low"] },
    { name: "most", also: ["max", "maximum", "high"] },
    { name: "change", also: ["most per second", "rate"] },
    { name: "stuck", also: ["stuck after", "stuck after s"] },
    { name: "unit" },
    { name: "safety", also: ["is safety"] },
  ],
  read(cells) {
    const point = {
      name: cells.name("name"),
      address: cells.address("address"),
      point: cells.text("point", 200),
      least: cells.number("least"),
      most: cells.number("most"),
      mostPerSecond: cells.number("change"),
      stuckAfterS: cells.number("stuck"),
      unit: cells.text("unit", 20),
      isSafety: cells.flag("safety"),
    };
    if (point.point === "") cells.fault("point", "is empty");
    if (point.least !== null && point.most !== null && point.least > point.most)
      cells.fault("most", "is below the least");
    if (point.mostPerSecond !== null && point.mostPerSecond <= 0) cells.fault("change", "is not above zero");
    if (point.stuckAfterS !== null && point.stuckAfterS <= 0) cells.fault("stuck", "is not above zero");
    return point;
  },
  write: (point) => ({
    name: point.name,
    address: point.address,
    point: point.point,
    least: written(point.least),
    most: written(point.most),
    change: written(point.mostPerSecond),
    stuck: written(point.stuckAfterS),
    unit: point.unit,
    safety: point.isSafety ? "yes" : "no",
  }),
  nameOf: ({ name }) => name,
  keyOf: ({ name }) => nameKey(name),
  ownValues: ({ address, point }) => [{ column: "point", value: `${address} ${point}` }],
  refs: () => [],
} satisfies SiteList<Point>;
