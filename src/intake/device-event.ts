/**
 * The parts that every device's event is made of: endpoints, transport names, and the carried fields, drawn from
 * a table of field names and meanings. Unspecified addresses (0.0.0.0, ::) are how devices write "none", so they
 * are not carried; some lists hold 0.0.0.0/8 and would hit on every line.
 */
import { parseAddress } from "../base/index.js";
import { type Carried, type Endpoint, type Meaning, normalizeAddress } from "../model/index.js";

/** Field names as the device writes them, to what they may carry. */
export type Meanings = Readonly<Record<string, Meaning>>;

const absent = new Set(["", "-", "N/A", "n/a", "0.0.0.0", "::", "unknown", "(null)"]);

/** A port from text; 0 where it is none. */
function port(text: string | undefined): number {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return 0;
  const value = Number(text);
  return value <= 65_535 ? value : 0;
}

/** An endpoint from texts, the address canonical where it is one; null where there is no address. */
export function endpoint(address: string | undefined, portText?: string): Endpoint | null {
  if (address === undefined || absent.has(address)) return null;
  return { address: normalizeAddress(address)?.value ?? address, port: port(portText) };
}

const transports: Readonly<Record<string, string>> = {
  "1": "icmp",
  "2": "igmp",
  "6": "tcp",
  "17": "udp",
  "41": "ipv6",
  "47": "gre",
  "50": "esp",
  "51": "ah",
  "58": "icmp6",
  "89": "ospf",
  "103": "pim",
  "112": "vrrp",
  "132": "sctp",
  icmpv6: "icmp6",
  "ipv6-icmp": "icmp6",
};

/** A transport's name in lower case from its name or its IANA number. */
export function transport(text: string | undefined): string {
  if (text === undefined) return "";
  const name = text.trim().toLowerCase();
  return transports[name] ?? (absent.has(name) || name.length > 16 ? "" : name);
}

/** The fields of a record that carry something, by the device's table, in the table's order. */
export function carriedFields(native: Readonly<Record<string, unknown>>, meanings: Meanings): Carried[] {
  const carried: Carried[] = [];
  for (const field in meanings) {
    const text = native[field];
    const meaning = meanings[field] as Meaning;
    if (typeof text !== "string" || absent.has(text)) continue;
    // User fields hold account names far more often than mail addresses.
    if (meaning === "email" && !text.includes("@")) continue;
    carried.push({ field, meaning, text });
  }
  return carried;
}

const ipv4Token = /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)/g;
const ipv6Token = /(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:]|\.\d)/g;
const tokensMax = 16;

/**
 * Addresses that stand in prose, each once. Only addresses: a text that parses as one is one, while a word with
 * a dot is a name, a file, a version or the end of a sentence, and a false hit costs an analyst more than the
 * name is worth. What a device surely knows as a name comes from its own fields.
 */
function addressesInText(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(ipv4Token)) {
    if (found.size < tokensMax && !absent.has(match[0]) && parseAddress(match[0]) !== null)
      found.add(match[0]);
  }
  for (const match of text.matchAll(ipv6Token)) {
    const token = match[0];
    if (found.size >= tokensMax || absent.has(token) || !/\d/.test(token)) continue;
    if (parseAddress(token) !== null) found.add(token);
  }
  return [...found];
}

/** The addresses of a text as carried fields, but for those that `known` fields carry already. */
export function carriedFromText(field: string, text: string, known: readonly Carried[] = []): Carried[] {
  const seen = new Set(known.map((one) => normalizeAddress(one.text)?.value ?? one.text));
  return addressesInText(text)
    .filter((address) => !seen.has(normalizeAddress(address)?.value ?? address))
    .map((address) => ({ field, meaning: "address", text: address }));
}

/** Sets a field that is not set yet: where a sender repeats a key, the first value counts. */
export function putFirst(fields: Record<string, string>, key: string, value: string): void {
  if (key !== "__proto__" && !Object.hasOwn(fields, key)) fields[key] = value;
}

const pair = /([A-Za-z_][A-Za-z0-9_.-]{0,63})=(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s"]*))/g;

/** Splits `key=value key="quoted value"`. */
export function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const [, key = "", quoted, plain = ""] of text.matchAll(pair)) {
    const escaped = quoted?.includes("\\") === true;
    putFirst(pairs, key, escaped ? (quoted as string).replace(/\\(["\\])/g, "$1") : (quoted ?? plain));
  }
  return pairs;
}
