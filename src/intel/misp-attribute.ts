/**
 * MISP attributes as observables, by their type (`misp-types.ts`). Composite types hold two values between a `|`; the
 * one that telemetry carries is read, both where it carries both. Types that no single value of telemetry can answer
 * are said to be so, with the type's name.
 */
import { normalizeNetwork, type Observable, observe } from "../model/index.js";
import { type MispPart, mispTypeOf } from "./misp-types.js";
import { readValue } from "./read-value.js";
import { refang } from "./refang.js";

export type AttributeValue =
  | { readonly observables: readonly Observable[] }
  | { readonly unmet: string }
  /** Of a type whose values are about people. */
  | { readonly personal: string }
  | { readonly unread: string };

const readers: Readonly<Record<Exclude<MispPart, null>, (value: string) => Observable | null>> = {
  address: (value) => normalizeNetwork(value),
  name: (value) => observe("host", value.replace(/^\*?\./, "")),
  mail: (value) => observe("email", value),
  url: (value) => (value.includes("://") ? observe("url", value) : readValue(value)),
  hash: (value) => observe("hash", value),
  ja3: (value) => observe("ja3", value),
  ja4: (value) => observe("ja4", value),
};

/** Whether MISP has a type of this name that telemetry answers. */
export function isMispType(type: string): boolean {
  return mispTypeOf(type)?.parts.some((part) => part !== null) ?? false;
}

/** The values of a composite: names of files may hold a `|` themselves, hashes and ports do not. */
function splitValue(value: string, parts: readonly MispPart[]): readonly string[] {
  if (parts.length === 1) {
    // Some write a file's name before the hash whatever the type says.
    return [parts[0] === "hash" ? value.slice(value.lastIndexOf("|") + 1) : value];
  }
  const at = parts[0] === null ? value.lastIndexOf("|") : value.indexOf("|");
  if (at < 0) return parts[0] === null ? ["", value] : [value, ""];
  return [value.slice(0, at), value.slice(at + 1)];
}

/** What a value of this attribute type is; `unread` where the type is known and the value is not one of it. */
export function readAttribute(type: string, value: string): AttributeValue {
  const known = mispTypeOf(type);
  const shown = type.slice(0, 60);
  if (known === null) return { unmet: `"${shown}" is no type of MISP that is known here` };
  if (known.personal) return { personal: shown };
  if (known.parts.every((part) => part === null))
    return { unmet: `no single value of telemetry answers the type "${shown}"` };
  const texts = splitValue(refang(value.trim()), known.parts);
  const observables = known.parts
    .map((part, at) => (part === null ? null : readers[part]((texts[at] as string).trim())))
    .filter((one): one is Observable => one !== null);
  return observables.length > 0 ? { observables } : { unread: value };
}
