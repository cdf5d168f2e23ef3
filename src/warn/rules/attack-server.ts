/**
 * Your machine talks to a known attack server. Fires where a machine of the member's own reached out (or both
 * ends are inside) to an address, name or URL that is listed with high confidence (70 or more), or by two or more
 * sources whatever their confidence. Scans that come in from listed addresses are everyday noise and no case for
 * this rule; neither is anything an allow list has. Open, one warning per member and value, updated in place.
 */
import { highConfidence, type Observable, type Sighting, type WarningDraft } from "../../model/index.js";
import { countInWords, mostRestrictive } from "../../share/index.js";
import type { RuleInput, WarningRule } from "../rule.js";
import {
  blockPlace,
  capital,
  knownAsInWords,
  listedInWords,
  listInWords,
  nounOf,
  numberInWords,
  shortValue,
  spanInWords,
  timeInWords,
  timesInWords,
} from "../wording.js";

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
    own.slice(1).reduce((sum, s) => sum + s.count, 0),
  );
  const noun = nounOf(observable);
  const met = reached(sighting);
  return {
    rule: attackServer.id,
    key: `${attackServer.id} ${observable.type} ${observable.value}`,
    recipientMemberId: member.id,
    originMemberIds: [member.id, ...otherIds],
    observable,
    urgency: "high",
    // It tells of the member's own machines, so it is never less than AMBER.
    tlp: mostRestrictive(["TLP:AMBER", ...own.flatMap((s) => s.tlps)]),
    sentence: sentence(machines.length, sighting),
    story: [
      `${capital(who(machines))} ${verb(sighting)} ${met} ${timesInWords(count)} ${spanInWords(firstUs, lastUs)}.`,
      listedInWords(sources, labels, noun),
      ...(otherIds.length === 0
        ? []
        : [`${capital(countInWords(otherIds.length))} of this port saw it within seven days.`]),
    ].join(" "),
    facts: [
      { label: machines.length > 1 ? "Your computers" : "Your computer", value: listInWords(machines, 10) },
      { label: capital(`listed ${noun}`), value: observable.value },
      { label: "Times", value: String(count) },
      { label: "First", value: timeInWords(firstUs) },
      { label: "Last", value: timeInWords(lastUs) },
      { label: "Listed by", value: listInWords(sources, 10) },
      { label: "Known as", value: knownAsInWords(labels) },
      { label: "Confidence", value: `${sighting.confidence} of 100` },
    ],
    doNow: steps(machines, observable),
    evidence: sighting.evidence,
    sightingIds: [...new Set(own.map((s) => s.id))],
    mark: sighting.mark,
  };
}

function sentence(machines: number, sighting: Sighting): string {
  const several = machines > 1;
  const who = several
    ? `${capital(numberInWords(machines))} computers at your company`
    : "A computer at your company";
  if (verb(sighting) === "looked up") return `${who} looked up the name of a known attack server.`;
  const server =
    sighting.direction === "internal"
      ? "a known attack server inside your own network"
      : "a known attack server";
  return `${who} ${several ? "are" : "is"} talking to ${server}.`;
}

const who = (machines: readonly string[]) =>
  machines.length === 0 ? "one of your computers" : listInWords(machines);

/** Looking a name up is less than contacting it, and the reader should know which it was. */
function verb({ observable, evidence }: Sighting): string {
  const named = observable.type === "domain";
  return named && evidence.length > 0 && evidence.every((e) => /dns/.test(e.log)) ? "looked up" : "contacted";
}

/** The value met; for a network the addresses in it that were contacted, as far as the evidence shows them. */
function reached({ observable, evidence, insideAddresses }: Sighting): string {
  if (observable.type !== "cidr") return shortValue(observable.value);
  const ends = evidence.flatMap((e) => [e.destinationAddress, e.sourceAddress]);
  const outside = [...new Set(ends)].filter((end) => end !== "" && !insideAddresses.includes(end));
  return outside.length === 0
    ? `the listed network ${observable.value}`
    : `${listInWords(outside)} in the listed network ${observable.value}`;
}

/** The crane comes first: who unplugs before reading on could stop a machine with a load on its hook. */
function steps(machines: readonly string[], observable: Observable): readonly string[] {
  const several = machines.length > 1;
  const named = listInWords(machines, 10);
  const equipment = "a crane, a gate or other equipment, call the center first.";
  const careful =
    machines.length === 0
      ? `Find the computer in the evidence. If it runs ${equipment}`
      : `If ${several ? "any of " : ""}${named} runs ${equipment}`;
  const unplug = `Otherwise unplug ${named === "" ? "it" : named} from the network; do not switch ${several ? "them" : "it"} off.`;
  return [
    careful,
    unplug,
    `Block ${shortValue(observable.value)} ${blockPlace(observable)}.`,
    "Press “We are on it”, so that the center knows.",
    `Call the center if you cannot find the computer${several ? "s" : ""}.`,
  ];
}
