/**
 * Rules, compiled together: one image for the kernel and one index for records that have been read, both giving the
 * same candidates. Compiled predicates never change; other rules are compiled anew and taken instead.
 */
import type { ColumnKind } from "../../intake/index.js";
import { cellKindOf } from "./cell-kind.js";
import { layOut } from "./image.js";
import { type PredicatePlan, planPredicates } from "./predicate-plan.js";
import { guessedRarity, sampledRarity } from "./rarity.js";
import { type FieldText, leafOf, type RuleShape } from "./rule-shape.js";
import { ValueIndex } from "./value-index.js";

export interface PredicateOptions {
  /** Some records as they come, a megabyte or so: rules are then looked for by what is rare in them. */
  readonly sample?: Uint8Array;
  /** False for fields whose values can't be looked at here; items that need one are left to the rule. */
  readonly isReadable?: (field: string) => boolean;
  /** Logs of which some rule needs every record, though nothing can be looked for in it. */
  readonly alwaysLogs?: readonly string[];
}

/** A slot's entry, as `kernel/assembly/predicates-memory.ts` has it. */
const slotAsked = 0x4000;
const slotKindShift = 16;

/** What compiled predicates are made of: plain values, for another thread to make the same of. */
export interface PredicateParts {
  readonly rules: readonly string[];
  readonly plan: PredicatePlan;
  readonly image: Uint8Array;
  /** By number of field whether the kernel asks its values. */
  readonly asked: readonly boolean[];
  readonly alwaysLogs: readonly string[];
}

export class CompiledPredicates {
  /** To make the same of in another thread. */
  readonly parts: PredicateParts;
  /** Ids of the rules, by number. */
  readonly rules: readonly string[];
  /** Last parts of the names of all fields that must be on the tape. */
  readonly fields: readonly string[];
  /** Numbers of the rules that every record may meet; the kernel names them for no line. */
  readonly always: readonly number[];
  /** Where a batch's own head or name says that it is one of these logs, every record is read, and heard as "all". */
  readonly alwaysLogs: ReadonlySet<string>;
  /** What the kernel asks by. */
  readonly image: Uint8Array;
  readonly #numbers: ReadonlyMap<string, number>;
  #index: ValueIndex | null = null;

  constructor(parts: PredicateParts) {
    this.parts = parts;
    this.image = parts.image;
    this.rules = parts.rules;
    this.fields = parts.plan.fields.slice(1);
    this.#numbers = new Map(this.fields.map((leaf, at) => [leaf, at + 1]));
    this.alwaysLogs = new Set(parts.alwaysLogs);
    this.always = parts.plan.rules.flatMap((rule, number) => (rule === null ? [number] : []));
  }

  /**
   * The table that says which field a slot of a tape is of: by slot the field's name, or null; for cells by slot how
   * they are read.
   */
  slotFields(slots: readonly (string | null)[], kinds: readonly (ColumnKind | null)[] = []): Uint32Array {
    const fields = slots.map((name) => (name === null ? 0 : (this.#numbers.get(leafOf(name)) ?? 0)));
    const kindsOf = new Map<number, ColumnKind[]>();
    for (const [slot, kind] of kinds.entries()) {
      const field = fields[slot] ?? 0;
      if (kind !== null) kindsOf.set(field, [...(kindsOf.get(field) ?? []), kind]);
    }
    return Uint32Array.from(fields, (field) => {
      if (field === 0) return 0;
      const kind = cellKindOf(kindsOf.get(field) ?? []);
      return field | (this.parts.asked[field] ? slotAsked : 0) | (kind << slotKindShift);
    });
  }

  /** Numbers of the rules that may hold for a record of these texts, in order, without those of `always`. */
  candidatesOf(values: Iterable<FieldText>): number[] {
    const texts = new Map<number, (string | null)[]>();
    for (const [field, text] of values) {
      const number = this.#numbers.get(leafOf(field));
      if (number === undefined) continue;
      const known = texts.get(number);
      if (known === undefined) texts.set(number, [text]);
      else known.push(text);
    }
    this.#index ??= new ValueIndex(this.parts.plan);
    return this.#index.candidatesOf(texts);
  }
}

export function compilePredicates(
  rules: readonly RuleShape[],
  options: PredicateOptions = {},
): CompiledPredicates {
  const rarity = options.sample === undefined ? guessedRarity : sampledRarity(options.sample);
  const plan = planPredicates(rules, rarity, options.isReadable ?? (() => true));
  const { bytes, asked } = layOut(plan, rarity);
  const { alwaysLogs = [] } = options;
  return new CompiledPredicates({ rules: rules.map(({ id }) => id), plan, image: bytes, asked, alwaysLogs });
}
