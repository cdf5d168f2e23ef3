/**
 * Counts attempts while telemetry comes in. What a source does at a member within a minute is held open for half an hour
 * after its last record came, as logs of the same thing do not come together; then it is counted, once, with whom the
 * source is after by then. The same records in the same order give the same counts, so that after a kill the saved state
 * and the batches since give what there was. Counts are plain and add up (`mergeCounts`).
 *
 * Bound: 100,000 open minutes, some 50 MB as a rule. Beyond it the oldest are counted early, which is told: another log of
 * the same would then count again.
 */
import type { Fact } from "../behaviour/fact.js";
import { SpreadMemory } from "../targetedness/spread-memory.js";
import {
  type Judgement,
  judge,
  type Known,
  nothingKnown,
  type Targetedness,
} from "../targetedness/targetedness.js";
import { type AttemptKind, attemptOf, techniqueOf } from "./attempt.js";
import { AttemptGroup } from "./attempt-group.js";

const minuteUs = 60e6;
export const hourUs = 3600e6;
const openForUs = 30 * minuteUs;
const openAtMost = 100_000;

/** One cell of what is kept: attempts of one member and hour that are alike. */
export interface AttemptCount {
  readonly memberId: string;
  readonly hourUs: number;
  readonly kind: AttemptKind;
  /** ATT&CK id; empty where none can be named. */
  readonly technique: string;
  readonly blockedBy: string;
  readonly targetedness: Targetedness;
  readonly mark: string | null;
  readonly attempts: number;
  /** Records that told of them: how much of it was the same. */
  readonly records: number;
}

const cellOf = (count: AttemptCount): string =>
  JSON.stringify([
    count.memberId,
    count.hourUs,
    count.kind,
    count.technique,
    count.blockedBy,
    count.targetedness,
    count.mark,
  ]);

/** Adds up cells that are alike, whatever their order; the answer is ordered by cell. */
export function mergeCounts(...lists: readonly (readonly AttemptCount[])[]): readonly AttemptCount[] {
  const cells = new Map<string, AttemptCount>();
  for (const count of lists.flat()) {
    const key = cellOf(count);
    const known = cells.get(key);
    cells.set(key, {
      ...count,
      attempts: (known?.attempts ?? 0) + count.attempts,
      records: (known?.records ?? 0) + count.records,
    });
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, count]) => count);
}

interface Open {
  readonly memberId: string;
  readonly source: string;
  readonly minute: number;
  readonly mark: string | null;
  readonly group: AttemptGroup;
  touchedUs: number;
}

export interface BookFigures {
  readonly open: number;
  /** Minutes that were counted before their time, as the bound was reached. */
  readonly early: number;
  readonly sources: number;
  readonly sourcesDropped: number;
}

interface SavedBook {
  readonly version: 1;
  readonly open: readonly unknown[];
  readonly spread: unknown;
  readonly nowUs: number;
  readonly newestUs: number;
  readonly early: number;
}

export class AttemptBook {
  /** By when they were touched last, the longest ago first. */
  readonly #open = new Map<string, Open>();
  readonly #spread: SpreadMemory;
  readonly #knownOf: (source: string) => Known;
  readonly #openMax: number;
  #done: AttemptCount[] = [];
  /** By when records come in: it never goes back. */
  #nowUs = 0;
  /** By what records say: old ones may be read today. */
  #newestUs = 0;
  #early = 0;

  /** `knownOf`: what lists say of a source; asked when it is counted. */
  constructor(
    saved: unknown = null,
    knownOf: (source: string) => Known = () => nothingKnown,
    openMax = openAtMost,
  ) {
    this.#openMax = openMax;
    const state = (typeof saved === "object" && saved !== null ? saved : {}) as Partial<SavedBook>;
    const usable = state.version === 1;
    this.#knownOf = knownOf;
    this.#spread = new SpreadMemory(usable ? state.spread : null);
    this.#nowUs = usable ? (state.nowUs ?? 0) : 0;
    this.#newestUs = usable ? (state.newestUs ?? 0) : 0;
    this.#early = usable ? (state.early ?? 0) : 0;
    for (const each of usable ? (state.open ?? []) : []) {
      const open = openMinute(each);
      if (open !== undefined) this.#open.set(keyOf(open), open);
    }
  }

  see(fact: Fact): void {
    this.#nowUs = Math.max(this.#nowUs, fact.receivedUs);
    if (fact.timeUs <= fact.receivedUs) this.#newestUs = Math.max(this.#newestUs, fact.timeUs);
    // The sample port and exercises are no members that could have met somebody.
    // A clock that is ahead must not make somebody met, or a member watching, for years.
    const metUs = Math.min(fact.timeUs, fact.receivedUs);
    if (fact.mark === null) this.#spread.watches(fact.memberId, metUs);
    const attempt = attemptOf(fact);
    if (attempt === null) return;
    const { memberId, mark } = fact;
    const { source } = attempt;
    if (mark === null) this.#spread.meet(source, memberId, metUs, attempt.kind !== "knock");
    const minute = Math.floor(fact.timeUs / minuteUs);
    const key = keyOf({ memberId, source, minute, mark });
    const known = this.#open.get(key);
    const open = known ?? { memberId, source, minute, mark, group: new AttemptGroup(), touchedUs: 0 };
    if (known !== undefined) this.#open.delete(key);
    else if (this.#open.size >= this.#openMax) this.#closeOldest();
    open.touchedUs = this.#nowUs;
    open.group.add(attempt, fact.log, fact.login?.saying ?? "");
    this.#open.set(key, open);
  }

  /** What is over since the last time; with `all` what is still open as well. */
  take(all = false): readonly AttemptCount[] {
    for (const [key, open] of this.#open) {
      if (!all && open.touchedUs + openForUs > this.#nowUs) break;
      this.#open.delete(key);
      this.#close(open);
    }
    const done = mergeCounts(this.#done);
    this.#done = [];
    return done;
  }

  /** Whom a source is after, as of now, in a word and in words. */
  judgementOf(source: string): Judgement {
    return judge(this.#spread.spreadOf(source, this.#newestUs), this.#knownOf(source));
  }

  /** The same by lists alone, for what met many members by its nature. */
  listedJudgementOf(source: string): Judgement {
    return judge(null, this.#knownOf(source));
  }

  figures(): BookFigures {
    const { held, dropped } = this.#spread.figures();
    return { open: this.#open.size, early: this.#early, sources: held, sourcesDropped: dropped };
  }

  /** Plain values; the constructor takes them back. What is over has to be taken before. */
  save(): unknown {
    return {
      version: 1,
      open: [...this.#open.values()].map((open) => ({ ...open, group: open.group.save() })),
      spread: this.#spread.save(),
      nowUs: this.#nowUs,
      newestUs: this.#newestUs,
      early: this.#early,
    } satisfies SavedBook;
  }

  #closeOldest(): void {
    const [oldest] = this.#open;
    if (oldest === undefined) return;
    this.#open.delete(oldest[0]);
    this.#early++;
    this.#close(oldest[1]);
  }

  #close({ memberId, source, minute, mark, group }: Open): void {
    const targetedness = mark === null ? this.judgementOf(source).targetedness : "unknown";
    const tallies = group.tallies();
    for (const [at, { kind, blockedBy, attempts }] of tallies.entries())
      this.#done.push({
        memberId,
        hourUs: Math.floor((minute * minuteUs) / hourUs) * hourUs,
        kind,
        technique: techniqueOf[kind],
        blockedBy,
        targetedness,
        mark,
        attempts,
        // Its records stand beside the gravest, so that sums over kinds hold each once.
        records: at === 0 ? group.records : 0,
      });
  }
}

const keyOf = ({
  memberId,
  source,
  minute,
  mark,
}: Pick<Open, "memberId" | "source" | "minute" | "mark">): string =>
  `${memberId}\n${source}\n${minute}\n${mark ?? ""}`;

function openMinute(saved: unknown): Open | undefined {
  const { memberId, source, minute, mark, group, touchedUs } = (saved ?? {}) as Partial<Open>;
  const opened = AttemptGroup.open(group);
  if (typeof memberId !== "string" || typeof source !== "string" || typeof minute !== "number")
    return undefined;
  if (opened === undefined || typeof touchedUs !== "number") return undefined;
  return { memberId, source, minute, mark: mark ?? null, group: opened, touchedUs };
}
