/**
 * What follows from detections: one pure file a rule, as for sightings. Same detections in, same drafts out. A rule
 * proposes; `share/gate` decides what of it leaves.
 */
import type { GatheredDetection, Member, WarningDraft } from "../../model/index.js";

export interface DetectionInput {
  /** New or changed. */
  readonly detection: GatheredDetection;
  /** Whose it is. */
  readonly member: Member;
  /** Addresses of the member's own machines in its evidence, each once. */
  readonly machines: readonly string[];
}

export interface DetectionRuleOfWarnings {
  readonly id: string;
  readonly title: string;
  /** What it says and when, in plain words, for the docs and the console. */
  readonly explains: string;
  draft(input: DetectionInput): readonly WarningDraft[];
}
