/**
 * Constants of STIX patterns (STIX 2.1, section 9.2): from the text between quotes to their canonical form, and from
 * that to what comparisons use. Numbers keep their text, so that 64-bit integers stay exact.
 */
import type { Constant, NumberConstant, TimestampConstant } from "./ast.js";
import { PatternFault } from "./fault.js";

/** Digits of a number; a 64-bit integer has 19. */
const digitsMax = 64;

export function numberConstant(text: string, at: number): NumberConstant {
  if (text.length > digitsMax) throw new PatternFault(at, `at most ${digitsMax} digits`);
  const negative = text.startsWith("-");
  const [whole = "", fraction] = text.replace(/^[+-]/, "").split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  if (fraction === undefined)
    return { kind: "integer", text: negative && digits !== "0" ? `-${digits}` : digits };
  const rest = fraction.replace(/0+$/, "") || "0";
  const zero = digits === "0" && rest === "0";
  return { kind: "float", text: `${negative && !zero ? "-" : ""}${digits}.${rest}` };
}

export function hexConstant(text: string, at: number): Constant {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text))
    throw new PatternFault(at, "pairs of hexadecimal digits", shown(`h'${text}'`));
  return { kind: "hex", text: text.toLowerCase() };
}

export function binaryConstant(text: string, at: number): Constant {
  const octets = readBase64(text);
  if (octets === null) throw new PatternFault(at, "base64", shown(`b'${text}'`));
  return { kind: "binary", text: btoa(octets) };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

const instant = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;

export function timestampConstant(text: string, at: number): TimestampConstant {
  if (readInstant(text) === null)
    throw new PatternFault(at, "an instant such as 2026-01-02T03:04:05.678Z", shown(`t'${text}'`));
  return { kind: "timestamp", text: text.replace(/\.?0*Z$/, (end) => (text.includes(".") ? "Z" : end)) };
}

/** Nanoseconds since 1970 of an RFC 3339 instant in UTC with up to nine decimals, as STIX writes it; null for others. */
export function readInstant(text: string): bigint | null {
  const match = instant.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12 || day < 1) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute, second);
  return BigInt(date.getTime()) * 1_000_000n + BigInt((match[7] ?? "").padEnd(9, "0"));
}

/** Base64 as text of octets (one character U+0000 to U+00FF each); null where it is none. */
export function readBase64(text: string): string | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  try {
    return atob(text);
  } catch {
    return null;
  }
}

/** Hexadecimal as text of octets; null where it is none. */
export function readHex(text: string): string | null {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) return null;
  let octets = "";
  for (let at = 0; at < text.length; at += 2)
    octets += String.fromCharCode(Number.parseInt(text.slice(at, at + 2), 16));
  return octets;
}

/** The constant as people wrote it, without quotes and prefix. */
export function constantText(constant: Constant): string {
  return "text" in constant ? constant.text : String(constant.value);
}
