/**
 * Runs correlations over the matches of their rules, in the order in which batches were acknowledged. It is deterministic:
 * the same matches in the same order give the same detections and the same state, with no clock of its own; that a match
 * comes only once is its caller's care. Groups are kept by member, and no window ever holds matches of two.
 *
 * Memory is bounded (`limits.ts`): beyond it the group that was touched least recently, of the member that has most, is
 * forgotten, and `figures` counts what went. Times are those of the records: a match may be `latenessUs` older than the
 * newest of its group; one that is more than that ahead of when it was received counts as of then.
 */
import { sha256Hex } from "../../../base/index.js";
import type { Detection, Evidence, Observable } from "../../../model/index.js";
import { latenessUs } from "../../behaviour/detector.js";
import type { Entry } from "./entries.js";
import {
  entriesMax,
  evidencePerGroup,
  evidenceRecordsMax,
  groupsMax,
  handedOnMax,
  logsPerMemberMax,
  valueCharactersMax,
} from "./limits.js";
import type { CorrelationPlan } from "./plan.js";
import { fromSaved, toSaved } from "./saved-groups.js";
import { detectionOf } from "./window-detection.js";
import { type HeldWindow, WindowGroup } from "./window-group.js";

/** A rule that matched one record. */
export interface BaseMatch {
  /** What the rule is called: `nameOf`. */
  readonly rule: string;
  /** Null where nobody knows whose it is: those are one member of their own. */
  readonly memberId: string | null;
  readonly log: string;
  readonly timeUs: number;
  readonly receivedUs: number;
  /** The fields that correlations ask of the rule (`neededFields`), as far as the record has them. */
  readonly values: Readonly<Record<string, string>>;
  readonly subject: Observable | null;
  readonly evidence: Evidence | null;
}

export interface CorrelationFigures {
  readonly groups: number;
  readonly entries: number;
  /** Since the state began. */
  readonly forgottenGroups: number;
  readonly forgottenMatches: number;
  /** Older than their group's newest by more than the lateness, and not looked at. */
  readonly late: number;
  /** Ahead of when they were received, and counted as of then. */
  readonly early: number;
  /** Without a field of the group, or without the value that is counted. */
  readonly ungrouped: number;
}

interface Member {
  /** Least recently touched first. */
  readonly groups: Map<string, WindowGroup>;
  /** Those with windows that are judged at their end, by correlation. */
  readonly waiting: Map<string, Set<WindowGroup>>;
  /** The newest time of each log, and of receiving. */
  readonly logs: Map<string, number>;
  receivedUs: number;
  /** No window is due before. */
  dueUs: number;
  lookedUs: number;
}

type Say = (detection: Detection) => void;
interface Target {
  readonly plan: CorrelationPlan;
  readonly rule: number;
}
/** A match on its way into the correlations over it. */
interface Passing extends Omit<BaseMatch, "rule" | "memberId"> {
  readonly memberId: string;
  readonly records: number;
  readonly firstUs: number;
  /** A window that was told before goes on: for correlations that ask only whether it is there. */
  readonly isAgain: boolean;
}

/** Windows that wait are looked for at most once a second of their logs' time. */
const lookEveryUs = 1e6;

export class Correlator {
  readonly #plans: ReadonlyMap<string, CorrelationPlan>;
  readonly #targets = new Map<string, Target[]>();
  readonly #members = new Map<string, Member>();
  #groups = 0;
  #entries = 0;
  #evidence = 0;
  readonly #counted = { forgottenGroups: 0, forgottenMatches: 0, late: 0, early: 0, ungrouped: 0 };

  /** `saved` is what `save` gave; what belongs to a correlation that is another by now is left out. */
  constructor(plans: readonly CorrelationPlan[], saved: unknown = null) {
    this.#plans = new Map(plans.map((plan) => [plan.key, plan]));
    for (const plan of plans)
      for (const [rule, { key }] of plan.rules.entries())
        this.#targets.set(key, [...(this.#targets.get(key) ?? []), { plan, rule }]);
    const read = fromSaved(saved, this.#plans);
    Object.assign(this.#counted, read.counted);
    for (const { memberId, receivedUs, dueUs, lookedUs, logs, groups } of read.members) {
      const member = this.#memberOf(memberId);
      Object.assign(member, { receivedUs, dueUs, lookedUs });
      for (const [log, timeUs] of logs) member.logs.set(log, timeUs);
      for (const [key, group] of groups) {
        member.groups.set(key, group);
        if (group.dueUs !== null)
          member.waiting.set(group.plan.key, (member.waiting.get(group.plan.key) ?? new Set()).add(group));
        this.#groups++;
        this.#entries += group.entries.length;
        this.#evidence += group.evidence.length;
      }
    }
  }

  see(match: BaseMatch, say: Say): void {
    const memberId = match.memberId ?? "";
    const member = this.#memberOf(memberId);
    let { timeUs } = match;
    if (timeUs > match.receivedUs + latenessUs) {
      this.#counted.early++;
      timeUs = match.receivedUs;
    }
    this.#progress(member, match.log, timeUs, match.receivedUs);
    this.#judgeDue(member, say);
    const targets = this.#targets.get(match.rule);
    if (targets === undefined) return;
    const passing = { ...match, memberId, timeUs, records: 1, firstUs: timeUs, isAgain: false };
    for (const target of targets) this.#enter(member, target, passing, say);
    this.#keepBound();
  }

  /** A log of a member has come to this time; for windows that end with nothing more happening. */
  tick(memberId: string | null, log: string, timeUs: number, receivedUs: number, say: Say): void {
    const member = this.#members.get(memberId ?? "");
    if (member === undefined) return;
    this.#progress(member, log, Math.min(timeUs, receivedUs + latenessUs), receivedUs);
    this.#judgeDue(member, say);
    this.#dropIdle(member);
  }

  /** Nothing more comes: judges every window that waits. For files that were read to their end. */
  finish(say: Say): void {
    for (const member of this.#members.values()) this.#judge(member, () => true, say);
  }

  figures(): CorrelationFigures {
    return { groups: this.#groups, entries: this.#entries, ...this.#counted };
  }

  save(): unknown {
    return toSaved(this.#members, this.#counted);
  }

  #memberOf(memberId: string): Member {
    let member = this.#members.get(memberId);
    if (member === undefined) {
      member = {
        groups: new Map(),
        waiting: new Map(),
        logs: new Map(),
        receivedUs: Number.NEGATIVE_INFINITY,
        dueUs: Number.NEGATIVE_INFINITY,
        lookedUs: Number.NEGATIVE_INFINITY,
      };
      this.#members.set(memberId, member);
    }
    return member;
  }

  #progress(member: Member, log: string, timeUs: number, receivedUs: number): void {
    const before = member.logs.get(log);
    if (before === undefined && member.logs.size >= logsPerMemberMax) {
      const [oldest] = member.logs.keys();
      if (oldest !== undefined) member.logs.delete(oldest);
    }
    if (before === undefined || timeUs > before) member.logs.set(log, timeUs);
    if (receivedUs > member.receivedUs) member.receivedUs = receivedUs;
  }

  #enter(member: Member, { plan, rule }: Target, match: Passing, say: Say): void {
    const entry = this.#entryOf(plan, rule, match);
    if (entry === null) return;
    const texts = (plan.rules[rule]?.groupFields ?? []).map((field) => match.values[field] ?? "");
    if (texts.includes("")) {
      this.#counted.ungrouped++;
      return;
    }
    const group = this.#groupOf(member, plan, match.memberId, texts);
    if (group.isLate(match.timeUs)) {
      this.#counted.late++;
      return;
    }
    group.receivedUs = Math.max(group.receivedUs, match.receivedUs);
    group.subject ??= match.subject;
    if (!plan.isRising) this.#waitFor(member, group, match.log);
    const before = group.entries.length;
    group.add(
      entry,
      (window) => this.#held(member, group, window, match, say),
      (matches) => {
        this.#counted.forgottenMatches += matches;
      },
    );
    this.#entries += group.entries.length - before;
    if (group.dueUs !== null) member.dueUs = Math.min(member.dueUs, group.dueUs);
    this.#keepEvidence(group, match.evidence);
  }

  #waitFor(member: Member, group: WindowGroup, log: string): void {
    if (group.logs.size < logsPerMemberMax) group.logs.add(log);
    const waiting = member.waiting.get(group.plan.key) ?? new Set();
    member.waiting.set(group.plan.key, waiting.add(group));
  }

  #entryOf(plan: CorrelationPlan, rule: number, match: Passing): Entry | null {
    // What is counted are windows; what is asked is whether there is one.
    if (match.isAgain && plan.type !== "temporal" && plan.type !== "temporal_ordered") return null;
    const { values } = match;
    const texts = plan.valueFields.map((field) => values[field]);
    const number = texts.length === 1 ? Number.parseFloat(texts[0] ?? "") : 0;
    const isNumeric =
      plan.type !== "value_count" && !(plan.type === "value_percentile" && plan.percentile === null);
    if (texts.includes(undefined) || (plan.valueFields.length > 0 && isNumeric && !Number.isFinite(number))) {
      this.#counted.ungrouped++;
      return null;
    }
    return {
      timeUs: match.timeUs,
      rule,
      value: isNumeric ? "" : told(texts.join("\u0001")),
      number: isNumeric ? number : 0,
      count: 1,
      records: match.records,
      firstUs: match.firstUs,
      handedOn: plan.handsOn.map((field) => told(values[field] ?? "")),
      held: false,
    };
  }

  #groupOf(member: Member, plan: CorrelationPlan, memberId: string, texts: readonly string[]): WindowGroup {
    const key = `${plan.key}\u0000${texts.map(told).join("\u0001")}`;
    let group = member.groups.get(key);
    if (group === undefined) {
      group = new WindowGroup(
        plan,
        memberId,
        texts.map((text) => text.slice(0, valueCharactersMax)),
      );
      this.#groups++;
    } else member.groups.delete(key);
    member.groups.set(key, group);
    return group;
  }

  #keepEvidence(group: WindowGroup, evidence: Evidence | null): void {
    // Of a group's first match none: most groups of a flood have no other.
    if (evidence === null || group.entries.length < 2) return;
    if (group.evidence.length >= evidencePerGroup) group.evidence = [...group.evidence.slice(1), evidence];
    else if (this.#evidence < evidenceRecordsMax) {
      group.evidence.push(evidence);
      this.#evidence++;
    }
  }

  #held(member: Member, group: WindowGroup, window: HeldWindow, match: Passing | null, say: Say): void {
    const { plan } = group;
    const targets = this.#targets.get(plan.key);
    if (window.isTold && targets === undefined) return;
    const detection = detectionOf(group, window, match?.evidence ?? null);
    if (!window.isTold) say(detection);
    if (targets === undefined) return;
    for (const handedOn of handedOnBy(window.entries)) {
      const passing: Passing = {
        memberId: group.memberId,
        log: plan.key,
        timeUs: window.endUs,
        receivedUs: member.receivedUs,
        values: {
          ...Object.fromEntries(plan.groupBy.map((name, at) => [name, group.values[at] ?? ""])),
          ...Object.fromEntries(plan.handsOn.map((name, at) => [name, handedOn[at] ?? ""])),
        },
        subject: detection.subject,
        evidence: detection.evidence[0] ?? null,
        records: window.isTold ? 0 : detection.count,
        firstUs: detection.firstUs,
        isAgain: window.isTold,
      };
      this.#progress(member, plan.key, window.endUs, member.receivedUs);
      for (const target of targets) this.#enter(member, target, passing, say);
    }
  }

  /** Judges the windows whose logs have all gone on beyond them, or from which nothing came for as long. */
  #judgeDue(member: Member, say: Say): void {
    let newestUs = Number.NEGATIVE_INFINITY;
    for (const timeUs of member.logs.values()) newestUs = Math.max(newestUs, timeUs);
    newestUs = Math.max(newestUs, member.receivedUs);
    if (newestUs < member.dueUs || newestUs < member.lookedUs + lookEveryUs) return;
    member.lookedUs = newestUs;
    member.dueUs = Number.POSITIVE_INFINITY;
    this.#judge(member, (group, dueUs) => this.#isDue(member, group, dueUs), say);
  }

  #isDue(member: Member, group: WindowGroup, dueUs: number): boolean {
    const silentUs = member.receivedUs - group.receivedUs;
    if (silentUs >= group.plan.timespanUs + group.plan.latenessUs) return true;
    let goneOnUs = Number.POSITIVE_INFINITY;
    // What a correlation tells has no clock of its own: what all else of the member has.
    for (const log of group.logs)
      goneOnUs = Math.min(
        goneOnUs,
        this.#plans.has(log) ? newestOf(member) : (member.logs.get(log) ?? dueUs),
      );
    return goneOnUs >= dueUs;
  }

  #judge(member: Member, isDue: (group: WindowGroup, dueUs: number) => boolean, say: Say): void {
    // Those that others build on first, so that what they tell is there when those are judged.
    for (const plan of this.#plans.values()) {
      const waiting = member.waiting.get(plan.key) ?? [];
      for (const group of waiting) {
        for (let dueUs = group.dueUs; dueUs !== null && isDue(group, dueUs); dueUs = group.dueUs) {
          const before = group.entries.length;
          group.judge((window) => this.#held(member, group, window, null, say));
          this.#entries += group.entries.length - before;
        }
        if (group.dueUs === null) member.waiting.get(plan.key)?.delete(group);
        else member.dueUs = Math.min(member.dueUs, group.dueUs);
      }
    }
  }

  /** Groups to which nothing came for so long that no window can reach back to what they hold. */
  #dropIdle(member: Member): void {
    for (const [key, group] of member.groups) {
      const { timespanUs, latenessUs: late } = group.plan;
      if (member.receivedUs - group.receivedUs > 2 * (timespanUs + late)) this.#drop(member, key, group);
    }
  }

  #drop(member: Member, key: string, group: WindowGroup): void {
    member.groups.delete(key);
    member.waiting.get(group.plan.key)?.delete(group);
    this.#groups--;
    this.#entries -= group.entries.length;
    this.#evidence -= group.evidence.length;
  }

  #keepBound(): void {
    while (this.#groups > groupsMax || this.#entries > entriesMax) {
      let most: Member | null = null;
      for (const member of this.#members.values())
        if (most === null || member.groups.size > most.groups.size) most = member;
      const [oldest] = most?.groups ?? [];
      if (most === null || oldest === undefined) return;
      this.#counted.forgottenGroups++;
      this.#counted.forgottenMatches += oldest[1].entries.reduce((sum, { count }) => sum + count, 0);
      this.#drop(most, ...oldest);
    }
  }
}

function newestOf(member: Member): number {
  let newestUs = Number.NEGATIVE_INFINITY;
  for (const timeUs of member.logs.values()) newestUs = Math.max(newestUs, timeUs);
  return newestUs;
}

/** A text as it is told from others: long ones by their hash. */
function told(text: string): string {
  return text.length <= valueCharactersMax ? text : `#${sha256Hex(text)}`;
}

/** The different values that a window hands on, the latest first, so many as go. */
function handedOnBy(entries: readonly Entry[]): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (let at = entries.length - 1; at >= 0 && found.size < handedOnMax; at--) {
    const { handedOn } = entries[at] as Entry;
    found.set(handedOn.join("\u0001"), handedOn);
  }
  return [...found.values()];
}
