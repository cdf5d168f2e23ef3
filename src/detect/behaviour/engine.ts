/**
 * The engine of behaviour: facts in, detections out. Each member has a run of every detector of scope "member", and the
 * port one run of each of scope "port". The same facts in the same order give the same detections and the same state, so
 * that after a kill the state of the last checkpoint and the batches since give what there was.
 *
 * Its memory is bounded as a whole beside the bound of each run: members beyond `membersMax` go, the one unseen longest
 * first; where all runs together hold more than `keysMax` keys, the largest begins anew. Both are counted. What a detector
 * says is bounded too, as a flood must not become a flood of detections.
 */

import { isSeenAgain } from "../../intake/index.js";
import { type Detection, type DetectionRule, evidenceMax } from "../../model/index.js";
import { detectors as otDetectors } from "../ot/detectors/index.js";
import {
  type Detector,
  type DetectorFigures,
  type DetectorRun,
  type Finding,
  noSurroundings,
  type Sayings,
  type Surroundings,
} from "./detector.js";
import { detectors as behaviourDetectors } from "./detectors/index.js";
import type { Fact } from "./fact.js";
import { evidenceOf } from "./facts/row-fact.js";
import { Lanes } from "./lanes.js";

/** A detection, with the fact that it was said at. */
export interface Said {
  readonly detection: Detection;
  /** Of that fact in its source; 0 where unknown. */
  readonly line: number;
}

export interface BehaviourFigures {
  readonly facts: number;
  /** Older than the newest of their log by more than the lateness: not looked at. */
  readonly late: number;
  /** Of a time that lies ahead of when they came: not looked at. */
  readonly early: number;
  readonly members: number;
  /** Members that were forgotten for want of room, and runs that began anew for it. */
  readonly forgotten: number;
  /** Findings that were not said, as their detector had said enough in that hour. */
  readonly unsaid: number;
  readonly detectors: ReadonlyMap<string, DetectorFigures>;
}

export interface BehaviourOptions {
  readonly detectors?: readonly Detector[];
  readonly surroundings?: Surroundings;
  readonly membersMax?: number;
  readonly keysMax?: number;
}

/** Far more members than a port has; each costs a few KiB before it has telemetry worth the name. */
const membersMax = 2_000;
/** At some 300 bytes a key these are 600 MiB, reached only where all members are flooded at once. */
const keysMax = 2_000_000;
/** So many facts pass before the keys are counted again, or as many as half the keys where that are fewer. */
const countEvery = 200_000;
/** Findings of one detector for one member in an hour of its time. */
const findingsPerHourMax = 200;
/** As docs/behaviour.md states them. */
export const bounds = { membersMax, keysMax, findingsPerHourMax } as const;
const fieldsMax = 20;
const hourUs = 3600e6;
const minuteUs = 60e6;

interface Running {
  readonly detector: Detector;
  readonly rule: DetectionRule;
  run: DetectorRun;
  /** The hour of the last findings, and how many each member was told in it. */
  hour: number;
  said: Map<string, number>;
}

interface MemberRuns {
  readonly running: readonly Running[];
  newestUs: number;
}

/** Those of behaviour, and those of control networks. */
export const allDetectors: readonly Detector[] = [...behaviourDetectors, ...otDetectors];

const portKey = "\n";

export class BehaviourEngine {
  readonly #detectors: readonly Detector[];
  readonly #surroundings: Surroundings;
  readonly #members = new Map<string, MemberRuns>();
  readonly #membersMax: number;
  readonly #keysMax: number;
  readonly #lanes: Lanes;
  readonly #out: Said[] = [];
  readonly #port: MemberRuns;
  #facts = 0;
  #forgotten = 0;
  #unsaid = 0;
  /** What was dropped by runs that are gone. */
  readonly #droppedBefore = new Map<string, number>();
  /** Who is speaking, of what. */
  #speaker: Running | null = null;
  #fact: Fact | null = null;
  #memberId = "";
  readonly #sayings: Sayings = { say: (finding) => this.#say(finding) };

  constructor(options: BehaviourOptions = {}, saved: unknown = null) {
    this.#detectors = options.detectors ?? allDetectors;
    this.#surroundings = options.surroundings ?? noSurroundings;
    this.#membersMax = options.membersMax ?? membersMax;
    this.#keysMax = options.keysMax ?? keysMax;
    const state = readState(saved);
    this.#lanes = new Lanes(state.lanes);
    this.#facts = state.facts;
    this.#forgotten = state.forgotten;
    this.#unsaid = state.unsaid;
    for (const [id, dropped] of state.dropped) this.#droppedBefore.set(id, dropped);
    this.#port = this.#open("port", state.members.get(portKey));
    for (const [memberId, runs] of state.members)
      if (memberId !== portKey) this.#members.set(memberId, this.#open("member", runs));
  }

  /** Shows the facts of a batch, in their order; what was found comes in the order it was said. */
  see(facts: Iterable<Fact>, stretch = ""): readonly Said[] {
    this.#out.length = 0;
    for (const fact of facts) this.#seeOne(fact, stretch);
    this.#fact = null;
    return [...this.#out];
  }

  /** No more facts will come: what waits to be said is said. */
  end(): readonly Said[] {
    this.#out.length = 0;
    for (const [memberId, { running }] of [[portKey, this.#port] as const, ...this.#members]) {
      this.#memberId = memberId === portKey ? "" : memberId;
      for (const one of running) {
        this.#speaker = one;
        one.run.end?.(this.#sayings);
      }
    }
    return [...this.#out];
  }

  figures(): BehaviourFigures {
    const byId = new Map<string, { held: number; dropped: number }>();
    for (const { id } of this.#detectors)
      byId.set(id, { held: 0, dropped: this.#droppedBefore.get(id) ?? 0 });
    for (const { running } of this.#all())
      for (const { detector, run } of running) {
        const sum = byId.get(detector.id);
        const { held, dropped } = run.figures();
        if (sum !== undefined) {
          sum.held += held;
          sum.dropped += dropped;
        }
      }
    return {
      facts: this.#facts,
      late: this.#lanes.late,
      early: this.#lanes.early,
      members: this.#members.size,
      forgotten: this.#forgotten,
      unsaid: this.#unsaid,
      detectors: byId,
    };
  }

  /** What detectors of control networks have learned of a member: their saved states, by their ids. */
  learnedOf(memberId: string): ReadonlyMap<string, unknown> {
    const running = this.#members.get(memberId)?.running ?? [];
    return new Map(
      running.flatMap(({ detector, run }) =>
        detector.kind === "ot" ? [[detector.id, run.save()] as const] : [],
      ),
    );
  }

  /** These states in place of what its detectors have learned so far; those of others stay. */
  adopt(memberId: string, learned: ReadonlyMap<string, unknown>): void {
    for (const one of this.#runsOf(memberId).running) {
      const state = learned.get(one.detector.id);
      if (one.detector.kind === "ot" && state !== undefined)
        one.run = one.detector.open(state, this.#surroundings);
    }
  }

  /** Plain values, maps and typed arrays; the constructor takes them back. */
  save(): unknown {
    const members = new Map<string, SavedRuns>();
    for (const [memberId, runs] of [[portKey, this.#port] as const, ...this.#members])
      members.set(memberId, {
        newestUs: runs.newestUs,
        runs: new Map(
          runs.running.map(({ detector, run, hour, said }) => [
            detector.id,
            { state: run.save(), hour, said: new Map(said) },
          ]),
        ),
      });
    return {
      version: 1,
      members,
      lanes: this.#lanes.save(),
      facts: this.#facts,
      forgotten: this.#forgotten,
      unsaid: this.#unsaid,
      dropped: new Map(this.#droppedBefore),
    } satisfies SavedEngine;
  }

  #seeOne(fact: Fact, stretch: string): void {
    // What a sensor shows again when it ends is counted then.
    if (isSeenAgain(fact.log)) return;
    this.#facts++;
    const inTime = this.#lanes.arrive(fact, stretch) === "in-time";
    this.#fact = fact;
    this.#memberId = fact.memberId;
    const runs = this.#runsOf(fact.memberId);
    this.#show(runs, fact, inTime);
    this.#show(this.#port, fact, inTime);
    if (inTime) {
      this.#tick(runs, this.#lanes.nowUs);
      this.#tick(this.#port, this.#lanes.nowUs);
    }
    if (this.#facts % Math.min(countEvery, Math.ceil(this.#keysMax / 2)) === 0) this.#keepBound();
  }

  #show({ running }: MemberRuns, fact: Fact, inTime: boolean): void {
    for (const one of running) {
      if (!inTime && one.detector.anyTime !== true) continue;
      if (!one.detector.wants(fact)) continue;
      this.#speaker = one;
      one.run.see(fact, this.#sayings);
    }
  }

  #tick(runs: MemberRuns, timeUs: number): void {
    if (timeUs <= runs.newestUs) return;
    const passed = Math.floor(timeUs / minuteUs) > Math.floor(runs.newestUs / minuteUs);
    runs.newestUs = timeUs;
    if (!passed) return;
    for (const one of runs.running) {
      this.#speaker = one;
      one.run.tick?.(timeUs, this.#sayings);
    }
  }

  #say(finding: Finding): void {
    const one = this.#speaker;
    const fact = this.#fact;
    if (one === null) return;
    const hour = Math.floor((fact?.timeUs ?? finding.lastUs) / hourUs);
    if (hour !== one.hour) {
      one.hour = hour;
      one.said.clear();
    }
    const memberId = finding.memberId ?? this.#memberId;
    const said = one.said.get(memberId) ?? 0;
    if (said >= findingsPerHourMax) {
      this.#unsaid++;
      return;
    }
    one.said.set(memberId, said + 1);
    const { level } = finding;
    this.#out.push({
      line: fact?.line ?? 0,
      detection: {
        rule: level === undefined ? one.rule : { ...one.rule, level },
        memberId: memberId === "" ? null : memberId,
        subject: finding.subject,
        about: finding.about,
        count: Math.max(1, finding.count),
        firstUs: finding.firstUs,
        lastUs: finding.lastUs,
        fields: Object.fromEntries(Object.entries(finding.fields).slice(0, fieldsMax)),
        evidence: (
          finding.evidence ?? (finding.shownBy ?? (fact === null ? [] : [fact])).map(evidenceOf)
        ).slice(0, evidenceMax),
      },
    });
  }

  #runsOf(memberId: string): MemberRuns {
    const known = this.#members.get(memberId);
    if (known !== undefined) {
      if (this.#members.size < this.#membersMax) return known;
      // Only where the room is used up does it matter who was seen last.
      this.#members.delete(memberId);
      this.#members.set(memberId, known);
      return known;
    }
    if (this.#members.size >= this.#membersMax) {
      const [oldest] = this.#members;
      if (oldest !== undefined) {
        for (const one of oldest[1].running) this.#keepDropped(one);
        this.#members.delete(oldest[0]);
        this.#forgotten++;
      }
    }
    const runs = this.#open("member");
    this.#members.set(memberId, runs);
    return runs;
  }

  #open(scope: Detector["scope"], saved?: SavedRuns): MemberRuns {
    const running = this.#detectors
      .filter((detector) => detector.scope === scope)
      .map((detector): Running => {
        const { id, title, kind = "behaviour", level, techniques } = detector;
        const before = saved?.runs.get(id);
        return {
          detector,
          rule: { id, title, kind, level, techniques },
          run: detector.open(before?.state ?? null, this.#surroundings),
          hour: before?.hour ?? 0,
          said: new Map(before?.said instanceof Map ? before.said : []),
        };
      });
    return { running, newestUs: saved?.newestUs ?? Number.NEGATIVE_INFINITY };
  }

  *#all(): Generator<MemberRuns> {
    yield this.#port;
    yield* this.#members.values();
  }

  #keepBound(): void {
    const sizes: { one: Running; held: number }[] = [];
    let all = 0;
    for (const { running } of this.#all())
      for (const one of running) {
        const { held } = one.run.figures();
        all += held;
        sizes.push({ one, held });
      }
    if (all <= this.#keysMax) return;
    sizes.sort((a, b) => b.held - a.held);
    for (const { one, held } of sizes) {
      if (all <= this.#keysMax) return;
      this.#keepDropped(one);
      one.run = one.detector.open(null, this.#surroundings);
      this.#forgotten++;
      all -= held;
    }
  }

  /** A run is given up: what it held and had dropped is dropped. */
  #keepDropped({ detector, run }: Running): void {
    const { held, dropped } = run.figures();
    this.#droppedBefore.set(detector.id, (this.#droppedBefore.get(detector.id) ?? 0) + held + dropped);
  }
}

interface SavedRuns {
  readonly newestUs: number;
  readonly runs: ReadonlyMap<
    string,
    { readonly state: unknown; readonly hour: number; readonly said: ReadonlyMap<string, number> }
  >;
}

interface SavedEngine {
  readonly version: 1;
  readonly members: ReadonlyMap<string, SavedRuns>;
  readonly lanes: unknown;
  readonly facts: number;
  readonly forgotten: number;
  readonly unsaid: number;
  readonly dropped: ReadonlyMap<string, number>;
}

/** What can't be used begins anew: the state is a help, never a condition. */
function readState(saved: unknown): SavedEngine {
  const state = (typeof saved === "object" && saved !== null ? saved : {}) as Partial<SavedEngine>;
  const usable = state.version === 1 && state.members instanceof Map;
  const number = (value: unknown) => (usable && typeof value === "number" ? value : 0);
  return {
    version: 1,
    members: usable ? (state.members as SavedEngine["members"]) : new Map(),
    lanes: usable ? state.lanes : null,
    facts: number(state.facts),
    forgotten: number(state.forgotten),
    unsaid: number(state.unsaid),
    dropped: usable && state.dropped instanceof Map ? state.dropped : new Map(),
  };
}
