/**
 * Asks a rule, or a correlation with all that it builds on, of what the event store holds: how often it would have told, on
 * whom, with examples, before it goes live. Days are read one after the other, oldest first, as correlations need them;
 * of a day only what matched is kept, put in order of time. It is bounded in events and in time, and says how far it came.
 */
import type { Clock } from "../../../base/index.js";
import type { Detection, Event, Evidence } from "../../../model/index.js";
import { normalizeAddress } from "../../../model/index.js";
import type { EventRow, EventStore, SearchTerm } from "../../../store/index.js";
import { type BaseMatch, Correlator } from "../correlation/correlator.js";
import { type CorrelationPlan, neededFields } from "../correlation/plan.js";
import { SigmaEngine, type SigmaMatch } from "../engine.js";
import { FieldReader } from "../field-reader.js";
import { nameOf, type SigmaRule } from "../rule.js";
import type { KnownRule, RuleBook } from "../sources/rule-book.js";
import type { Taxonomy } from "../taxonomy.js";
import { exceptionFor, type RuleException } from "../tuning/exceptions.js";
import { eventOfRow } from "./event-of-row.js";
import { replaySearches } from "./replay-searches.js";
import { type ReplayFindings, ReplayTally } from "./replay-tally.js";

export interface ReplayAsked {
  readonly rule: KnownRule;
  /** With the rules that the rule builds on. */
  readonly book: RuleBook;
  readonly taxonomies: readonly Taxonomy[];
  readonly exceptions: readonly RuleException[];
  readonly fromUs: number;
  readonly toUs: number;
}

export interface ReplayReached {
  /** All before this was looked at. */
  readonly reachedUs: number;
  readonly events: number;
  readonly findings: ReplayFindings;
  /** Why it did not come to its end, or what was left out; empty where nothing was. */
  readonly note: string;
}

export interface ReplayBounds {
  readonly eventsMax: number;
  readonly timeMsMax: number;
}

/** A page of 1,000 takes some 30 ms, so that what the time allows is about this. */
export const replayBounds: ReplayBounds = { eventsMax: 20_000_000, timeMsMax: 15 * 60_000 };
const pageRows = 1_000;
const dayUs = 86_400e6;
/** Matches of a day in memory, for correlations: some 1.5 KB each are 75 MB. */
const matchesMax = 50_000;
const recordMax = 1_000;

/** The rules that have to run for a rule to tell, and the correlations among them. */
export function closureOf(
  { key, document }: KnownRule,
  book: RuleBook,
): { readonly rules: readonly SigmaRule[]; readonly plans: readonly CorrelationPlan[] } {
  if (document.kind === "rule") return { rules: [document], plans: [] };
  const wanted = new Set([key]);
  const plans = book.plans.toReversed().filter((plan) => {
    if (!wanted.has(plan.key)) return false;
    for (const { key: below } of plan.rules) wanted.add(below);
    return true;
  });
  const rules = book.rules.flatMap((rule) =>
    rule.document.kind === "rule" && wanted.has(rule.key) ? [rule.document] : [],
  );
  return { rules, plans: plans.reverse() };
}

class Replay {
  readonly #asked: ReplayAsked;
  readonly #engine: SigmaEngine;
  readonly #fields: FieldReader;
  readonly #needed: ReadonlyMap<string, readonly string[]>;
  readonly #correlator: Correlator | null;
  readonly searches: readonly (readonly SearchTerm[])[];
  readonly tally = new ReplayTally();
  #matches: BaseMatch[] = [];
  leftOut = 0;

  constructor(asked: ReplayAsked) {
    this.#asked = asked;
    const { rules, plans } = closureOf(asked.rule, asked.book);
    this.#engine = SigmaEngine.of(rules, asked.taxonomies);
    this.#fields = new FieldReader(asked.taxonomies);
    this.#needed = neededFields(plans);
    this.#correlator = plans.length === 0 ? null : new Correlator(plans);
    this.searches = replaySearches(rules, asked.taxonomies);
  }

  /** Rows of one day; one that several searches find counts once. */
  take(rows: readonly EventRow[], seen: Set<string>): void {
    for (const row of rows) {
      const event = eventOfRow(row);
      const matches = event === null ? [] : this.#engine.matches("all", event);
      if (event === null || matches.length === 0 || seen.has(row.id)) continue;
      seen.add(row.id);
      for (const match of matches) this.#matched(row, event, match);
    }
  }

  #matched(row: EventRow, event: Event, { rule, fields }: SigmaMatch): void {
    const evidence = evidenceOf(row);
    const subject = normalizeAddress(row.source.address);
    if (this.#correlator === null) {
      const { level, title, techniques } = rule;
      this.#tell(
        {
          rule: { id: nameOf(rule), title, kind: "sigma", level, techniques },
          memberId: row.memberId,
          subject,
          about: "",
          count: 1,
          firstUs: row.timeUs,
          lastUs: row.timeUs,
          fields,
          evidence: [evidence],
        },
        (field) => this.#fields.valuesOf(rule, event, field),
      );
      return;
    }
    if (this.#matches.length >= matchesMax) {
      this.leftOut++;
      return;
    }
    const key = nameOf(rule);
    this.#matches.push({
      rule: key,
      memberId: row.memberId,
      log: row.log,
      timeUs: row.timeUs,
      receivedUs: row.receivedUs,
      values: this.#fields.firstOf(rule, event, this.#needed.get(key) ?? []),
      subject,
      evidence,
    });
  }

  #tell(detection: Detection, valuesOf: (field: string) => readonly string[]): void {
    const { exceptions, rule } = this.#asked;
    const thing = { rule: rule.key, memberId: detection.memberId, valuesOf };
    if (exceptionFor(exceptions, thing, detection.lastUs) === null) this.tally.add(detection);
    else this.tally.except();
  }

  /** A day is over: its matches are told in order of time. */
  endDay(): void {
    const matches = this.#matches;
    this.#matches = [];
    matches.sort((a, b) => a.timeUs - b.timeUs);
    for (const match of matches) this.#correlator?.see(match, (detection) => this.#correlated(detection));
  }

  finish(): void {
    this.#correlator?.finish((detection) => this.#correlated(detection));
  }

  #correlated(detection: Detection): void {
    if (detection.rule.id !== this.#asked.rule.key) return;
    this.#tell(detection, (field) =>
      Object.hasOwn(detection.fields, field) ? [detection.fields[field] ?? ""] : [],
    );
  }
}

function evidenceOf(row: EventRow): Evidence {
  return {
    timeUs: row.timeUs,
    log: row.log,
    field: "",
    sourceAddress: row.source.address,
    sourcePort: row.source.port,
    destinationAddress: row.destination.address,
    destinationPort: row.destination.port,
    record: row.native.slice(0, recordMax),
  };
}

const tellEveryMs = 500;

/** `tell` hears how far it is, about twice a second. */
export async function replayRule(
  events: Pick<EventStore, "search">,
  clock: Clock,
  asked: ReplayAsked,
  tell: (reached: ReplayReached) => void,
  ending: AbortSignal,
  bounds: ReplayBounds = replayBounds,
): Promise<ReplayReached> {
  const replay = new Replay(asked);
  const startedMs = clock.monotonicMs();
  const { fromUs, toUs } = asked;
  let [read, reachedUs, toldMs, note] = [0, fromUs, startedMs, ""];
  const reached = (): ReplayReached => ({ reachedUs, events: read, findings: replay.tally.read(), note });
  for (let day = fromUs; day < toUs && note === ""; day += dayUs) {
    const range = { fromUs: day, toUs: Math.min(day + dayUs, toUs) };
    const seen = new Set<string>();
    for (const [at, terms] of replay.searches.entries()) {
      const search = { ...range, terms, limit: pageRows };
      let page = await events.search(search);
      for (;;) {
        read += page.rows.length;
        replay.take(page.rows, seen);
        reachedUs = day + ((range.toUs - day) * at) / replay.searches.length;
        const nowMs = clock.monotonicMs();
        if (nowMs - toldMs > tellEveryMs) {
          toldMs = nowMs;
          tell(reached());
        }
        if (ending.aborted) note = "It was stopped.";
        else if (read >= bounds.eventsMax) note = `It ended after ${bounds.eventsMax} events.`;
        else if (nowMs - startedMs > bounds.timeMsMax)
          note = `It ended after ${Math.round(bounds.timeMsMax / 60_000)} minutes.`;
        if (note !== "" || page.next === null) break;
        page = await events.search({ ...search, before: page.next });
      }
      if (note !== "") break;
    }
    replay.endDay();
    if (note === "") reachedUs = range.toUs;
  }
  replay.finish();
  if (note === "" && replay.leftOut > 0)
    note = `Of ${replay.leftOut} matches on days with more than ${matchesMax} nothing was correlated.`;
  return reached();
}
