/**
 * The lines of a chunk that are read by their format, in order: those the kernel could not settle, and those that rules
 * may hold for. A line that is both comes once, so that nothing is read twice.
 */
import type { ChunkScanner } from "./kernel/chunk-scanner.js";
import { type SlowReason, slowReasons } from "./kernel/slow-reason.js";
import type { FoundCandidates } from "./predicates/predicate-runner.js";
import type { RuleCandidates } from "./scanner.js";

export interface NamedLine {
  /** Number within the chunk. */
  readonly line: number;
  /** `rule` where the line is settled but for them. */
  readonly why: SlowReason;
  readonly candidates: RuleCandidates;
}

const none: readonly number[] = [];

export class NamedLines {
  readonly #scanner: ChunkScanner;
  readonly #found: FoundCandidates | null;
  readonly #slowCount: number;
  #slow = 0;
  #pair = 0;
  #odd = 0;

  constructor(scanner: ChunkScanner) {
    this.#scanner = scanner;
    this.#found = scanner.ruleCandidates;
    this.#slowCount = scanner.slowCount;
  }

  /** The next line; infinite where there is no more. */
  get line(): number {
    const line = this.#slowLine;
    return this.#found === null ? line : Math.min(line, this.#ruleLine(this.#found));
  }

  take(): NamedLine {
    const { line } = this;
    const why = this.#slowLine === line ? this.#scanner.slowWhy(this.#slow++) : ruleReason;
    return {
      line,
      why: slowReasons[why] as SlowReason,
      candidates: this.#found === null ? none : this.#candidatesOf(this.#found, line),
    };
  }

  get #slowLine(): number {
    return this.#slow < this.#slowCount ? this.#scanner.slowLine(this.#slow) : Number.POSITIVE_INFINITY;
  }

  #ruleLine({ lines, odd }: FoundCandidates): number {
    const one = lines[this.#pair] ?? Number.POSITIVE_INFINITY;
    return Math.min(one, odd[this.#odd] ?? Number.POSITIVE_INFINITY);
  }

  #candidatesOf({ lines, rules, odd }: FoundCandidates, line: number): RuleCandidates {
    const from = this.#pair;
    while (lines[this.#pair] === line) this.#pair++;
    if (odd[this.#odd] !== line)
      return from === this.#pair ? none : Array.from(rules.subarray(from, this.#pair));
    this.#odd++;
    return "all";
  }
}

const ruleReason = slowReasons.indexOf("rule");
