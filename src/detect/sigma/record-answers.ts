/**
 * One record under evaluation: its fields' values, and the answers of tests and items, each found at most once. One object
 * serves record after record; answers are kept with the number of the record they are of, so that nothing has to be cleared.
 */
import type { Event } from "../../model/index.js";
import { columnOf } from "./event-columns.js";
import type { ItemPlan, Node, Program, SourcePlan, TestPlan } from "./program.js";
import { collectAt, type FoundValues, noValues } from "./record-path.js";
import { urlPart } from "./url-part.js";
import { fieldsMeet } from "./value-test.js";

/** A field's values, with their small letters once they are asked for. */
interface Values extends FoundValues {
  small: string[] | null;
}

export class RecordAnswers {
  readonly #program: Program;
  readonly #values: (Values | undefined)[];
  readonly #valuesOf: Uint32Array;
  readonly #tests: Int32Array;
  readonly #testsOf: Uint32Array;
  readonly #items: Uint8Array;
  readonly #itemsOf: Uint32Array;
  #record = 0;
  #event: Event | null = null;

  constructor(program: Program) {
    this.#program = program;
    this.#values = new Array<Values | undefined>(program.fields.length);
    this.#valuesOf = new Uint32Array(program.fields.length);
    this.#tests = new Int32Array(program.tests.length);
    this.#testsOf = new Uint32Array(program.tests.length);
    this.#items = new Uint8Array(program.items.length);
    this.#itemsOf = new Uint32Array(program.items.length);
  }

  /** Answers are of this event from now on. */
  take(event: Event): void {
    this.#event = event;
    this.#record = (this.#record + 1) >>> 0;
    if (this.#record > 0) return;
    // After four billion records numbers come again.
    for (const marks of [this.#valuesOf, this.#testsOf, this.#itemsOf]) marks.fill(0);
    this.#record = 1;
  }

  holds(node: Node): boolean {
    switch (node.op) {
      case "item":
        return this.item(node.item);
      case "and":
        return node.of.every((each) => this.holds(each));
      case "or":
        return node.of.some((each) => this.holds(each));
      case "not":
        return !this.holds(node.of);
      case "atLeast": {
        let left = node.count;
        return node.of.some((each) => this.holds(each) && --left === 0);
      }
    }
  }

  item(number: number): boolean {
    if (this.#itemsOf[number] === this.#record) return this.#items[number] === 1;
    const plan = this.#program.items[number] as ItemPlan;
    const group = (tests: readonly number[]) => tests.some((test) => this.test(test) !== -1);
    const met = plan.needsAll ? plan.groups.every(group) : plan.groups.some(group);
    const answer = met !== plan.negated;
    this.#items[number] = answer ? 1 : 0;
    this.#itemsOf[number] = this.#record;
    return answer;
  }

  /** The number of the field's text that meets the test, -2 where it is met by no text, -1 where it is not met. */
  test(number: number): number {
    if (this.#testsOf[number] === this.#record) return this.#tests[number] as number;
    const answer = this.#ask(this.#program.tests[number] as TestPlan);
    this.#tests[number] = answer;
    this.#testsOf[number] = this.#record;
    return answer;
  }

  #ask(test: TestPlan): number {
    const values = this.values(test.field);
    switch (test.kind) {
      case "null":
        return values.filled ? -1 : -2;
      case "exists":
        return values.present === test.wanted ? -2 : -1;
      case "field": {
        const others = this.values(test.other);
        const texts = test.cased ? values.texts : smallOf(values);
        const wanted = test.cased ? others.texts : smallOf(others);
        return texts.findIndex((text) => wanted.some((other) => fieldsMeet(test.how, text, other)));
      }
      case "texts": {
        const { texts } = values;
        if (texts.length === 0) return -1;
        const small = smallOf(values);
        for (let at = 0; at < texts.length; at++)
          if (test.meets(texts[at] as string, small[at] as string)) return at;
        return -1;
      }
    }
  }

  values(field: number): Values {
    if (this.#valuesOf[field] === this.#record) return this.#values[field] as Values;
    const plan = this.#program.fields[field] as Program["fields"][number];
    const values: Values = { ...noValues(), small: null };
    const event = this.#event as Event;
    if (plan.isEverything) collectAll(event.native, values);
    else for (const source of plan.sources) collectSource(event, source, values);
    this.#values[field] = values;
    this.#valuesOf[field] = this.#record;
    return values;
  }
}

function smallOf(values: Values): string[] {
  values.small ??= values.texts.map((text) => text.toLowerCase());
  return values.small;
}

export function collectSource(event: Event, source: SourcePlan, values: FoundValues): void {
  if (source.kind === "column") {
    const text = columnOf(event, source.column);
    if (text === null) return;
    values.present = true;
    values.filled = true;
    values.texts.push(text);
    return;
  }
  const { path, part } = source;
  if (part === null) {
    collectAt(event.native, path, values);
    return;
  }
  const whole = noValues();
  collectAt(event.native, path, whole);
  for (const text of whole.texts) {
    const piece = urlPart(text, part);
    if (piece === null) continue;
    values.present = true;
    values.filled = true;
    values.texts.push(piece);
  }
}

/** Every text at any depth, for keywords. */
function collectAll(native: Event["native"], values: FoundValues): void {
  const walk = (value: unknown): void => {
    if (value === null || value === undefined) return;
    if (typeof value !== "object") values.texts.push(String(value));
    else for (const each of Array.isArray(value) ? value : Object.values(value)) walk(each);
  };
  walk(native);
  values.present = values.texts.length > 0;
  values.filled = values.present;
}
