/**
 * JSON that PostgreSQL takes. Its text and jsonb hold neither NUL nor half a surrogate pair, and telemetry has
 * both; they become U+FFFD here, so that one odd record can't make a whole batch impossible to store.
 */

const unstorable = /\u0000|\p{Surrogate}/gu;

/** A text as the store will have it. */
export const storableText = (text: string): string => text.replace(unstorable, "\ufffd");

const clean = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? storableText(value) : value;

export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // The escapes JSON has for just those; a backslash that was in the text is a false alarm, and only costs time.
  return /\\u(?:0000|d[89a-f])/.test(text) ? JSON.stringify(value, clean) : text;
}

/** Splits rows so that no statement carries more than some megabytes, whatever the evidence in them. */
export function* portions<T>(rows: readonly T[], rowsMax = 2000): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += rowsMax) yield rows.slice(from, from + rowsMax);
}
