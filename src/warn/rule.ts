/**
 * What a warning rule is: one pure file in `rules/`. Same sightings in, same drafts out, so that any past warning
 * can be explained again and a rule can be replayed over history. A rule proposes; `share/gate` decides what of
 * it leaves, and `applying.ts` stores it.
 */
import type { Member, Sighting, WarningDraft } from "../model/index.js";

export interface RuleInput {
  /** The sighting that is new or has changed. */
  readonly sighting: Sighting;
  readonly member: Member;
  /** Sightings of the same value at any member whose last hit lies within the seven days before this one's. */
  readonly sameValue: readonly Sighting[];
  /** Every member of the community, the sighting's own included. */
  readonly members: readonly Member[];
}

export interface WarningRule {
  readonly id: string;
  readonly title: string;
  /** What it says and when, in plain words, for the docs and the console. */
  readonly explains: string;
  draft(input: RuleInput): readonly WarningDraft[];
}
