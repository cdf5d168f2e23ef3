/**
 * Runs every rule over the sightings that changed: same sightings and members in, same drafts out. Of several
 * drafts with one recipient and key the one on the latest sighting stands. Windows of one member, value and day
 * are judged once, by the last of them. Rules word what lists say; labels and sources that show a member are taken
 * out for everyone else before that (`unnamed-input.ts`).
 *
 * A sighting counts toward other members from its drawn time on (`sightings.ts`). Until then its member alone is
 * warned because of it, and of others only who is to be told something urgent for the first time.
 */
import { isUrgent, type Member, type Sighting, type WarningDraft } from "../model/index.js";
import type { Gate } from "../share/index.js";
import type { Observer } from "./independence.js";
import type { RuleInput, WarningRule } from "./rule.js";
import { warningRules } from "./rules/index.js";
import { type ContextSighting, contextUs, valueKey } from "./sighting-context.js";
import { unnamedInputs } from "./unnamed-input.js";

const dayUs = 24 * 3600 * 1e6;

export interface Proposal {
  readonly draft: WarningDraft;
  /** The last hit of the sighting that made the rule speak. */
  readonly lastHitUs: number;
  /** True where it tells of sightings whose time has not come: then it stands only as the first that is urgent. */
  readonly early: boolean;
  /** The same warning on the recipient's own sightings only, null where the rule has none to say then. */
  alone(): WarningDraft | null;
}

/** What rules look at; `context` holds all that was seen of the changed sightings' values, by value. */
export interface Seen {
  readonly changed: readonly Sighting[];
  readonly context: ReadonlyMap<string, readonly ContextSighting[]>;
  readonly members: readonly Member[];
  /** Members that were removed: they count where they had met a value, and nothing is told to them. */
  readonly removed: readonly Observer[];
  readonly gate: Pick<Gate, "shownBy">;
  readonly rules?: readonly WarningRule[];
}

/** What follows from a member's own telemetry at once: toward itself, and what is urgent toward others. */
export function propose(seen: Seen): readonly Proposal[] {
  return proposeFor(seen, ({ sighting, sameValue }) => [
    {
      sameValue: sameValue.filter(({ told, memberId }) => told || memberId === sighting.memberId),
      early: false,
      isFor: (draft) => draft.recipientMemberId === sighting.memberId,
    },
    ...(sameValue.some(({ memberId }) => memberId !== sighting.memberId)
      ? [
          {
            sameValue,
            early: true,
            isFor: (draft: WarningDraft) =>
              draft.recipientMemberId !== sighting.memberId && isUrgent(draft.urgency),
          },
        ]
      : []),
  ]);
}

/** What follows toward others from sightings whose time to count toward them has come. */
export function proposeToOthers(seen: Seen): readonly Proposal[] {
  return proposeFor(seen, ({ sighting, sameValue }) => {
    // Who has met it knows by its own telemetry, whatever others may know of that yet.
    const met = new Set(sameValue.filter(({ mark }) => mark === sighting.mark).map((s) => s.memberId));
    const isFor = (draft: WarningDraft) => !met.has(draft.recipientMemberId);
    return [{ sameValue: sameValue.filter(({ told }) => told), early: false, isFor }];
  });
}

interface Looked {
  readonly sighting: Sighting;
  readonly sameValue: readonly ContextSighting[];
}

/** What rules are shown of the context, and whose drafts count then. */
interface Look {
  readonly sameValue: readonly Sighting[];
  readonly early: boolean;
  isFor(draft: WarningDraft): boolean;
}

function proposeFor(
  { changed, context, members, removed, gate, rules = warningRules }: Seen,
  looks: (at: Looked) => readonly Look[],
): readonly Proposal[] {
  const byId = new Map<string, Observer>([...removed, ...members].map((member) => [member.id, member]));
  const present = new Set(members.map(({ id }) => id));
  const proposals = new Map<string, Proposal>();
  for (const sighting of lastOfDays(changed)) {
    const member = byId.get(sighting.memberId);
    if (member === undefined) continue;
    const near = (context.get(valueKey(sighting.observable)) ?? []).filter(
      (other) => Math.abs(other.lastUs - sighting.lastUs) <= contextUs,
    );
    for (const { sameValue, early, isFor: isLookedFor } of looks({ sighting, sameValue: near }))
      for (const { input, isFor } of unnamedInputs({ sighting, member, sameValue, members, removed }, gate))
        for (const rule of rules)
          for (const draft of rule.draft(input))
            if (present.has(draft.recipientMemberId) && isFor(draft.recipientMemberId) && isLookedFor(draft))
              proposals.set(`${draft.recipientMemberId} ${draft.key}`, {
                draft,
                lastHitUs: sighting.lastUs,
                early,
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
