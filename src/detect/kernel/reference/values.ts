/**
 * What the kernel looks up of a value, in plain TypeScript (`assembly/addresses.ts`, `names.ts`, `urls.ts`,
 * `texts.ts`): from a field's text and its reading to the values asked for, or "odd" where the record goes the slow
 * way. For a name only its root is asked for at first, for a URL its host; the whole comes with it.
 */
import type { Address } from "../../../base/index.js";
import { readAddress, readIpv4 } from "./addresses.js";
import { mailsIn, namesIn } from "./wrapped.js";
import { readUrl } from "./urls.js";

export type LookedUp =
  | { readonly kind: "address"; readonly address: Address }
  | { readonly kind: "domain"; readonly root: string; readonly name: string }
  | { readonly kind: "url"; readonly host: string; readonly path: string }
  | { readonly kind: "hash" | "email" | "ja3" | "ja4"; readonly text: string };

/** Values to look up, or doubt. Where there is doubt what was found so far is of no interest. */
export type Read = "odd" | readonly LookedUp[];

/** The readings of one text; targets and paired hosts take a whole record (`targets.ts`). */
export type ReadingOfOne =
  | "address"
  | "domain"
  | "host"
  | "name"
  | "url"
  | "hash"
  | "mails"
  | "ja3"
  | "ja4"
  | "dn"
  | "fingerprint";

const hashLengths = [32, 40, 64, 128];
const fingerprintMax = 255;
const ipv6Max = 45;
const nameMax = 254;

/** True where a text must be read otherwise before it can be compared. */
export function isEscaped(raw: string): boolean {
  return /[\\\r\x80-\uffff]/.test(raw);
}

export function readValue(reading: ReadingOfOne, raw: string): Read {
  if (isEscaped(raw)) return "odd";
  switch (reading) {
    case "address":
      return readIpv4(raw) === null ? ipv6(raw) : address(raw);
    case "domain":
      return domain(raw);
    case "host":
      return readHost(raw);
    case "name":
      return readHost(withoutWildcard(raw));
    case "url":
      return readUrl(raw);
    case "hash":
      return hash(raw);
    case "fingerprint":
      return raw.length > fingerprintMax ? "odd" : hash(raw.replaceAll(":", ""));
    case "ja3":
      return raw.length === 32 ? [{ kind: "ja3", text: raw }] : [];
    case "ja4":
      return raw.length === 36 ? [{ kind: "ja4", text: raw }] : [];
    case "mails":
      return readMails(raw);
    case "dn":
      return all(namesIn(raw).map((each) => (each === "odd" ? each : readName(each.attribute, each.value))));
  }
}

function readName(attribute: "host" | "mails", value: string): Read {
  return attribute === "host" ? readHost(withoutWildcard(value)) : readMails(value);
}

function readMails(text: string): Read {
  const mails = mailsIn(text);
  if (mails === "odd") return mails;
  return all(
    mails.map(({ local, domain: name }) => {
      const mail = `${local}@${name.endsWith(".") ? name.slice(0, -1) : name}`;
      return [{ kind: "email", text: mail }, ...domain(name)];
    }),
  );
}

/** Everything together; doubt in one is doubt in all. */
function all(parts: readonly Read[]): Read {
  return parts.includes("odd") ? "odd" : parts.flatMap((part) => (part === "odd" ? [] : part));
}

export function withoutWildcard(text: string): string {
  return text.length > 2 && text.startsWith("*.") ? text.slice(2) : text;
}

function address(text: string): LookedUp[] {
  const read = readAddress(text);
  return read === null ? [] : [{ kind: "address", address: read }];
}

function ipv6(text: string): Read {
  if (text.length > ipv6Max) return text.includes("%") ? "odd" : [];
  // `1.2.3.4::` is no address by RFC 4291, but the slow path takes it for one.
  return /\..*::/.test(text) ? "odd" : address(text);
}

/** A name by its last two labels; a text without a dot is none, unless it is too long to tell at a glance. */
export function domain(text: string): LookedUp[] {
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  if (name.length < 3 || name.length > nameMax) return [];
  if (!name.includes(".") && name.length <= 32) return [];
  return [{ kind: "domain", root: name.split(".").slice(-2).join("."), name }];
}

export function readHost(text: string): Read {
  if (text === "") return [];
  if (text.startsWith("[")) return "odd";
  const parts = text.split(":");
  if (parts.length > 2) return ipv6(text);
  const host = parts[0] as string;
  if (host === "") return [];
  return readIpv4(host) === null ? domain(host) : address(host);
}

function hash(text: string): LookedUp[] {
  return hashLengths.includes(text.length) ? [{ kind: "hash", text }] : [];
}
