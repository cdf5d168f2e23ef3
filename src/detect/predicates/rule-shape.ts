/**
 * What a rule looks like to the compiled predicates: items that must all hold, each a choice of predicates of which
 * one is enough. What a rule says beyond that (not, regular expressions, comparisons, counts) is left out here: a
 * candidate is a rule that may hold for a record, and whoever asked decides that on the record itself.
 */

export type PredicateOp = "equals" | "contains" | "startswith" | "endswith" | "exists";

export interface Predicate {
  /** As the format names it, `dns.rrname`. Only the part behind the last dot is looked at: it finds more, never less. */
  readonly field: string;
  readonly op: PredicateOp;
  /** Of `exists` it is not looked at. */
  readonly value: string;
  /** Capitals and small letters are different; otherwise texts are compared in small letters. */
  readonly cased?: boolean;
}

export interface RuleShape {
  readonly id: string;
  readonly required: readonly (readonly Predicate[])[];
  /** A rule without any required item may still need one of these fields to be there. */
  readonly fields?: readonly string[];
}

/** A field of a record with one of its texts; null where it is there without a text (null, an object). */
export type FieldText = readonly [field: string, text: string | null];

/** The name by which a field is known here: `id.orig_h` and `orig_h` are one. */
export function leafOf(field: string): string {
  return field.slice(field.lastIndexOf(".") + 1);
}
