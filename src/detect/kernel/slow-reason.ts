/** Why a line goes the slow way, by the numbers of `assembly/context.ts`; three reasons never come from the kernel. */
export const slowReasons = [
  "",
  /** It may carry an indicator: read again to know. */
  "candidate",
  /** It is not one object from brace to brace, or has white space where none is usual. */
  "shape",
  /** A wanted value has an escape or a character beyond ASCII. */
  "escaped",
  /** A key may be hidden by an escape, or by white space before its colon. */
  "key",
  /** A wanted value is not plain: brackets around a host, a list in a list, … */
  "value",
  /** A URL that the URL standard would rewrite. */
  "url",
  /** A field that only the format reads. */
  "field",
  /** Its log is not known yet, is named twice, or has readings of its own. */
  "log",
  /** Too many or too few cells. */
  "columns",
  /** It is longer than a chunk. */
  "length",
  /** No row can be made of it without reading it (`rows/row-reason.ts` has why). */
  "row",
  /** Nothing else was to be read of it, but rules may hold for it. */
  "rule",
] as const;
export type SlowReason = (typeof slowReasons)[number];
