/**
 * Observables: values that telemetry carries and indicators name, each with one canonical text, so that equal
 * things are equal strings. Both sides (intel and intake) normalize here and nowhere else.
 *
 * Canonical text: addresses as in `base/addresses`; names lower case, punycode (UTS 46 through the WHATWG URL
 * parser), no trailing dot; URLs as WHATWG serializes them, scheme and host lower case, default port and
 * fragment dropped; hashes and fingerprints lower-case hex; mail addresses lower case throughout.
 */
import { formatAddress, formatNetwork, networkContains, parseAddress, parseNetwork } from "../base/pure.js";

export const observableTypes = [
  "ipv4",
  "ipv6",
  "cidr",
  "domain",
  "url",
  "md5",
  "sha1",
  "sha256",
  "sha512",
  "email",
  "ja3",
  "ja3s",
  "ja4",
] as const;
export type ObservableType = (typeof observableTypes)[number];

export interface Observable {
  readonly type: ObservableType;
  readonly value: string;
}

const nameLengthMax = 253;
const urlLengthMax = 8192;
const plainName = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

/**
 * The canonical form of a domain name, or null where the text is not one. A single label is not a domain here
 * (host names of a local network name no one), nor is anything that reads as an address.
 */
export function normalizeDomain(text: string): string | null {
  let name = text.endsWith(".") ? text.slice(0, -1) : text;
  if (name.length === 0 || name.length > nameLengthMax * 2) return null;
  name = name.toLowerCase();
  if (!plainName.test(name)) {
    const ascii = toAscii(name);
    if (ascii === null) return null;
    name = ascii;
  }
  if (name.length > nameLengthMax || !name.includes(".")) return null;
  const last = name.slice(name.lastIndexOf(".") + 1);
  return /^[0-9]+$/.test(last) ? null : name;
}

/** IDNA (UTS 46) by the platform's URL parser; null where it refuses the name or it has other characters. */
function toAscii(name: string): string | null {
  if (/[\s\x00-\x20/\\?#@:%[\]<>^|"`{}*,;=()!&'$+~]/.test(name)) return null;
  try {
    const host = new URL(`http://${name}/`).hostname;
    return plainName.test(host) ? host : null;
  } catch {
    return null;
  }
}

export function normalizeAddress(text: string): Observable | null {
  const address = parseAddress(text);
  return address === null ? null : { type: address.v4 ? "ipv4" : "ipv6", value: formatAddress(address) };
}

/** A network; one that holds a single address is that address. */
export function normalizeNetwork(text: string): Observable | null {
  const network = parseNetwork(text);
  if (network === null) return null;
  const single = network.prefix === (network.address.v4 ? 32 : 128);
  return single
    ? normalizeAddress(formatAddress(network.address))
    : { type: "cidr", value: formatNetwork(network) };
}

/** An address or a name, as in a Host header: a port and the brackets around IPv6 are cut off. */
export function normalizeHost(text: string): Observable | null {
  let host = text;
  if (host.startsWith("[")) {
    const end = host.indexOf("]");
    if (end < 0) return null;
    host = host.slice(1, end);
  } else {
    const colon = host.indexOf(":");
    if (colon >= 0 && colon === host.lastIndexOf(":")) {
      if (!/^[0-9]{1,5}$/.test(host.slice(colon + 1))) return null;
      host = host.slice(0, colon);
    }
  }
  const address = normalizeAddress(host);
  if (address !== null) return address;
  const name = normalizeDomain(host);
  return name === null ? null : { type: "domain", value: name };
}

/** The canonical URL; user names and passwords in it are dropped, as they identify people and not places. */
export function normalizeUrl(text: string): string | null {
  if (text.length > urlLengthMax || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return null;
  try {
    const url = new URL(text);
    if (url.hostname === "") return null;
    url.username = "";
    url.password = "";
    url.hash = "";
    if (url.hostname.endsWith(".")) url.hostname = url.hostname.slice(0, -1);
    return url.href;
  } catch {
    return null;
  }
}

const hashTypes: Readonly<Record<number, ObservableType>> = {
  32: "md5",
  40: "sha1",
  64: "sha256",
  128: "sha512",
};

export function normalizeHash(text: string): Observable | null {
  const type = hashTypes[text.length];
  return type !== undefined && /^[0-9a-fA-F]+$/.test(text) ? { type, value: text.toLowerCase() } : null;
}

/** A bare mail address (angle brackets and a display name cut off). */
export function normalizeEmail(text: string): string | null {
  const open = text.lastIndexOf("<");
  const bare = (open >= 0 ? text.slice(open + 1).replace(/>.*$/, "") : text).trim();
  const at = bare.lastIndexOf("@");
  if (at < 1 || bare.length > 320 || /[\s"<>(),;:\\[\]]/.test(bare.slice(0, at))) return null;
  const domain = normalizeDomain(bare.slice(at + 1));
  return domain === null ? null : `${bare.slice(0, at).toLowerCase()}@${domain}`;
}

/** What a field of an event may carry. `host` is an address or a name, perhaps with a port. */
export type Meaning = "address" | "domain" | "host" | "url" | "hash" | "email" | "ja3" | "ja3s" | "ja4";

/** Reads a field's text by its meaning; null where it carries no observable. */
export function observe(meaning: Meaning, text: string): Observable | null {
  switch (meaning) {
    case "address":
      return normalizeAddress(text);
    case "host":
      return normalizeHost(text);
    case "hash":
      return normalizeHash(text);
    case "domain": {
      const value = normalizeDomain(text);
      return value === null ? null : { type: "domain", value };
    }
    case "url": {
      const value = normalizeUrl(text);
      return value === null ? null : { type: "url", value };
    }
    case "email": {
      const value = normalizeEmail(text);
      return value === null ? null : { type: "email", value };
    }
    case "ja3":
    case "ja3s":
      return /^[0-9a-fA-F]{32}$/.test(text) ? { type: meaning, value: text.toLowerCase() } : null;
    case "ja4":
      return /^[a-z0-9]{10}_[0-9a-f]{12}_[0-9a-f]{12}$/i.test(text)
        ? { type: "ja4", value: text.toLowerCase() }
        : null;
  }
}

/** The meaning under which a text is read as a value of each type; a network is read by itself. */
export const meaningOf: Readonly<Record<Exclude<ObservableType, "cidr">, Meaning>> = {
  ipv4: "address",
  ipv6: "address",
  domain: "domain",
  url: "url",
  md5: "hash",
  sha1: "hash",
  sha256: "hash",
  sha512: "hash",
  email: "email",
  ja3: "ja3",
  ja3s: "ja3s",
  ja4: "ja4",
};

/** Whether a value is the canonical text of its type, as both sides of a comparison have it. */
export function isCanonical({ type, value }: Observable): boolean {
  const read = type === "cidr" ? normalizeNetwork(value) : observe(meaningOf[type], value);
  return read !== null && read.type === type && read.value === value;
}

/** Whether a value is another or lies in it: an address in a network, a name below a domain. */
export function liesIn(inner: Observable, outer: Observable): boolean {
  if (inner.type === outer.type && inner.value === outer.value) return true;
  if (outer.type === "domain") return inner.type === "domain" && inner.value.endsWith(`.${outer.value}`);
  if (outer.type !== "cidr" || (inner.type !== "ipv4" && inner.type !== "ipv6")) return false;
  const network = parseNetwork(outer.value);
  const address = parseAddress(inner.value);
  return (
    network !== null &&
    address !== null &&
    network.address.v4 === address.v4 &&
    networkContains(network, address)
  );
}
