/**
 * The same question as the kernel's, asked of a record that has been read: which rules may hold for it. For formats
 * without a kernel, and for records the kernel isn't sure of. Values are looked up by their whole, and by four
 * characters at their beginning, end and every place inside, so that here too the work follows the record.
 */
import type { PlannedPredicate, PredicatePlan } from "./predicate-plan.js";

const partLength = 4;
/** Very many end alike (`.exe`), so longer beginnings and ends are looked up by more of them. */
const edgeLength = 8;
/** One bit for every hash of four characters, so that most places cost no look-up: 2^16 bits, 8 KiB a field. */
const bitsMask = 0xffff;

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let i = at; i < at + partLength; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

type Lists = Map<string, PlannedPredicate[]>;

function enter(lists: Lists, key: string, predicate: PlannedPredicate): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [predicate]);
  else list.push(predicate);
}

/** The pivots of one field. */
class FieldIndex {
  readonly #whole: Lists = new Map();
  readonly #begins: Lists = new Map();
  readonly #ends: Lists = new Map();
  readonly #inside = new Map<number, PlannedPredicate[]>();
  readonly #bits = new Uint8Array((bitsMask + 1) / 8);
  readonly #short: PlannedPredicate[] = [];
  readonly #existence: PlannedPredicate[] = [];

  /** Keys are in small letters, cased or not: comparing in full comes after. */
  add(predicate: PlannedPredicate): void {
    const text = predicate.text.toLowerCase();
    if (predicate.op === "exists") this.#existence.push(predicate);
    else if (predicate.op === "equals") enter(this.#whole, text, predicate);
    // What stands beside a letter beyond ASCII may change how it is made small.
    else if (text.length < partLength || (predicate.cased && predicate.bytes === null))
      this.#short.push(predicate);
    else if (predicate.op === "startswith") enter(this.#begins, text.slice(0, edgeOf(text)), predicate);
    else if (predicate.op === "endswith") enter(this.#ends, text.slice(-edgeOf(text)), predicate);
    else {
      const hash = hashAt(text, 0);
      this.#bits[(hash & bitsMask) >> 3] = (this.#bits[(hash & bitsMask) >> 3] as number) | (1 << (hash & 7));
      const list = this.#inside.get(hash);
      if (list === undefined) this.#inside.set(hash, [predicate]);
      else list.push(predicate);
    }
  }

  meet(raw: string | null, met: (predicate: PlannedPredicate) => void): void {
    for (const predicate of this.#existence) met(predicate);
    if (raw === null) return;
    const text = raw.toLowerCase();
    const check = (list: readonly PlannedPredicate[] | undefined) => {
      if (list !== undefined) for (const predicate of list) if (holds(predicate, raw, text)) met(predicate);
    };
    check(this.#whole.get(text));
    check(this.#short);
    if (text.length < partLength) return;
    check(this.#begins.get(text.slice(0, partLength)));
    check(this.#ends.get(text.slice(-partLength)));
    if (text.length >= edgeLength) {
      check(this.#begins.get(text.slice(0, edgeLength)));
      check(this.#ends.get(text.slice(-edgeLength)));
    }
    if (this.#inside.size === 0) return;
    for (let at = 0; at + partLength <= text.length; at++) {
      const hash = hashAt(text, at);
      if ((((this.#bits[(hash & bitsMask) >> 3] as number) >> (hash & 7)) & 1) === 0) continue;
      check(this.#inside.get(hash));
    }
  }
}

const edgeOf = (text: string) => (text.length >= edgeLength ? edgeLength : partLength);

/** Whether a text, as it is and in small letters, meets a predicate. */
function holds({ op, cased, text: wanted }: PlannedPredicate, raw: string, small: string): boolean {
  const text = cased ? raw : small;
  switch (op) {
    case "exists":
      return true;
    case "equals":
      return text === wanted;
    case "contains":
      return text.includes(wanted);
    case "startswith":
      return text.startsWith(wanted);
    case "endswith":
      return text.endsWith(wanted);
  }
}

export class ValueIndex {
  readonly #predicates: readonly PlannedPredicate[];
  readonly #numbers: ReadonlyMap<PlannedPredicate, number>;
  /** By rule, its items beside the pivot as numbers of predicates. */
  readonly #others: readonly (readonly (readonly number[])[])[];
  readonly #fields: (FieldIndex | undefined)[] = [];
  /** The record that a predicate's answer is of, and the answer. */
  readonly #answered: Uint32Array;
  readonly #answers: Uint8Array;
  #record = 0;

  constructor(plan: PredicatePlan) {
    this.#predicates = plan.predicates;
    const numbers = new Map(plan.predicates.map((predicate, number) => [predicate, number]));
    this.#numbers = numbers;
    this.#others = plan.rules.map((rule) =>
      (rule?.others ?? []).map((item) => item.map((predicate) => numbers.get(predicate) as number)),
    );
    this.#answered = new Uint32Array(plan.predicates.length);
    this.#answers = new Uint8Array(plan.predicates.length);
    for (const predicate of plan.predicates) {
      if (predicate.rules.length === 0) continue;
      let index = this.#fields[predicate.field];
      if (index === undefined) {
        index = new FieldIndex();
        this.#fields[predicate.field] = index;
      }
      index.add(predicate);
    }
  }

  /** Numbers of the rules that may hold, in order; `texts` has by number of field what the record says there. */
  candidatesOf(texts: ReadonlyMap<number, readonly (string | null)[]>): number[] {
    this.#nextRecord();
    const rules = new Set<number>();
    const met = (predicate: PlannedPredicate) => {
      const number = this.#numbers.get(predicate) as number;
      if (this.#answered[number] === this.#record) return;
      this.#answered[number] = this.#record;
      this.#answers[number] = 1;
      for (const rule of predicate.rules) rules.add(rule);
    };
    for (const [field, values] of texts) {
      const index = this.#fields[field];
      if (index !== undefined) for (const value of values) index.meet(value, met);
    }
    const small = new Map<number, readonly string[]>();
    const smallOf = (field: number, values: readonly (string | null)[]) => {
      const known = small.get(field);
      if (known !== undefined) return known;
      const made = values.map((text) => text?.toLowerCase() ?? "");
      small.set(field, made);
      return made;
    };
    // Rules ask much the same, so each predicate is asked once.
    const holdsSomewhere = (number: number) => {
      if (this.#answered[number] === this.#record) return this.#answers[number] === 1;
      const predicate = this.#predicates[number] as PlannedPredicate;
      const values = texts.get(predicate.field);
      let answer = false;
      if (values !== undefined) {
        const letters = smallOf(predicate.field, values);
        answer = values.some((text, at) =>
          text === null ? predicate.op === "exists" : holds(predicate, text, letters[at] as string),
        );
      }
      this.#answered[number] = this.#record;
      this.#answers[number] = answer ? 1 : 0;
      return answer;
    };
    const isMet = (item: readonly number[]) => item.some(holdsSomewhere);
    return [...rules].filter((rule) => this.#others[rule]?.every(isMet) === true).sort((a, b) => a - b);
  }

  #nextRecord(): void {
    this.#record = (this.#record + 1) >>> 0;
    if (this.#record > 0) return;
    this.#answered.fill(0);
    this.#record = 1;
  }
}
