/**
 * A second independent member met the same thing within seven days: every other member that has not is warned,
 * anonymously. Members of one provider are one voice (`independence.ts`). What is told of the others is a count in
 * three steps and nothing of when or where, so that swapping who they are changes no byte of it. Within the
 * sample port or an exercise, only its own members count and are warned.
 */
import { highConfidence, type Sighting, type WarningDraft } from "../../model/index.js";
import { countStep, mostRestrictive } from "../../share/index.js";
import { hasIndependentPair, type Observer } from "../independence.js";
import type { WarningRule } from "../rule.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";
import type { SecondMemberFacts } from "../sentences/sentences.js";

export const secondMember: WarningRule = {
  id: "second-member",
  title: "Other members of this port met the same attacker",
  explains:
    "Two members that are independent of one another met the same listed value within seven days. Every other member " +
    "that has not met it is warned, without being told who they are: only whether it is one, 2 to 4, or 5 or more. " +
    "Members with the same managed service provider count as one voice. Listed addresses that only knocked from " +
    "outside warn nobody unless they are listed with a confidence of 70 or more.",
  draft({ sighting, sameValue, members, removed }) {
    if (sighting.allowedBy !== null) return [];
    const seen = [sighting, ...sameValue].filter((s) => s.mark === sighting.mark && s.allowedBy === null);
    const ids = new Set(seen.map((s) => s.memberId));
    const observers = [...members, ...removed].filter((member) => ids.has(member.id));
    if (!hasIndependentPair(observers) || isNoise(seen)) return [];
    const unaware = members.filter((member) => !ids.has(member.id) && member.mark === sighting.mark);
    if (unaware.length === 0) return [];
    const told = tell(seen, observers);
    return unaware.map((member) => ({ ...told, recipientMemberId: member.id }));
  },
};

/**
 * Listed addresses knock on every port of the internet all day; that two members heard the same one tells a third
 * nothing. It does where somebody answered, or where the sources are sure.
 */
const isNoise = (seen: readonly Sighting[]): boolean =>
  seen.every((s) => !reachedOut(s) && s.confidence < highConfidence);

/** Where a log names only who knocked (sshd's), the direction is unknown: that is no reaching out either. */
const reachedOut = ({ direction }: Sighting): boolean => direction === "outbound" || direction === "internal";

const union = <T extends string>(lists: readonly (readonly T[])[]): readonly T[] =>
  [...new Set(lists.flat())].sort();

/** What every unaware member is told: a function of the set of sightings, never of their order or owners. */
function tell(
  seen: readonly Sighting[],
  observers: readonly Observer[],
): Omit<WarningDraft, "recipientMemberId"> {
  const { observable, mark } = seen[0] as Sighting;
  const sources = union(seen.map((s) => s.sources));
  const labels = union(seen.map((s) => s.labels));
  const confidence = Math.max(...seen.map((s) => s.confidence));
  const answered = seen.some(reachedOut);
  const facts: SecondMemberFacts = {
    observable,
    others: countStep(observers.length),
    sources,
    labels,
    confidence,
    isAnswered: answered,
  };
  return {
    rule: secondMember.id,
    key: `${secondMember.id} ${observable.type} ${observable.value}`,
    originMemberIds: observers.map((member) => member.id).sort(),
    observable,
    // Knocks from outside are everyday noise: worth a line, not a call.
    urgency: answered ? "high" : "low",
    // What members share with one another is AMBER unless its sources say more.
    tlp: mostRestrictive(["TLP:AMBER", ...seen.flatMap((s) => s.tlps)]),
    ...inAllLanguages((sentences) => sentences.secondMember(facts)),
    evidence: [],
    sightingIds: [...new Set(seen.map((s) => s.id))],
    mark,
  };
}
