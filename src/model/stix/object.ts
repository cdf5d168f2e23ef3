/**
 * A STIX object as the house holds it: what the specification knows, what an extension says, and what is nobody's but
 * the sender's, kept apart, so that each can be written again, or left out. Values stay as they came: timestamps with
 * every digit, texts, numbers. `readObject` and `writeObject` are each other's inverse.
 */
import { typeOfId } from "./identifier.js";
import { isJsonObject, type JsonObject, textAt } from "./json.js";
import type { Category } from "./property.js";
import { categoryOf, commonShape, type Shape, shapeOf } from "./tables/index.js";

export interface StixObject {
  readonly type: string;
  readonly id: string;
  /** `custom` for a type that is not of STIX 2.1. */
  readonly category: Exclude<Category, "bundle"> | "custom";
  /** Properties of STIX 2.1, in its order, without `type`, `id` and `extensions`. */
  readonly properties: JsonObject;
  /** By key: the id of an extension definition, or the name of a predefined one. */
  readonly extensions: JsonObject | null;
  /** Everything else, kept as it came. */
  readonly custom: JsonObject;
}

/** Nothing of STIX needs more levels; what is deeper is refused and not walked. */
const depthMax = 64;

/** True where a value is bounded in depth and has only numbers that are written as they were read. */
export function isKept(value: unknown, depth = 0): boolean {
  if (typeof value === "number")
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (typeof value !== "object" || value === null) return true;
  return depth < depthMax && Object.values(value).every((one) => isKept(one, depth + 1));
}

const customShape: Shape = commonShape("sdo", "2.1");

/** The object of a JSON value; null where it has no type and no id, is a bundle, or can't be kept as it is. */
export function readObject(value: unknown): StixObject | null {
  if (!isJsonObject(value)) return null;
  const [type, id] = [textAt(value, "type"), textAt(value, "id")];
  if (type === null || id === null || type === "bundle" || typeOfId(id) === null || !isKept(value))
    return null;
  const shape = shapeOf(type, "2.1");
  const known = (shape ?? customShape).fields;
  const properties: [string, unknown][] = [];
  const custom: [string, unknown][] = [];
  let extensions: JsonObject | null = null;
  for (const name of known.keys())
    if (name !== "type" && name !== "id" && name !== "extensions" && Object.hasOwn(value, name))
      properties.push([name, value[name]]);
  for (const [name, one] of Object.entries(value)) {
    if (name === "extensions" && isJsonObject(one)) extensions = one;
    else if (!known.has(name) || (name === "extensions" && !isJsonObject(one))) custom.push([name, one]);
  }
  const category = shape === null ? null : categoryOf(type);
  return {
    type,
    id,
    category: category === null || category === "bundle" ? "custom" : category,
    properties: Object.fromEntries(properties),
    extensions,
    custom: Object.fromEntries(custom),
  };
}

/** The JSON of an object: `type`, `spec_version` and `id` first, extensions and what is custom last. */
export function writeObject(object: StixObject): JsonObject {
  const { type, id, properties, extensions, custom } = object;
  const { spec_version: version, ...rest } = properties;
  return Object.fromEntries([
    ["type", type],
    ...(version === undefined ? [] : [["spec_version", version]]),
    ["id", id],
    ...Object.entries(rest),
    ...Object.entries(custom),
    ...(extensions === null ? [] : [["extensions", extensions]]),
  ]);
}
