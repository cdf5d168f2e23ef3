/**
 * Another port warns: what its members met is met in a member's own telemetry, or is something that the member registered
 * as its own. The first is told by the sighting of a value that a peer's warning lists, the second when the warning
 * comes (`peer-warnings.ts`). The other port is named, its members are not known here. Where a listed value is enough for
 * *your machine talks to a known attack server*, that says it, with the other port among its sources.
 */
import type {
  Exposure,
  Member,
  Observable,
  Sighting,
  Tlp,
  Urgency,
  WarningDraft,
} from "../../model/index.js";
import { isPeerSource, mostRestrictive, portWarning } from "../../share/index.js";
import type { WarningRule } from "../rule.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";
import { attackServer } from "./attack-server.js";

const nameOfPeer = (source: string): string => source.replace(/^peer:/, "");

export const peerWarns: WarningRule = {
  id: "peer-warns",
  title: "Another port warns of what touches you",
  explains:
    "Members of another port met a value, their center warned of it, and it was met in the member's own telemetry or is " +
    "something that the member registered as its own. That member alone is told. A value that another port only lists " +
    "without a warning does not count.",
  draft(input) {
    const { sighting, member } = input;
    const ports = sighting.sources.filter(isPeerSource).map(nameOfPeer);
    if (sighting.allowedBy !== null || ports.length === 0 || !sighting.labels.includes(portWarning))
      return [];
    if (attackServer.draft(input).length > 0) return [];
    return [draftFor(sighting, ports, member.id)];
  },
};

const base = (observable: Observable, memberId: string, tlps: readonly string[]) => ({
  rule: peerWarns.id,
  key: `${peerWarns.id} ${observable.type} ${observable.value}`,
  recipientMemberId: memberId,
  originMemberIds: [memberId],
  observable,
  tlp: mostRestrictive(["TLP:AMBER", ...tlps]),
});

const ownLabels = (labels: readonly string[]): readonly string[] =>
  labels.filter((label) => label !== portWarning);

function draftFor(sighting: Sighting, ports: readonly string[], memberId: string): WarningDraft {
  const { observable, direction, count, confidence } = sighting;
  const reachedOut = direction === "outbound" || direction === "internal";
  const labels = ownLabels(sighting.labels);
  const facts = {
    observable,
    ports,
    reachedOut,
    machines: sighting.insideAddresses,
    count,
    labels,
    confidence,
  };
  const urgency: Urgency = reachedOut ? "high" : "low";
  return {
    ...base(observable, memberId, sighting.tlps),
    urgency,
    ...inAllLanguages((sentences) => sentences.peerWarns(facts)),
    evidence: sighting.evidence,
    sightingIds: [sighting.id],
    mark: sighting.mark,
  };
}

/** What another port's warning says, as far as a member is told of it. */
export interface PeerWarning {
  readonly port: string;
  readonly observable: Observable;
  readonly labels: readonly string[];
  readonly confidence: number;
  readonly tlp: Tlp;
}

/** The warning to a member whose own registered thing another port warns of; nothing of whose telemetry is in it. */
export function draftForExposure(
  warning: PeerWarning,
  member: Pick<Member, "id" | "mark">,
  touched: readonly Exposure[],
): WarningDraft {
  const { observable, port, confidence, tlp } = warning;
  const registered = touched.map((each) => each.value);
  const facts = { observable, port, registered, labels: ownLabels(warning.labels), confidence };
  return {
    ...base(observable, member.id, [tlp]),
    urgency: "high",
    ...inAllLanguages((sentences) => sentences.peerOwn(facts)),
    evidence: [],
    sightingIds: [],
    mark: member.mark,
  };
}
