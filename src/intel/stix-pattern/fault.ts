/**
 * Where and how a pattern breaks the grammar. Faults are thrown within the parser only; what leaves it is a value
 * with line and column, both from 1, in characters as UTF-16 counts them.
 */

export interface PatternError {
  /** One sentence without its full stop: `line 1, column 14: a constant must stand where "]" stands`. */
  readonly error: string;
  readonly line: number;
  readonly column: number;
  /** What could have stood there: `a constant`. */
  readonly expected: string;
}

export class PatternFault extends Error {
  readonly at: number;
  readonly expected: string;
  /** What stands there instead; empty where the pattern breaks a bound. */
  readonly found: string;

  constructor(at: number, expected: string, found = "") {
    super(expected);
    this.at = at;
    this.expected = expected;
    this.found = found;
  }
}

/** What stands at a place, for a fault. */
export function foundAt(text: string, at: number): string {
  return at >= text.length ? "its end" : JSON.stringify(text.slice(at, at + 24));
}

export function placeOf(fault: PatternFault, text: string): PatternError {
  const before = text.slice(0, fault.at).split(/\r\n|\r|\n/);
  const line = before.length;
  const column = (before.at(-1) as string).length + 1;
  const what =
    fault.found === ""
      ? `${fault.expected} can stand there`
      : `${fault.expected} must stand where ${fault.found} stands`;
  return { error: `line ${line}, column ${column}: ${what}`, line, column, expected: fault.expected };
}
