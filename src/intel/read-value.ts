/**
 * Reads one value of a feed, whatever it is: an address (perhaps with a port, which is dropped: an address that
 * serves an attack on one port is met on all), a network, a range, a domain name (a wildcard is its parent), a
 * URL, `name/path` (a URL of which the scheme was left out, taken as http, as telemetry of clear-text HTTP is), a
 * hash or a mail address. Defanged values are made whole first. Canonical texts are the model's.
 */
import { type Address, formatNetwork, maskAddress, parseAddress } from "../base/index.js";
import {
  normalizeAddress,
  normalizeDomain,
  normalizeEmail,
  normalizeHash,
  normalizeHost,
  normalizeNetwork,
  normalizeUrl,
  type Observable,
} from "../model/index.js";
import { lineLengthMax, rangeNetworksMax } from "./limits.js";
import { refang } from "./refang.js";

const plainDomain = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.[a-z][a-z0-9-]*[a-z0-9]$/;

/** One observable, or null where the text is none. Ranges are for `readRange`. */
export function readValue(raw: string): Observable | null {
  if (raw.length < 254 && plainDomain.test(raw)) return { type: "domain", value: raw }; // most lines of most feeds
  if (raw.length > lineLengthMax) return null;
  const text = trimValue(refang(raw.trim()));
  if (text === "") return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const value = normalizeUrl(text);
    return value === null ? null : { type: "url", value };
  }
  const hash = readHash(text);
  if (hash !== null) return hash;
  const slash = text.indexOf("/");
  if (slash > 0) return normalizeNetwork(text) ?? schemelessUrl(text, slash);
  if (text.includes("@")) {
    const value = normalizeEmail(text);
    return value === null ? null : { type: "email", value };
  }
  const name = text.startsWith("*.") ? text.slice(2) : text.startsWith(".") ? text.slice(1) : text;
  if (name.includes("?") || /^[0-9.]+[-–][0-9.]+$/.test(name)) return null; // a range is no name
  if (name.includes(":") || /^[0-9]/.test(name)) return normalizeAddress(name) ?? normalizeHost(name);
  const value = normalizeDomain(name);
  return value === null ? null : { type: "domain", value };
}

const opening = new Set("\"'`<“‘");
const closing = new Set("\"'`>,;”’");

/** Cuts off quotes, angle brackets and commas around a value, in one pass however many there are. */
function trimValue(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && opening.has(text[from] as string)) from++;
  while (to > from && closing.has(text[to - 1] as string)) to--;
  return text.slice(from, to).trim();
}

/** `sha256:…` and the like are hashes too. */
function readHash(text: string): Observable | null {
  if (text.length < 32 || text.length > 140) return null;
  return normalizeHash(text.replace(/^(?:md5|sha-?(?:1|256|512))[:=]\s*/i, ""));
}

function schemelessUrl(text: string, slash: number): Observable | null {
  const host = normalizeHost(text.slice(0, slash));
  if (host === null) return null;
  const path = text.slice(slash);
  if (path === "/") return host;
  const value = normalizeUrl(`http://${text}`);
  return value === null ? null : { type: "url", value };
}

/**
 * `192.0.2.4-192.0.2.19` or `192.0.2.4-19` as the fewest networks that cover exactly it; null where the text is
 * not a range or its end comes before its start.
 */
export function readRange(text: string): readonly Observable[] | null {
  const match = /^([0-9a-f.:]+)\s*[-–]\s*([0-9a-f.:]+)$/i.exec(text.trim());
  if (match === null) return null;
  const first = parseAddress(match[1] as string);
  if (first === null) return null;
  const endText = match[2] as string;
  const short = first.v4 && /^[0-9]{1,3}$/.test(endText);
  const last = parseAddress(short ? (match[1] as string).replace(/[0-9]+$/, endText) : endText);
  if (last === null || first.v4 !== last.v4) return null;
  let at = toBig(first);
  const end = toBig(last);
  const bits = first.v4 ? 32 : 128;
  const found: Observable[] = [];
  while (at <= end) {
    let size = 0;
    while (size < bits && ((at >> BigInt(size)) & 1n) === 0n && at + (1n << BigInt(size + 1)) - 1n <= end)
      size++;
    const network = { address: maskAddress(fromBig(at, first.v4), bits - size), prefix: bits - size };
    const observable = normalizeNetwork(formatNetwork(network));
    if (observable === null || found.length >= rangeNetworksMax) return null;
    found.push(observable);
    at += 1n << BigInt(size);
  }
  return found.length === 0 ? null : found;
}

function toBig(address: Address): bigint {
  return address.words.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}

function fromBig(value: bigint, v4: boolean): Address {
  const word = (shift: bigint) => Number((value >> shift) & 0xffffffffn);
  return { v4, words: [word(96n), word(64n), word(32n), word(0n)] };
}
