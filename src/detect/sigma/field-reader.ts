/**
 * A rule's fields in an event, by the taxonomies: for whoever needs a field that the rule did not ask, as correlations do
 * for their groups and exceptions for their values. A name that no taxonomy has is looked for as the record has it.
 */
import type { Event } from "../../model/index.js";
import type { SourcePlan } from "./program.js";
import { collectSource } from "./record-answers.js";
import { noValues, recordPath } from "./record-path.js";
import type { SigmaRule } from "./rule.js";
import { type Cover, coversOf, isLogOf, sourcesOf, type Taxonomy } from "./taxonomy.js";

/** Names that were asked for; exceptions and rules bring them, so they are few. */
const plansMax = 10_000;

export class FieldReader {
  readonly #taxonomies: readonly Taxonomy[];
  readonly #covers = new Map<SigmaRule, readonly Cover[]>();
  readonly #plans = new Map<string, readonly SourcePlan[]>();

  constructor(taxonomies: readonly Taxonomy[]) {
    this.#taxonomies = taxonomies;
  }

  /** All texts of the field; none where the event has none. */
  valuesOf(rule: SigmaRule, event: Event, field: string): readonly string[] {
    const values = noValues();
    for (const cover of this.#coversOf(rule)) {
      if (!isLogOf(event.log, cover.logs)) continue;
      for (const plan of this.#plansOf(cover, field)) collectSource(event, plan, values);
      if (values.texts.length > 0) break;
    }
    if (values.texts.length === 0)
      collectSource(event, { kind: "path", path: recordPath(field), part: null }, values);
    return values.texts;
  }

  /** The first text of each field, for correlations. */
  firstOf(rule: SigmaRule, event: Event, fields: readonly string[]): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const field of fields) {
      const [first] = this.valuesOf(rule, event, field);
      if (first !== undefined) found[field] = first;
    }
    return found;
  }

  #coversOf(rule: SigmaRule): readonly Cover[] {
    let covers = this.#covers.get(rule);
    if (covers === undefined) {
      covers = coversOf(rule.logSource, this.#taxonomies);
      this.#covers.set(rule, covers);
    }
    return covers;
  }

  #plansOf(cover: Cover, field: string): readonly SourcePlan[] {
    const key = `${cover.id} ${field}`;
    let plans = this.#plans.get(key);
    if (plans === undefined) {
      plans = sourcesOf(cover, field).map((source) =>
        source.kind === "column"
          ? source
          : { kind: "path", path: recordPath(source.path), part: source.part },
      );
      if (this.#plans.size >= plansMax) this.#plans.clear();
      this.#plans.set(key, plans);
    }
    return plans;
  }
}
