/**
 * Your machine talks to a known attack server. Fires where a machine of the member's own reached out (or both
 * ends are inside) to an address, name or URL that is listed with high confidence (70 or more), or by two or more
 * sources whatever their confidence. Scans that come in from listed addresses are everyday noise and no case for
 * this rule; neither is anything an allow list has. Open, one warning per member and value, updated in place.
 */
import { addCounts, highConfidence, type Sighting, type WarningDraft } from "../../model/index.js";
import { countStep, mostRestrictive } from "../../share/index.js";
import type { RuleInput, WarningRule } from "../rule.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";
import type { AttackServerFacts } from "../sentences/sentences.js";

const talkedTo = new Set<string>(["ipv4", "ipv6", "cidr", "domain", "url"]);

const isContact = ({ direction }: Sighting) => direction === "outbound" || direction === "internal";

export const attackServer: WarningRule = {
  id: "attack-server",
  title: "Your machine talks to a known attack server",
  explains:
    "A machine of the member's own reached out to an address, name or URL that is listed with a confidence of 70 or " +
    "more, or by at least two sources. Connections that only came in do not count, nor does what an allow list has.",
  draft(input) {
    const { sighting } = input;
    if (sighting.allowedBy !== null || !talkedTo.has(sighting.observable.type)) return [];
    if (!isContact(sighting)) return [];
    if (sighting.confidence < highConfidence && sighting.sources.length < 2) return [];
    return [draftFor(input)];
  },
};

function draftFor({ sighting, member, sameValue }: RuleInput): WarningDraft {
  const { observable, sources, labels } = sighting;
  const own = [sighting, ...sameValue.filter((s) => s.memberId === member.id && isContact(s))];
  const others = sameValue.filter((s) => s.memberId !== member.id && s.mark === sighting.mark);
  const otherIds = [...new Set(others.map((s) => s.memberId))].sort();
  const machines = [...new Set(own.flatMap((s) => s.insideAddresses))];
  const firstUs = Math.min(...own.map((s) => s.firstUs));
  const lastUs = Math.max(...own.map((s) => s.lastUs));
  // The context has this sighting already counted in; where it has nothing (a test, a replay), this one counts.
  const count = Math.max(
    sighting.count,
    own.slice(1).reduce((sum, s) => addCounts(sum, s.count), 0),
  );
  const facts: AttackServerFacts = {
    observable,
    machines,
    isLookUp: isLookUp(sighting),
    isInside: sighting.direction === "internal",
    reached: reached(sighting),
    count,
    firstUs,
    lastUs,
    sources,
    labels,
    confidence: sighting.confidence,
    others: countStep(otherIds.length),
  };
  return {
    rule: attackServer.id,
    key: `${attackServer.id} ${observable.type} ${observable.value}`,
    recipientMemberId: member.id,
    originMemberIds: [member.id, ...otherIds],
    observable,
    urgency: "high",
    // It tells of the member's own machines, so it is never less than AMBER.
    tlp: mostRestrictive(["TLP:AMBER", ...own.flatMap((s) => s.tlps)]),
    ...inAllLanguages((sentences) => sentences.attackServer(facts)),
    evidence: sighting.evidence,
    sightingIds: [...new Set(own.map((s) => s.id))],
    mark: sighting.mark,
  };
}

const isLookUp = ({ observable, evidence }: Sighting): boolean =>
  observable.type === "domain" && evidence.length > 0 && evidence.every((e) => /dns/.test(e.log));

/** For a network the addresses in it that were contacted, as far as the evidence shows them. */
function reached({ observable, evidence, insideAddresses }: Sighting): readonly string[] {
  if (observable.type !== "cidr") return [];
  const ends = evidence.flatMap((e) => [e.destinationAddress, e.sourceAddress]);
  return [...new Set(ends)].filter((end) => end !== "" && !insideAddresses.includes(end));
}
