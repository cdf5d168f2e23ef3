/**
 * Records that rules may hold for, kept until somebody evaluates the rules: plain values, so that one thread can hand
 * them to another. Where the scan knew nothing of a record, its candidates are looked for here on what it says, so that
 * what is kept follows the rules and not the records.
 */
import type { Event } from "../model/index.js";
import { cut } from "./evidence.js";
import type { CompiledPredicates } from "./predicates/compile-predicates.js";
import { fieldTexts } from "./predicates/field-texts.js";
import type { RuleSink } from "./scanner.js";

export interface RuleRecord {
  /** Numbers of the rules that may hold, rising; one at least. */
  readonly rules: readonly number[];
  readonly event: Event;
  /** As evidence has it: its beginning. */
  readonly record: string;
  /** In its source, from 1. */
  readonly line: number;
}

/** A sink that keeps what it hears in `records`, in order. */
export function ruleRecordsInto(records: RuleRecord[], compiled: CompiledPredicates): RuleSink {
  return {
    compiled,
    onCandidates(candidates, { event, record, line }) {
      const rules = candidates === "all" ? candidatesOf(compiled, event) : candidates;
      if (rules.length > 0) records.push({ rules, event, record: cut(record), line });
    },
  };
}

function candidatesOf(compiled: CompiledPredicates, event: Event): readonly number[] {
  const found = compiled.candidatesOf(fieldTexts(event.native));
  return compiled.always.length === 0 ? found : [...compiled.always, ...found].sort((a, b) => a - b);
}
