/**
 * Reading a record's own fields for facts: by path, whatever type a format left there. Some write numbers as texts; a
 * sender may have put anything anywhere, and what is not what it should be counts as missing.
 */
export type Native = Readonly<Record<string, unknown>>;

/** The value under a key, or under a path of keys where the record nests. */
export function valueAt(native: Native, path: string): unknown {
  const whole = native[path];
  if (whole !== undefined || !path.includes(".")) return whole;
  let value: unknown = native;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Native)[key];
  }
  return value;
}

/** The first of the paths that holds a text, or a number as text; empty where none does. */
export function textAt(native: Native, ...paths: readonly string[]): string {
  for (const path of paths) {
    const value = valueAt(native, path);
    if (typeof value === "string" && value !== "" && value !== "-") return value;
    if (typeof value === "number") return String(value);
  }
  return "";
}

/** The first of the paths that holds a number of at least 0, or one as text; null where none does. */
export function numberAt(native: Native, ...paths: readonly string[]): number | null {
  for (const path of paths) {
    const value = valueAt(native, path);
    const number =
      typeof value === "number"
        ? value
        : typeof value === "string" && value !== ""
          ? Number(value)
          : Number.NaN;
    if (Number.isFinite(number) && number >= 0) return number;
  }
  return null;
}

export function booleanAt(native: Native, ...paths: readonly string[]): boolean | null {
  for (const path of paths) {
    const value = valueAt(native, path);
    if (typeof value === "boolean") return value;
    if (value === "T" || value === "true") return true;
    if (value === "F" || value === "false") return false;
  }
  return null;
}

/** The texts of a list, a lone text as a list of one. */
export function textsAt(native: Native, path: string): readonly string[] {
  const value = valueAt(native, path);
  if (typeof value === "string") return value === "" || value === "-" ? [] : [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").slice(0, 64) : [];
}

export function recordAt(native: Native, path: string): Native | null {
  const value = valueAt(native, path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Native) : null;
}

const seconds = 1e6;

/** A span in seconds, as a number or `h:mm:ss` (Cisco), in microseconds. */
export function spanUsAt(native: Native, ...paths: readonly string[]): number | null {
  const plain = numberAt(native, ...paths);
  if (plain !== null) return Math.round(plain * seconds);
  const match = /^(\d{1,4}):(\d\d):(\d\d)$/.exec(textAt(native, ...paths));
  if (match === null) return null;
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * seconds;
}
