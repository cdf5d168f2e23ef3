/**
 * What a warning rule is: one pure file in `rules/`. Same sightings in, same drafts out, so that any past warning
 * can be explained again and a rule can be replayed over history. A rule proposes; `share/gate` decides what of
 * it leaves, and `applying.ts` stores it.
 */
import type { Member, Sighting, WarningDraft } from "../model/index.js";
import type { Observer } from "./independence.js";

export interface RuleInput {
  /** The sighting that is new or has changed. */
  readonly sighting: Sighting;
  /** Whose it is: one of `members` or of `removed`. */
  readonly member: Observer;
  /**
   * Sightings of the same value at any member, this one included, whose last hit lies within seven days of this
   * one's (telemetry may arrive late, so on either side). Those of one member, day and direction may be joined
   * into one; they have no evidence. Allow-listed ones are left out.
   */
  readonly sameValue: readonly Sighting[];
  /** Every member of the community of today: whoever may be warned. */
  readonly members: readonly Member[];
  /** Members that were removed: what they had met counts as before, and they are never warned. */
  readonly removed: readonly Observer[];
}

export interface WarningRule {
  readonly id: string;
  readonly title: string;
  /** What it says and when, in plain words, for the docs and the console. */
  readonly explains: string;
  draft(input: RuleInput): readonly WarningDraft[];
}
