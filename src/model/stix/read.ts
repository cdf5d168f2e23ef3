/**
 * Reads STIX: a bundle, a TAXII envelope, a list, one object; 2.1 as it is, 2.0 upgraded. What can't be an object is
 * counted with its place, and the rest is read: a bundle means nothing by itself (STIX 2.1, 8).
 */
import { isJsonObject, type JsonObject, kindOf, textAt } from "./json.js";
import { readObject, type StixObject, writeObject } from "./object.js";
import { categoryOf } from "./tables/index.js";
import { mergeObservables, upgradeObject } from "./upgrade.js";
import { versionSaid } from "./validate.js";

export interface ReadStix {
  readonly objects: readonly StixObject[];
  readonly refused: readonly { readonly path: string; readonly detail: string }[];
  /** How many came as STIX 2.0. */
  readonly upgraded: number;
}

/** The JSON objects of a document, with their places: of a bundle or an envelope, of a list, or the one. */
export function objectsIn(
  value: unknown,
  path = "$",
): readonly { readonly path: string; readonly value: unknown }[] {
  if (Array.isArray(value))
    return value.flatMap((one, at) => (Array.isArray(one) ? [] : objectsIn(one, `${path}[${at}]`)));
  if (!isJsonObject(value)) return [{ path, value }];
  const { objects } = value;
  const holds = Array.isArray(objects) && (value["type"] === "bundle" || !Object.hasOwn(value, "type"));
  if (holds) return objects.map((one: unknown, at) => ({ path: `${path}.objects[${at}]`, value: one }));
  return value["type"] === "bundle" ? [] : [{ path, value }];
}

export function readStix(value: unknown): ReadStix {
  const objects: StixObject[] = [];
  const refused: { path: string; detail: string }[] = [];
  let upgraded = 0;
  const isOld = isJsonObject(value) && textAt(value, "spec_version") === "2.0";
  for (const { path, value: one } of objectsIn(value)) {
    const isOlder = isJsonObject(one) && isVersion20(one, isOld);
    if (isOlder) upgraded++;
    const read = (isOlder ? upgradeObject(one) : [one]).map(readObject);
    if (read.includes(null)) refused.push({ path, detail: reasonOf(one) });
    objects.push(...read.filter((each) => each !== null));
  }
  return { objects: upgraded > 0 ? mergeObservables(objects) : objects, refused, upgraded };
}

function isVersion20(object: JsonObject, inOldBundle: boolean): boolean {
  const said = textAt(object, "spec_version");
  if (said !== null) return said === "2.0";
  return inOldBundle || versionSaid(object, categoryOf(textAt(object, "type") ?? "")) === "2.0";
}

function reasonOf(value: unknown): string {
  if (!isJsonObject(value)) return `This is ${kindOf(value)} and no object.`;
  const missing = ["type", "id"].filter((name) => textAt(value, name) === null);
  return missing.length > 0
    ? `It has no ${missing.join(" and no ")}.`
    : "Its id is none, it nests too deep, or it has numbers that can't be kept exactly.";
}

/** A bundle of STIX 2.1; one without objects has none (STIX 2.1, 8). `uuid` is a new UUIDv4. */
export function writeBundle(objects: readonly StixObject[], uuid: string): JsonObject {
  const id = `bundle--${uuid}`;
  return objects.length === 0
    ? { type: "bundle", id }
    : { type: "bundle", id, objects: objects.map(writeObject) };
}
