/**
 * Runs every rule over the sightings that changed: same sightings and members in, same drafts out. Of several
 * drafts with one recipient and key the one on the latest sighting stands. Windows of one member, value and day
 * are judged once, by the last of them. Rules word what lists say; labels and sources that show a member are taken
 * out for everyone else before that (`unnamed-input.ts`).
 */
import type { Member, Sighting, WarningDraft } from "../model/index.js";
import type { Gate } from "../share/index.js";
import type { RuleInput, WarningRule } from "./rule.js";
import { warningRules } from "./rules/index.js";
import { contextUs, valueKey } from "./sighting-context.js";
import { unnamedInputs } from "./unnamed-input.js";

const dayUs = 24 * 3600 * 1e6;

export interface Proposal {
  readonly draft: WarningDraft;
  /** The last hit of the sighting that made the rule speak. */
  readonly lastHitUs: number;
  /** The same warning on the recipient's own sightings only, null where the rule has none to say then. */
  alone(): WarningDraft | null;
}

export function propose(
  changed: readonly Sighting[],
  context: ReadonlyMap<string, readonly Sighting[]>,
  members: readonly Member[],
  gate: Pick<Gate, "shownBy">,
  rules: readonly WarningRule[] = warningRules,
): readonly Proposal[] {
  const byId = new Map(members.map((member) => [member.id, member]));
  const proposals = new Map<string, Proposal>();
  for (const sighting of lastOfDays(changed)) {
    const member = byId.get(sighting.memberId);
    if (member === undefined) continue;
    const sameValue = (context.get(valueKey(sighting.observable)) ?? []).filter(
      (other) => Math.abs(other.lastUs - sighting.lastUs) <= contextUs,
    );
    for (const { input, isFor } of unnamedInputs({ sighting, member, sameValue, members }, gate))
      for (const rule of rules)
        for (const draft of rule.draft(input))
          if (isFor(draft.recipientMemberId))
            proposals.set(`${draft.recipientMemberId} ${draft.key}`, {
              draft,
              lastHitUs: sighting.lastUs,
              alone: () => draftAlone(rule, input, draft),
            });
  }
  return [...proposals.values()];
}

function lastOfDays(changed: readonly Sighting[]): readonly Sighting[] {
  const last = new Map<string, Sighting>();
  for (const sighting of changed) {
    if (sighting.allowedBy !== null) continue;
    const day = Math.floor(sighting.lastUs / dayUs);
    const key = `${sighting.memberId} ${day} ${valueKey(sighting.observable)}`;
    const known = last.get(key);
    if (known === undefined || known.lastUs <= sighting.lastUs) last.set(key, sighting);
  }
  return [...last.values()].sort((a, b) => a.lastUs - b.lastUs || (a.id < b.id ? -1 : 1));
}

function draftAlone(rule: WarningRule, input: RuleInput, draft: WarningDraft): WarningDraft | null {
  const own = input.sameValue.filter((s) => s.memberId === draft.recipientMemberId);
  const drafts = rule.draft({ ...input, sameValue: own });
  return drafts.find((d) => d.recipientMemberId === draft.recipientMemberId && d.key === draft.key) ?? null;
}
