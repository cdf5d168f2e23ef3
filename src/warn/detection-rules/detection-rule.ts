/**
 * What follows from detections: one pure file a rule, as for sightings. Same detections in, same drafts out. A rule
 * proposes; `share/gate` decides what of it leaves.
 */
import type { Crane, GatheredDetection, Member, WarningDraft } from "../../model/index.js";

export interface DetectionInput {
  /** New or changed. */
  readonly detection: GatheredDetection;
  /** Whose it is. */
  readonly member: Member;
  /** Addresses of the member's own machines in its evidence, each once. */
  readonly machines: readonly string[];
  /** Members that have met the same subject with the same rule within a day, this one among them. */
  readonly metBy: readonly string[];
  /** The crane that it happened on; null where it is none, or nobody listed it. */
  readonly crane: Crane | null;
  /** Cranes of that maker and model, by the other members that have some. */
  readonly sisters: ReadonlyMap<string, readonly Crane[]>;
  /** Every member that may be warned. */
  readonly members: readonly Member[];
}

export interface DetectionRuleOfWarnings {
  readonly id: string;
  readonly title: string;
  /** What it says and when, in plain words, for the docs and the console. */
  readonly explains: string;
  draft(input: DetectionInput): readonly WarningDraft[];
}
