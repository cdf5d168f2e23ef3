/**
 * Where values end. In JSON a string ends at its quote; in TSV a cell at a tab or a line end. What must be read
 * otherwise before it can be compared (an escape, a byte beyond ASCII, a carriage return) ends the search with 0:
 * such a value goes the slow way. The guard behind the input holds every mark, so that no search runs past it.
 */

/** The marks that end a value: a quote; or a tab, a line end and, in a set, a comma. */
export let TERMINATOR: i8 = 0x22;
let SECOND: i8 = 0x22;
let THIRD: i8 = 0x22;

/** Values end at quotes (JSON). */
export function endAtQuotes(): void {
  TERMINATOR = 0x22;
  SECOND = 0x22;
  THIRD = 0x22;
}

/** Values end at tabs and line ends, and at `comma` (a tab where commas are part of values). */
export function endAtTabs(comma: i8): void {
  TERMINATOR = 0x09;
  SECOND = 0x0a;
  THIRD = comma;
}

/** The end of the value that begins at `s`; 0 where a backslash, a byte over 0x7f or a CR stands in it. */
@inline
export function endOf(s: usize): usize {
  const first = i8x16.splat(TERMINATOR);
  const second = i8x16.splat(SECOND);
  const third = i8x16.splat(THIRD);
  const backslash = i8x16.splat(0x5c);
  const cr = i8x16.splat(0x0d);
  let at = s;
  while (true) {
    const v = v128.load(at);
    const ends = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(v, first), i8x16.eq(v, second)), i8x16.eq(v, third)),
    );
    const odd = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, backslash), i8x16.eq(v, cr)), v));
    const both = ends | odd;
    if (both) {
      const i = ctz(both);
      return (odd >> i) & 1 ? 0 : at + <usize>i;
    }
    at += 16;
  }
}
