/** Plans as they come: bounded before they are read, bad features named, the rest used. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { planBytesMax } from "./limits.js";
import { readPlan } from "./plan.js";

const feature = (properties: object, type = "Point", coordinates: unknown = [5, 60]) => ({
  type: "Feature",
  properties: { kind: "crane", name: "STS-1", ...properties },
  geometry: { type, coordinates },
});
const plan = (...features: readonly unknown[]) => JSON.stringify({ type: "FeatureCollection", features });
const detailOf = (text: string): string => {
  const read = readPlan(text);
  return read instanceof Problem ? read.detail : `taken: ${read.plan.features.length}`;
};

test.each<[string, string, string]>([
  ["fifty megabytes", " ".repeat(50 * 1024 * 1024), "It has more than 5 MB."],
  ["brackets without end", "[".repeat(100_000), "It nests deeper than 16 levels."],
  ["no collection", "{}", "It is no FeatureCollection with a list of features."],
  ["no features", plan(), "It has no features."],
  [
    "too many positions",
    plan(feature({}, "LineString", Array(20_001).fill([1, 2]))),
    "It has more than 20000 positions; simplify its outlines.",
  ],
  ["too many features", plan(...Array(2_001).fill(1)), "It has 2001 features; 2000 are allowed."],
])("%s is refused as a whole", (_, text, detail) => {
  expect(text.length > planBytesMax).toBe(detail.includes("5 MB"));
  expect(detailOf(text)).toBe(detail);
});

test("text that is no JSON is refused with what the parser says", () => {
  expect(detailOf("{")).toMatch(/^It is no JSON: /);
});

test("features that can't be read are named, and the rest is used", () => {
  const read = readPlan(
    plan(
      feature({ name: "<script>alert(1)</script>" }),
      feature({ terminal: "Pier\u202e7" }),
      feature({ kind: "ship" }),
      feature({}, "Polygon", [
        [
          [1, 2],
          [3, 4],
          [1, 2],
        ],
      ]),
      feature({}, "Point", [200, 0]),
      feature({}, "Point", [[1, 2]]),
      feature({}, "GeometryCollection", []),
      7,
      feature({ onclick: "alert(1)" }, "Point", [5.1, 60.2, 3]),
    ),
  );
  if (read instanceof Problem) throw new Error(read.detail);
  expect(read.faults.map(({ feature: at, reason }) => `${at} ${reason}`)).toEqual([
    "0 has a name that is no text of 120 visible characters at most, without < and >",
    "1 has a terminal that is no text of 120 visible characters at most, without < and >",
    '2 has the kind "ship", which is none of: terminal, berth, crane, gate, rail, basin, building, other',
    "3 has a line or outline with too few positions",
    "4 has a position that is no longitude and latitude in degrees",
    "5 has a position that is no longitude and latitude in degrees",
    "6 has no geometry of the types Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon",
    "7 is no Feature",
  ]);
  expect(read.plan.features).toEqual([
    {
      type: "Feature",
      properties: { kind: "crane", name: "STS-1", terminal: "", crane: "STS-1" },
      geometry: { type: "Point", coordinates: [5.1, 60.2] },
    },
  ]);
});

test("the sample port's plan is taken whole", () => {
  const text = readFileSync(new URL("../../../content/sample-port/plan.geojson", import.meta.url), "utf8");
  const read = readPlan(text);
  if (read instanceof Problem) throw new Error(read.detail);
  expect(read.refused).toBe(0);
  const kinds = read.plan.features.map(({ properties }) => properties.kind);
  expect(kinds.filter((kind) => kind === "crane")).toHaveLength(4);
  expect(new Set(kinds)).toEqual(new Set(["basin", "terminal", "berth", "crane", "gate", "rail"]));
});
