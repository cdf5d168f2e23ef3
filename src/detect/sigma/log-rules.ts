/**
 * The rules of one log for events that no kernel has asked: an index of what each needs, so that the work follows what an
 * event holds. Beside the record's own fields it is asked its columns, and all of its texts together where rules have
 * keywords. Rules of which nothing can be looked for are candidates always.
 */
import type { Event } from "../../model/index.js";
import { CompiledPredicates } from "../predicates/compile-predicates.js";
import { fieldTexts } from "../predicates/field-texts.js";
import { planPredicates } from "../predicates/predicate-plan.js";
import { guessedRarity } from "../predicates/rarity.js";
import type { FieldText, RuleShape } from "../predicates/rule-shape.js";
import { columnOf } from "./event-columns.js";
import type { Entry } from "./program.js";
import type { SigmaRule } from "./rule.js";
import { columnField, everythingField, needsOf } from "./shape.js";
import { type ColumnName, columnNames } from "./taxonomy.js";

export class LogRules {
  readonly #entries: readonly number[];
  readonly #index: CompiledPredicates;
  readonly #columns: readonly ColumnName[];
  readonly #hasKeywords: boolean;

  constructor(rules: readonly SigmaRule[], entries: readonly Entry[], numbers: readonly number[]) {
    this.#entries = numbers;
    const shapes = numbers.map((number): RuleShape => {
      const { rule, cover } = entries[number] as Entry;
      return { id: String(number), required: needsOf(rules[rule] as SigmaRule, cover) };
    });
    const plan = planPredicates(shapes, guessedRarity, () => true);
    this.#index = new CompiledPredicates({
      rules: shapes.map(({ id }) => id),
      plan,
      image: new Uint8Array(),
      asked: [],
      alwaysLogs: [],
    });
    this.#columns = columnNames.filter((column) => plan.fields.includes(columnField(column)));
    this.#hasKeywords = plan.fields.includes(everythingField);
  }

  /** Numbers of entries, rising. */
  candidatesOf(event: Event): readonly number[] {
    const { always } = this.#index;
    if (this.#entries.length === always.length) return this.#entries;
    const found = this.#index.candidatesOf(this.#textsOf(event));
    const all = always.length === 0 ? found : [...always, ...found].sort((a, b) => a - b);
    return all.map((number) => this.#entries[number] as number);
  }

  #textsOf(event: Event): FieldText[] {
    const texts = fieldTexts(event.native);
    if (this.#hasKeywords)
      for (const [name, text] of [...texts])
        if (text !== null && name !== everythingField) texts.push([everythingField, text]);
    for (const column of this.#columns) {
      const text = columnOf(event, column);
      if (text !== null) texts.push([columnField(column), text]);
    }
    return texts;
  }
}
