/**
 * MISP attributes as observables, by their type (https://www.misp-standard.org/rfc/misp-standard-core.txt).
 * Composite types hold two values between a `|`; the one that telemetry carries is read, both where it carries
 * both. Types that no single value of telemetry can answer are said to be so, with the type's name.
 */
import { normalizeNetwork, type Observable, observe } from "../model/index.js";
import { readValue } from "./read-value.js";
import { refang } from "./refang.js";

export type AttributeValue =
  | { readonly observables: readonly Observable[] }
  | { readonly unmet: string }
  | { readonly unread: string };

type Reader = (value: string) => readonly (Observable | null)[];

const address: Reader = (value) => [normalizeNetwork(value)];
const before: (reader: Reader) => Reader = (reader) => (value) => reader(value.split("|", 1)[0] as string);
const hashAfter: Reader = (value) => [observe("hash", value.slice(value.lastIndexOf("|") + 1).trim())];
const name: Reader = (value) => [observe("host", value.replace(/^\*?\./, ""))];
const mail: Reader = (value) => [observe("email", value)];
const url: Reader = (value) => [value.includes("://") ? observe("url", value) : readValue(value)];

const readers: Readonly<Record<string, Reader>> = {
  "ip-src": address,
  "ip-dst": address,
  ip: address,
  "ip-src|port": before(address),
  "ip-dst|port": before(address),
  domain: name,
  hostname: name,
  "hostname|port": before(name),
  "domain|ip": (value) => {
    const [host = "", ip = ""] = value.split("|");
    return [...name(host), ...address(ip)];
  },
  url,
  uri: url,
  link: url,
  email: mail,
  "email-src": mail,
  "email-dst": mail,
  "email-reply-to": mail,
  "malware-sample": hashAfter,
  "ja3-fingerprint-md5": (value) => [observe("ja3", value)],
  ja4: (value) => [observe("ja4", value)],
};
for (const hash of ["md5", "sha1", "sha256", "sha512"])
  Object.assign(readers, {
    [hash]: hashAfter,
    [`filename|${hash}`]: hashAfter,
    [`x509-fingerprint-${hash}`]: hashAfter,
  });

export function isMispType(type: string): boolean {
  return Object.hasOwn(readers, type.toLowerCase());
}

/** What a value of this attribute type is; `unread` where the type is known and the value is not one of it. */
export function readAttribute(type: string, value: string): AttributeValue {
  const reader = readers[type.toLowerCase()];
  if (!isMispType(type) || reader === undefined)
    return { unmet: `no single value of telemetry answers the type "${type.slice(0, 60)}"` };
  const observables = reader(refang(value.trim())).filter((o): o is Observable => o !== null);
  return observables.length > 0 ? { observables } : { unread: value };
}
