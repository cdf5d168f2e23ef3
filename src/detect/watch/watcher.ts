/**
 * What looks at batches one after the other and remembers: detectors of behaviour, correlations of rules, the count of
 * attempts, the inventory of control networks and vendors' sessions in them. The same batches in the same order give the
 * same and leave the same state, so that a saved state and the batches since give what there was. What carries a mark (the
 * sample port, an exercise) is watched apart, so that it neither alarms anybody real nor is left over when it is removed.
 */
import {
  type BatchMeta,
  type Detection,
  type InventoryNews,
  observe,
  type RuleMatch,
  type SiteLists,
  type Targetedness,
} from "../../model/index.js";
import { readBlockRows } from "../../store/index.js";
import { AttemptBook, type AttemptCount } from "../attempts/attempt-book.js";
import { noSurroundings, type Places, type Surroundings } from "../behaviour/detector.js";
import { BehaviourEngine, type BehaviourFigures } from "../behaviour/engine.js";
import type { Fact } from "../behaviour/fact.js";
import { factsOf } from "../behaviour/facts/row-fact.js";
import type { Whose } from "../behaviour/facts/whose.js";
import type { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { AssetBook, type AssetBookFigures } from "../ot/inventory/asset-book.js";
import { compileSite, type Site } from "../ot/site.js";
import { SessionBook } from "../ot/vendor/session-book.js";
import { noRules, type WatchedRules } from "../rules-at-work.js";
import { Correlator } from "../sigma/correlation/correlator.js";
import { detectionValues, exceptionFor } from "../sigma/tuning/exceptions.js";
import { type Known, nothingKnown } from "../targetedness/targetedness.js";

export interface WatchedBatch {
  readonly meta: BatchMeta;
  /** Native blocks of its events. */
  readonly blocks: readonly Buffer[];
  /** Records that rules held for and that correlations ask about. */
  readonly matches: readonly RuleMatch[];
}

/** What was found in a batch. */
export interface Watched {
  readonly detections: readonly Detection[];
  /** Attempts that are over, to be added to what is counted. */
  readonly attempts: readonly AttemptCount[];
  /** What is new of control networks; left out where nothing is. */
  readonly inventory?: InventoryNews;
}

export interface InventoryFigures extends AssetBookFigures {
  /** Of vendors, that go on. */
  readonly sessions: number;
}

/** What an edge, which is small, does otherwise than a center. */
export interface WatchBounds {
  /** Keys that all detectors together may hold; the engine's own bound where left out. */
  readonly keysMax?: number | undefined;
  /** False: attempts are not counted, nothing is said of whom a source is after, and no inventory is kept. */
  readonly countsAttempts?: boolean | undefined;
}

/** Exercises at once; the one unseen longest begins anew. */
const marksMax = 4;
const unmarked = "";

interface Lane {
  readonly engine: BehaviourEngine;
  correlator: Correlator;
}

/** How far each log of each member has come within a batch. */
interface Reached {
  readonly memberId: string;
  readonly log: string;
  timeUs: number;
}

export class Watcher {
  readonly #lanes = new Map<string, Lane>();
  readonly #attempts: AttemptBook;
  readonly #assets: AssetBook;
  readonly #sessions: SessionBook;
  readonly #surroundings: Surroundings;
  readonly #bounds: WatchBounds;
  #whose: Whose;
  #rules: WatchedRules = noRules.watched;
  #index: IndicatorIndex | null = null;
  #sites: ReadonlyMap<string, Site> = new Map();

  /** `saved` is what `save` gave, of this or an earlier version; what can't be used begins anew. */
  constructor(
    whose: Whose,
    rules: WatchedRules = noRules.watched,
    saved: unknown = null,
    places: Places = noSurroundings,
    bounds: WatchBounds = {},
  ) {
    this.#whose = whose;
    this.#bounds = bounds;
    this.#surroundings = {
      placeOf: (address) => places.placeOf(address),
      siteOf: (memberId) => this.#sites.get(memberId) ?? null,
    };
    this.#rules = rules;
    const state = (saved ?? {}) as Readonly<Record<"lanes" | "attempts" | "assets" | "sessions", unknown>>;
    this.#attempts = new AttemptBook(state.attempts ?? null, (source) => this.#knownOf(source));
    const { siteOf } = this.#surroundings;
    this.#assets = new AssetBook(state.assets ?? null, siteOf);
    this.#sessions = new SessionBook(state.sessions ?? null, siteOf);
    if (state.lanes instanceof Map)
      for (const [mark, lane] of state.lanes as Map<unknown, { engine?: unknown; correlator?: unknown }>)
        if (typeof mark === "string") this.#open(mark, lane.engine, lane.correlator);
  }

  /** From the next batch on, members are these. */
  lookAt(whose: Whose): void {
    this.#whose = whose;
  }

  /** From the next batch on, this is what members say of their control networks. */
  know(sites: readonly SiteLists[]): void {
    this.#sites = new Map(sites.map((lists) => [lists.memberId, compileSite(lists)]));
    this.#assets.place();
  }

  /** From the next batch on, what lists say of a source is asked here. */
  askIndex(index: IndicatorIndex): void {
    this.#index?.close();
    this.#index = index;
  }

  /** From the next batch on, these correlations run, and this is set for them and the detectors. */
  follow(rules: WatchedRules): void {
    this.#rules = rules;
    for (const lane of this.#lanes.values())
      lane.correlator = new Correlator(rules.plans, lane.correlator.save());
  }

  take({ meta, blocks, matches }: WatchedBatch): Watched {
    const { engine, correlator } = this.#laneOf(meta.mark ?? unmarked);
    const found: Detection[] = [];
    const say = (detection: Detection) => void found.push(detection);
    for (const match of matches) correlator.see({ ...match, memberId: this.#memberOf(match) }, say);
    const reached = new Map<string, Reached>();
    for (const block of blocks) {
      const facts = this.#counted(factsOf(readBlockRows(block), this.#whose), reached);
      for (const { detection } of engine.see(facts)) found.push(detection);
    }
    for (const { memberId, log, timeUs } of reached.values())
      correlator.tick(memberId, log, timeUs, meta.receivedUs, say);
    const detections = found.flatMap((detection) => this.#told(detection, meta));
    return { detections, attempts: this.#attempts.take(), ...this.#inventory() };
  }

  /** From the next batch on, this is what was learned of a member's control network, from that time on. */
  adopt(memberId: string, learned: ReadonlyMap<string, unknown>, sinceUs: number): void {
    this.#laneOf(unmarked).engine.adopt(memberId, learned);
    this.#assets.learnedSince(memberId, sinceUs);
  }

  forgetMark(mark: string): void {
    this.#assets.forgetMark(mark);
    this.#sessions.forgetMark(mark);
    this.#lanes.delete(mark);
  }

  /** Of what is real. */
  figures(): BehaviourFigures {
    return this.#laneOf(unmarked).engine.figures();
  }

  inventoryFigures(): InventoryFigures {
    return { ...this.#assets.figures(), sessions: this.#sessions.open };
  }

  /** Plain values, maps and typed arrays. */
  save(): unknown {
    const lanes = [...this.#lanes].map(([mark, { engine, correlator }]) => [
      mark,
      { engine: engine.save(), correlator: correlator.save() },
    ]);
    return {
      lanes: new Map(lanes as [string, unknown][]),
      attempts: this.#attempts.save(),
      assets: this.#assets.save(),
      sessions: this.#sessions.save(),
    };
  }

  #inventory(): Pick<Watched, "inventory"> {
    const inventory = { ...this.#assets.take(), sessions: this.#sessions.take() };
    return Object.values(inventory).every((news) => news.length === 0) ? {} : { inventory };
  }

  /** Shows each fact on its way to the count of attempts and to the inventory, and notes how far its log has come. */
  *#counted(facts: Iterable<Fact>, reached: Map<string, Reached>): Generator<Fact> {
    for (const fact of facts) {
      if (this.#bounds.countsAttempts !== false) {
        this.#attempts.see(fact);
        this.#assets.see(fact);
        this.#sessions.see(fact);
      }
      const { memberId, log, timeUs } = fact;
      const key = `${memberId}\n${log}`;
      const known = reached.get(key);
      if (known === undefined) reached.set(key, { memberId, log, timeUs });
      else if (known.timeUs < timeUs) known.timeUs = timeUs;
      yield fact;
    }
  }

  #memberOf({ memberId, evidence }: RuleMatch): string | null {
    return (
      memberId ?? this.#whose.memberOf(evidence?.sourceAddress ?? "", evidence?.destinationAddress ?? "")
    );
  }

  /** As it is told by what is set for its rule; none where that is off or an exception holds. */
  #told(detection: Detection, { receivedUs }: BatchMeta): readonly Detection[] {
    const { rule, memberId, subject, evidence } = detection;
    const { levels, exceptions } = this.#rules;
    const level = levels.get(rule.id);
    if (level === null) return [];
    const thing = { rule: rule.id, memberId, valuesOf: detectionValues(detection) };
    if (exceptionFor(exceptions, thing, receivedUs) !== null) return [];
    return [
      {
        ...detection,
        rule: level === undefined ? rule : { ...rule, level },
        ...(subject === null || this.#bounds.countsAttempts === false
          ? {}
          : { targetedness: this.#targetednessOf(subject.value, evidence.length > 0) }),
      },
    ];
  }

  /**
   * `own`: it is shown by the member's own records. What a member is told of others it is told because several met it: that
   * must not hide it among what knocks everywhere, only what lists say may.
   */
  #targetednessOf(source: string, own: boolean): Targetedness {
    const judgement = own ? this.#attempts.judgementOf(source) : this.#attempts.listedJudgementOf(source);
    return judgement.targetedness;
  }

  /** What feeds say of a source. Allow lists are not asked here. */
  #knownOf(source: string): Known {
    const observable = this.#index === null ? null : observe("address", source);
    if (observable === null) return nothingKnown;
    const match = this.#index?.lookup(observable, null) ?? null;
    if (match === null) return nothingKnown;
    const labels = [match.indicator, ...match.also].flatMap(({ claims }) =>
      claims.flatMap((claim) => claim.labels),
    );
    return { ...nothingKnown, labels };
  }

  #laneOf(mark: string): Lane {
    const known = this.#lanes.get(mark);
    if (known !== undefined) {
      if (mark !== unmarked) {
        this.#lanes.delete(mark);
        this.#lanes.set(mark, known);
      }
      return known;
    }
    const marked = [...this.#lanes.keys()].filter((each) => each !== unmarked);
    const [oldest] = marked;
    if (mark !== unmarked && marked.length >= marksMax && oldest !== undefined) this.#lanes.delete(oldest);
    return this.#open(mark, null, null);
  }

  #open(mark: string, engine: unknown, correlator: unknown): Lane {
    const lane = {
      engine: new BehaviourEngine(
        {
          surroundings: this.#surroundings,
          ...(this.#bounds.keysMax === undefined ? {} : { keysMax: this.#bounds.keysMax }),
        },
        engine ?? null,
      ),
      correlator: new Correlator(this.#rules.plans, correlator ?? null),
    };
    this.#lanes.set(mark, lane);
    return lane;
  }
}
