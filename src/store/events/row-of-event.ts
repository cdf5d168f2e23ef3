/**
 * The parts of a row that are read from a record's own fields: its JSON text, and the user and message where a
 * well-known field names them. Everything is cut to a bound and answers text for whatever a record holds.
 */

/** 64 KiB of JSON; a longer record is kept as one that holds the beginning of its text, so it stays JSON. */
export const nativeBytesMax = 65_536;
const nativeCutLength = 16_000;
const messageLengthMax = 1_000;
const userLengthMax = 256;

type Native = Readonly<Record<string, unknown>>;

const userFields = ["user", "username", "user_name", "srcuser", "suser", "duser", "dstuser", "account"];
const messageFields = ["message", "msg", "alert.signature", "note", "signature", "reason"];

export function userOf(native: Native): string {
  return firstText(native, userFields, userLengthMax);
}

export function messageOf(native: Native): string {
  const text = firstText(native, messageFields, messageLengthMax);
  if (text !== "") return text;
  const alert = native["alert"];
  return isRecord(alert) ? firstText(alert, ["signature"], messageLengthMax) : "";
}

function firstText(native: Native, fields: readonly string[], lengthMax: number): string {
  for (const field of fields) {
    const value = native[field];
    if (typeof value === "string" && value !== "" && value !== "-") return value.slice(0, lengthMax);
  }
  return "";
}

/** The record's fields as JSON; numbers too large for JSON become text, what can't be written becomes `{}`. */
export function nativeText(native: Native): string {
  let text: string;
  try {
    text = JSON.stringify(native);
  } catch {
    text = writeWithLargeNumbers(native);
  }
  if (text.length * 3 <= nativeBytesMax || Buffer.byteLength(text) <= nativeBytesMax) return text;
  return JSON.stringify({ cut: text.slice(0, nativeCutLength) });
}

function writeWithLargeNumbers(native: Native): string {
  try {
    return JSON.stringify(native, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
  } catch {
    return "{}";
  }
}

function isRecord(value: unknown): value is Native {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `2026-11-22` for a number of days since 1970. */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
