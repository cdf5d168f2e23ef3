/**
 * Where findings gather while a value is walked: the path that is being looked at, and bounds on how many are kept and
 * how deep the walk may go, so that a hostile value costs no more than its size.
 */
import { type Level, type RuleId, stixRules } from "./rules.js";

export interface StixProblem {
  /** The place as a JSON path: `$.objects[3].pattern`. */
  readonly path: string;
  readonly rule: RuleId | VocabularyRule;
  readonly level: Level;
  /** The section of STIX 2.1 that has the rule. */
  readonly section: string;
  readonly detail: string;
}

/** The rule of an open vocabulary goes by the vocabulary's name: `vocabulary:malware-types`. */
export type VocabularyRule = `vocabulary:${string}`;

export interface Bounds {
  /** Findings kept of each level; the rest is counted in one. */
  readonly problemsMax: number;
  readonly depthMax: number;
  /** Values looked at in all. */
  readonly valuesMax: number;
}

export const stixBounds: Bounds = { problemsMax: 1000, depthMax: 48, valuesMax: 20_000_000 };

type Step = string | number;

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Values of the input are hostile and long: this much of one is told. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

export class Findings {
  readonly #path: Step[] = [];
  readonly #bounds: Bounds;
  readonly #off: ReadonlySet<string>;
  readonly #problems: StixProblem[] = [];
  readonly #kept: Record<Level, number> = { must: 0, should: 0, note: 0 };
  #values = 0;
  #isTold = false;

  constructor(bounds: Bounds, off: ReadonlySet<string>) {
    this.#bounds = bounds;
    this.#off = off;
  }

  isOff(rule: RuleId): boolean {
    return this.#off.has(rule);
  }

  /** Goes one step down for as long as `look` runs. */
  at(step: Step, look: () => void): void {
    this.#path.push(step);
    look();
    this.#path.pop();
  }

  /** Counts a value; false where the walk must not go on there. */
  enter(): boolean {
    if (this.#path.length > this.#bounds.depthMax) {
      this.add("too-deep", `It nests more than ${this.#bounds.depthMax} deep; nothing below is looked at.`);
      return false;
    }
    if (++this.#values <= this.#bounds.valuesMax) return true;
    if (!this.#isTold)
      this.add("too-large", `It has more than ${this.#bounds.valuesMax} values; the rest is not looked at.`);
    this.#isTold = true;
    return false;
  }

  add(rule: RuleId, detail: string, ...below: readonly Step[]): void {
    const { level, section } = stixRules[rule];
    this.#keep(rule, level, section, detail, below);
  }

  addVocabulary(rule: string, section: string, detail: string): void {
    if (!this.#off.has(rule)) this.#keep(`vocabulary:${rule}`, "should", section, detail, []);
  }

  #keep(
    rule: StixProblem["rule"],
    level: Level,
    section: string,
    detail: string,
    below: readonly Step[],
  ): void {
    if (this.#off.has(rule)) return;
    // Each level has room of its own, so that notes never hide an error.
    if (++this.#kept[level] > this.#bounds.problemsMax) return;
    const path = [...this.#path, ...below]
      .map((step) =>
        typeof step === "number" ? `[${step}]` : plain.test(step) ? `.${step}` : `[${shown(step)}]`,
      )
      .join("");
    this.#problems.push({ path: `$${path}`, rule, level, section, detail });
  }

  /** What was found; of each level that had more, how many are left out. */
  end(): readonly StixProblem[] {
    const left = (Object.entries(this.#kept) as [Level, number][]).flatMap(
      ([level, count]): StixProblem[] => {
        const more = count - this.#bounds.problemsMax;
        if (more <= 0) return [];
        const detail = `${more} more findings of this level are left out.`;
        return [{ path: "$", rule: "too-many", level, section: stixRules["too-many"].section, detail }];
      },
    );
    return [...this.#problems, ...left];
  }
}
