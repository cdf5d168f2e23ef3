/**
 * How the kernel reads the cells of a column before it asks them (`kernel/assembly/predicates-values.ts` has the same
 * numbers): what a record that was read would hold there.
 */
import type { ColumnKind } from "../../intake/index.js";

const numbers = { text: 0, number: 1, bool: 2, list: 3, "number-list": 4 } as const;
/** For columns of one name whose cells are read differently, as the kernel asks values of one name together. */
const unlike = 5;

/** Number of the kind for all columns of one field. */
export function cellKindOf(kinds: Iterable<ColumnKind>): number {
  const different = new Set(kinds);
  const [kind] = different;
  return kind === undefined ? numbers.text : different.size > 1 ? unlike : numbers[kind];
}
