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
import {
  blockPlace,
  capital,
  knownAsInWords,
  listInWords,
  nounOf,
  shortValue,
  timesInWords,
} from "../wording.js";
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

const theLabels = (labels: readonly string[]): string =>
  knownAsInWords(labels.filter((label) => label !== portWarning));

const whoWarns = (ports: readonly string[]): string =>
  `${ports.length === 1 ? "the port" : "the ports"} ${listInWords([...ports].sort())}`;

function draftFor(sighting: Sighting, ports: readonly string[], memberId: string): WarningDraft {
  const { observable, direction } = sighting;
  const noun = nounOf(observable);
  const value = shortValue(observable.value);
  const reachedOut = direction === "outbound" || direction === "internal";
  const urgency: Urgency = reachedOut ? "high" : "low";
  return {
    ...base(observable, memberId, sighting.tlps),
    urgency,
    sentence: reachedOut
      ? `A computer at your company contacted a${/^[aeiou]/.test(noun) ? "n" : ""} ${noun} that another port warns of.`
      : `Another port warns of a${/^[aeiou]/.test(noun) ? "n" : ""} ${noun} that knocked at your company.`,
    story: `${capital(whoWarns(ports))} met the ${noun} ${value} in attacks. It was met in your own telemetry ${timesInWords(sighting.count)}.`,
    facts: [
      { label: capital(noun), value: observable.value },
      { label: "Warned of by", value: listInWords([...ports].sort(), 10) },
      { label: "Known as", value: theLabels(sighting.labels) },
      { label: "Your computers", value: listInWords(sighting.insideAddresses, 10) },
      { label: "Confidence", value: `${sighting.confidence} of 100` },
    ],
    doNow: [
      ...(reachedOut
        ? [
            "Find the computer in the evidence. If it runs a crane, a gate or other equipment, call the center first.",
          ]
        : []),
      `Block ${value} ${blockPlace(observable)}.`,
      `Search your logs of the last seven days for ${value}.`,
      "Press “We are on it”, so that the center knows.",
    ],
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
  const { observable, port, labels, confidence, tlp } = warning;
  const noun = nounOf(observable);
  const value = shortValue(observable.value);
  return {
    ...base(observable, member.id, [tlp]),
    urgency: "high",
    sentence: "Another port warns of something that you registered as your own.",
    story: `${capital(whoWarns([port]))} met the ${noun} ${value} in attacks. It is yours by what you registered with the center.`,
    facts: [
      { label: capital(noun), value: observable.value },
      { label: "Warned of by", value: port },
      {
        label: "You registered",
        value: listInWords(
          touched.map((each) => each.value),
          10,
        ),
      },
      { label: "Known as", value: theLabels(labels) },
      { label: "Confidence", value: `${confidence} of 100` },
    ],
    doNow: [
      `See whether ${value} is still in your hands: who uses it, and what changed there lately.`,
      "If it runs a crane, a gate or other equipment, call the center before you unplug anything.",
      "Press “We are on it”, so that the center knows.",
    ],
    evidence: [],
    sightingIds: [],
    mark: member.mark,
  };
}
