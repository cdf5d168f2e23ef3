/**
 * A batch is what a door acknowledges: some records of one origin, and what detection made of them. Its outcome
 * is stored in the spool beside its events before the acknowledgement, so that what follows (sightings,
 * warnings) survives a kill and happens once.
 */
import type { Detection, RuleMatch } from "./detection.js";
import type { Observable } from "./observable.js";
import type { Direction, Evidence } from "./sighting.js";
import type { Tlp } from "./tlp.js";

export interface BatchMeta {
  /** Chosen by the sender, or the SHA-256 of member, origin and content: the same batch has the same id. */
  readonly id: string;
  /** By member and content alone, with or without a file's name; left out where the sender named the batch. */
  readonly contentId?: string;
  /** The member whose telemetry this is; null where only the addresses in the events can tell. */
  readonly memberId: string | null;
  /** `http`, `syslog-udp`, `syslog-tcp`, `file`, `demo`, `edge`. */
  readonly door: string;
  /** File name or sender, for people. */
  readonly origin: string;
  readonly receivedUs: number;
  readonly bytes: number;
  readonly mark: string | null;
}

/** A hit as it is kept: the indicator's knowledge at that time, and the record as evidence. */
export interface HitRecord {
  /** The value in the telemetry. */
  readonly observable: Observable;
  /** The value on the list (the domain above it, the network around it, or the same). */
  readonly indicator: Observable;
  readonly confidence: number;
  readonly sources: readonly string[];
  readonly labels: readonly string[];
  /** The markings of all claims; the gate takes the most restrictive. */
  readonly tlps: readonly Tlp[];
  readonly allowedBy: string | null;
  readonly evidence: Evidence;
  /** Of an edge, which gathers: how many hits this stands for, when the last was, and which way it went. */
  readonly gathered?: {
    readonly count: number;
    readonly lastUs: number;
    readonly direction: Direction;
  };
}

export interface RefusedRecord {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
  /** The record as it came, cut at 2,000 characters. */
  readonly sample: string;
}

export interface BatchOutcome {
  readonly meta: BatchMeta;
  readonly records: number;
  /** All that were refused; `refusals` keeps the first of them for a look. */
  readonly refused: number;
  readonly refusals: readonly RefusedRecord[];
  readonly hits: readonly HitRecord[];
  /** What rules said of its records one by one; outcomes of before have none. */
  readonly detections?: readonly Detection[];
  /** Records that rules held for which only count together with others; left out where there are none. */
  readonly matches?: readonly RuleMatch[];
  /** Records per log: `{"zeek-conn": 120}`. */
  readonly logs: Readonly<Record<string, number>>;
  /** Records that the compiled scanner left to their format, by why; outcomes of before have none. */
  readonly slow?: Readonly<Record<string, number>>;
}

/** The most that a count says. What is more stays at it: a sum beyond could be stored and not be read again. */
export const countMax = Number.MAX_SAFE_INTEGER;

/** Two counts of at least 0, added up to `countMax`. */
export const addCounts = (a: number, b: number): number => Math.min(a + b, countMax);

/** How many hits these are: one of an edge may stand for many. */
export const hitsIn = (hits: readonly HitRecord[]): number =>
  hits.reduce((sum, { gathered }) => addCounts(sum, gathered?.count ?? 1), 0);
