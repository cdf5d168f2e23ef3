/**
 * Identifiers (STIX 2.1, 2.9): `type--UUID`. A cyber observable's is made from what it says, so that everybody gives
 * the same thing the same id: UUIDv5 over the RFC 8785 canonical JSON of its id contributing properties.
 */
import { canonicalJson } from "../../base/pure.js";
import { tableOf } from "./tables/index.js";
import { uuid5 } from "./uuid5.js";

const form =
  /^([a-z0-9][a-z0-9-]*)--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/** The namespace of cyber observables' ids; no other object may use it. */
export const observableNamespace = "00abedb4-aa42-466c-9c01-fed23315a9b7";

/** The type that an identifier names, null where the text is no identifier. */
export function typeOfId(id: string): string | null {
  return form.exec(id)?.[1] ?? null;
}

/** The version of the UUID in an identifier: `4`, `5` and so on; null where it is no UUID of RFC 9562. */
export function uuidVersionOf(id: string): number | null {
  const uuid = id.slice(-36);
  return typeOfId(id) !== null && /^[89abAB]$/.test(uuid[19] ?? "")
    ? Number.parseInt(uuid[14] as string, 16)
    : null;
}

const preferred = ["MD5", "SHA-1", "SHA-256", "SHA-512"];

/** Of several hashes the one that names the object: by preference, else the first by name. */
function oneHash(hashes: unknown): unknown {
  if (typeof hashes !== "object" || hashes === null || Array.isArray(hashes)) return undefined;
  const given = hashes as Readonly<Record<string, unknown>>;
  const name = preferred.find((each) => Object.hasOwn(given, each)) ?? Object.keys(given).sort()[0];
  return name === undefined ? undefined : { [name]: given[name] };
}

/**
 * The id that a cyber observable has by what it says; null where nothing of it contributes to one (a process, say, or a
 * type that is not of the specification), so that it needs a UUIDv4.
 */
export function observableId(type: string, properties: Readonly<Record<string, unknown>>): string | null {
  const named = tableOf(type)?.contributing ?? [];
  const entries = named.flatMap((name): [string, unknown][] => {
    if (!Object.hasOwn(properties, name)) return [];
    const value = name === "hashes" ? oneHash(properties[name]) : properties[name];
    return value === undefined ? [] : [[name, value]];
  });
  if (entries.length === 0) return null;
  return `${type}--${uuid5(observableNamespace, canonicalJson(Object.fromEntries(entries)))}`;
}
