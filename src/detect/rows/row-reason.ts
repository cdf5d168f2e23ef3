/**
 * Why a record's row was made the slow way, by the numbers of `assembly/rows-memory.ts`. Counted, so that a sensor
 * whose records are never plain is noticed.
 */
export const rowReasons = [
  "none",
  "not a JSON object",
  "nested too deep",
  "characters written as codes",
  "a key twice, or with escapes",
  "a name that is none",
  "a time written in another way",
  "an address written in another way",
  "a port that is none",
  "a name beyond ASCII",
  "a URL that has to be normalized",
  "an unusual mail address",
  "a field only the format reads",
  "too long",
  "fields in an unusual combination",
  "another number of columns",
  "an unusual cell",
] as const;
export type RowReason = (typeof rowReasons)[number];
