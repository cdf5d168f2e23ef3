/**
 * How values come out of the state store: the same from every form, because every form is read by the same `pg`
 * client with the parsers of this page. int8 and count are numbers, and a value that a double cannot hold is an
 * error, never a rounded answer; numeric is a number under the same rule; bytea is a Buffer; interval and date
 * are the text PostgreSQL writes, as neither has one meaning in JavaScript; cidr and inet are text.
 * The parsers are given to each client; the global table of `pg` stays untouched.
 */
import pg from "pg";

const oid = { int8: 20, date: 1082, interval: 1186, numeric: 1700 } as const;
const arrayOid = { int8: 1016, date: 1182, interval: 1187, numeric: 1231 } as const;
const textArrayOid: number = 1009;

/** The integer of a text, or an error where it lies beyond ±2^53. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(
      `The integer ${text} lies beyond 2^53: read it as text (cast to text in the query).`,
    );
  return value;
}

/** The number of a numeric; an integer beyond ±2^53 is an error, as for int8. */
export function parseNumeric(text: string): number {
  return /^-?\d+$/.test(text) ? parseInt8(text) : Number(text);
}

const asText = (text: string): string => text;

const parseTextArray = pg.types.getTypeParser(textArrayOid, "text") as (
  text: string,
) => readonly (string | null)[];

const elements =
  <T>(parse: (text: string) => T) =>
  (text: string): readonly (T | null)[] =>
    parseTextArray(text).map((element) => (element === null ? null : parse(element)));

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [oid.int8, parseInt8],
  [oid.numeric, parseNumeric],
  [oid.interval, asText],
  [oid.date, asText],
  [arrayOid.int8, elements(parseInt8)],
  [arrayOid.numeric, elements(parseNumeric)],
  [arrayOid.interval, elements(asText)],
  [arrayOid.date, elements(asText)],
]);

/** The `types` of a `pg` client. */
export const answerTypes: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: "text" | "binary") =>
    (format === "binary" ? undefined : parsers.get(id)) ?? pg.types.getTypeParser(id, format ?? "text"),
};
