/**
 * The plan of the port as it comes: GeoJSON (RFC 7946), a FeatureCollection of terminals, berths, cranes and what else is to
 * be drawn. Bounded before it is parsed (bytes, depth) and after (positions); a feature that can't be read is named with the
 * reason, and the rest is used. Nothing of a feature stays but its geometry and four properties.
 */
import { deepestAt, type Problem } from "../../base/index.js";
import {
  type PlanFeature,
  type PlanGeometry,
  type PlanKind,
  type PortPlan,
  planKinds,
} from "../../model/index.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";
import { shown } from "./cell-reader.js";
import { faultsToldMax, featuresMax, nameMax, planBytesMax, planDepthMax, positionsMax } from "./limits.js";

export interface PlanFault {
  /** Its place among the features, from 0. */
  readonly feature: number;
  readonly reason: string;
}

export interface ReadPlan {
  readonly plan: PortPlan;
  readonly refused: number;
  /** The first two hundred. */
  readonly faults: readonly PlanFault[];
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const invalid = (why: string) => membersProblem("plan-invalid", why);

export function readPlan(text: string): ReadPlan | Problem {
  if (text.length > planBytesMax || Buffer.byteLength(text) > planBytesMax)
    return invalid(`It has more than ${planBytesMax / 1024 / 1024} MB.`);
  if (deepestAt(text, planDepthMax) !== null) return invalid(`It nests deeper than ${planDepthMax} levels.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return invalid(`It is no JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  if (!isObject(parsed) || parsed["type"] !== "FeatureCollection" || !Array.isArray(parsed["features"]))
    return invalid("It is no FeatureCollection with a list of features.");
  const given: readonly unknown[] = parsed["features"];
  if (given.length > featuresMax)
    return invalid(`It has ${given.length} features; ${featuresMax} are allowed.`);
  const features: PlanFeature[] = [];
  const faults: PlanFault[] = [];
  let positions = 0;
  for (const [at, value] of given.entries()) {
    const read = readFeature(value);
    if (typeof read === "string") faults.push({ feature: at, reason: read });
    else {
      features.push(read.feature);
      positions += read.positions;
    }
    if (positions > positionsMax)
      return invalid(`It has more than ${positionsMax} positions; simplify its outlines.`);
  }
  if (features.length === 0)
    return invalid(
      faults[0] === undefined
        ? "It has no features."
        : `Feature 0 ${faults[0].reason}, and no other can be read.`,
    );
  const plan: PortPlan = { type: "FeatureCollection", features };
  return { plan, refused: faults.length, faults: faults.slice(0, faultsToldMax) };
}

/** The feature and how many positions it has; or why not. */
function readFeature(value: unknown): { readonly feature: PlanFeature; readonly positions: number } | string {
  if (!isObject(value) || value["type"] !== "Feature") return "is no Feature";
  const properties = isObject(value["properties"]) ? value["properties"] : {};
  const kind = planKinds.find((each): each is PlanKind => each === properties["kind"]);
  if (kind === undefined)
    return `has the kind ${shown(String(properties["kind"] ?? ""))}, which is none of: ${planKinds.join(", ")}`;
  const texts: Record<string, string> = {};
  for (const name of ["name", "terminal", "crane"]) {
    const text = readText(properties[name] ?? "");
    if (text === null)
      return `has a ${name} that is no text of ${nameMax} visible characters at most, without < and >`;
    texts[name] = text;
  }
  const { name = "", terminal = "", crane = "" } = texts;
  const read = readGeometry(value["geometry"]);
  if (typeof read === "string") return read;
  const feature: PlanFeature = {
    type: "Feature",
    properties: { name, kind, terminal, crane: kind === "crane" && crane === "" ? name : crane },
    geometry: read.geometry,
  };
  return { feature, positions: read.positions };
}

function readText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.normalize("NFC").trim();
  return text.length > nameMax || hasUnseen(text) || /[<>\r\n]/.test(text) ? null : text;
}

/** How deep positions lie in the coordinates of each type, and how many a line or ring of it has at least. */
const shapes: Readonly<Record<PlanGeometry["type"], readonly [depth: number, least: number]>> = {
  Point: [0, 1],
  MultiPoint: [1, 1],
  LineString: [1, 2],
  MultiLineString: [2, 2],
  Polygon: [2, 4],
  MultiPolygon: [3, 4],
};

function readGeometry(
  value: unknown,
): { readonly geometry: PlanGeometry; readonly positions: number } | string {
  const types = Object.keys(shapes);
  const type = isObject(value) ? types.find((each) => each === value["type"]) : undefined;
  if (type === undefined || !isObject(value)) return `has no geometry of the types ${types.join(", ")}`;
  const [depth, least] = shapes[type as PlanGeometry["type"]];
  const counter = { positions: 0 };
  const coordinates = readCoordinates(value["coordinates"], depth, least, counter);
  if (typeof coordinates === "string") return coordinates;
  return { geometry: { type, coordinates } as unknown as PlanGeometry, positions: counter.positions };
}

type Nested = number | readonly Nested[];

function readCoordinates(
  value: unknown,
  depth: number,
  least: number,
  counter: { positions: number },
): Nested | string {
  if (!Array.isArray(value)) return "has coordinates that its type has not";
  if (depth === 0) {
    const [longitude, latitude] = value as readonly unknown[];
    const isPosition =
      typeof longitude === "number" &&
      typeof latitude === "number" &&
      value.length <= 3 &&
      Math.abs(longitude) <= 180 &&
      Math.abs(latitude) <= 90;
    if (!isPosition) return "has a position that is no longitude and latitude in degrees";
    counter.positions++;
    return [longitude, latitude];
  }
  if (value.length < (depth === 1 ? least : 1)) return "has a line or outline with too few positions";
  const parts: Nested[] = [];
  for (const part of value as readonly unknown[]) {
    const read = readCoordinates(part, depth - 1, least, counter);
    if (typeof read === "string") return read;
    parts.push(read);
  }
  return parts;
}
