/**
 * A detection: a rule that fired on events, be it Sigma, behaviour or OT. Like hits, detections of a batch are kept in its
 * outcome; those of one member, rule, subject and window of ten minutes are gathered into one with a count.
 */
import type { Observable } from "./observable.js";
import type { Evidence } from "./sighting.js";

export const detectionKinds = ["sigma", "behaviour", "ot"] as const;
export type DetectionKind = (typeof detectionKinds)[number];

/** As Sigma has them (specification 2.1, `level`), rising. */
export const detectionLevels = ["informational", "low", "medium", "high", "critical"] as const;
export type DetectionLevel = (typeof detectionLevels)[number];

/** A rule, as its detections name it. */
export interface DetectionRule {
  /** Sigma: the rule's own id (a UUID), or its name where it has none; behaviour: the detector's id, `scan-horizontal`. */
  readonly id: string;
  readonly title: string;
  readonly kind: DetectionKind;
  readonly level: DetectionLevel;
  /** ATT&CK ids as they are written, upper case: `T1110.003`. */
  readonly techniques: readonly string[];
}

/** One firing of a rule. */
export interface Detection {
  readonly rule: DetectionRule;
  /** Whose it is; null where only the addresses in its evidence can tell. */
  readonly memberId: string | null;
  /** The value it is about, mostly who did it: an address, a name, a URL, a hash. Null where it is about none. */
  readonly subject: Observable | null;
  /** What tells it from another of the same rule and subject (`port 3389`, an account); empty mostly. */
  readonly about: string;
  /** Records that it stands for, at least 1. */
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Whom its subject is after; left out where nobody judged. */
  readonly targetedness?: Targetedness;
  /** What mattered, by names that a person reads, at most 20: `{"targets": "254", "port": "3389"}`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Records that show it, ten at most. */
  readonly evidence: readonly Evidence[];
}

/** A record that a rule held for and that correlations of rules ask about. */
export interface RuleMatch {
  /** As correlations call it: its name, else its id. */
  readonly rule: string;
  readonly memberId: string | null;
  readonly log: string;
  readonly timeUs: number;
  readonly receivedUs: number;
  /** The fields that correlations ask of the rule, as far as the record has them. */
  readonly values: Readonly<Record<string, string>>;
  readonly subject: Observable | null;
  readonly evidence: Evidence | null;
}

/** Whom a source is after, by how many of the port's members met it and what lists say (`detect/targetedness`). */
export const targetednesses = ["only-us", "only-ports", "everybody", "unknown"] as const;
export type Targetedness = (typeof targetednesses)[number];

/** Detections of one member, rule, subject and window, as they are stored. */
export interface GatheredDetection extends Omit<Detection, "memberId" | "targetedness"> {
  readonly id: string;
  readonly targetedness: Targetedness;
  readonly memberId: string;
  readonly windowStartUs: number;
  readonly mark: string | null;
}

/** Names kept in `fields`. */
export const detectionFieldsMax = 20;
