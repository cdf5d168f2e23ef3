/**
 * What goes to other centers: of a value, that it is hostile, and that members met it, as one of two words. Nothing
 * tells of a member: not its name or sector, not its networks or people, not its time, and no count where so few could
 * have met a thing that it would show who did. Of two members who met it either might have been another.
 *
 * TLP 2.0 (https://www.first.org/tlp/) gives AMBER to an organization and its clients. A port's members are its center's
 * clients; another center is not. So AMBER goes to a peer only where the center itself is the source, which may say who
 * else may have its word: its own warnings and counts, which it marks AMBER so that they stop at the other center's
 * members. Whatever AMBER was given to it, by a feed or another center, stays (docs/peers.md, decision 0024).
 */
import type { Member, Tlp } from "../../model/index.js";
import type { Audience, PeerAudience, ServerAudience } from "./audience.js";
import type { OriginSearch } from "./origin-search.js";
import { type Decision, type NoticeForm, type NoticeObject, refused, released } from "./request.js";
import { mostRestrictive, withinCeiling } from "./tlp-order.js";

/** So many members more than were met must be there, each of which might have been one of those. */
const besideMin = 3;

/** How many members met a thing, in the only two words another center hears; null where a word would show them. */
export function metInWords(met: number, members: number): string | null {
  if (met >= 5 && members >= 5 + besideMin) return "5 or more members";
  return met >= 2 && members >= 2 + besideMin ? "2 to 4 members" : null;
}

/** Marks as the center's own word what is built on nothing above GREEN. */
function markingOf({ from, tlps }: NoticeObject): Tlp | null {
  const given = mostRestrictive(tlps);
  if (!withinCeiling(given, "TLP:GREEN")) return null;
  return from === "center" ? mostRestrictive(["TLP:AMBER", given]) : given;
}

export function decideForPeer(
  search: OriginSearch,
  members: ReadonlyMap<string, Member>,
  object: NoticeObject,
  { peer }: Pick<PeerAudience, "peer">,
): Decision<NoticeForm> {
  const { about, from, observable, memberIds } = object;
  if (!peer.kinds.includes(about)) return refused("peer-agreement");
  const given = mostRestrictive(object.tlps);
  if (given === "TLP:RED") return refused("tlp-red");
  const tlp = markingOf(object);
  if (tlp === null) return refused(given === "TLP:AMBER" ? "peer-amber" : "tlp-ceiling");
  if (!withinCeiling(tlp, "TLP:AMBER") || !withinCeiling(tlp, peer.tlpCeiling))
    return refused("tlp-ceiling", `${tlp} toward a ceiling of ${peer.tlpCeiling}.`);
  const real = [...members.values()].filter(({ mark }) => mark === null).length;
  const met = from === "center" ? metInWords(new Set(memberIds).size, real) : object.met;
  if (from === "center" && met === null) return refused("small-crowd");
  const shows = (text: string): boolean => search.shownBy(text)?.length !== 0;
  if (shows(observable.value)) return refused("origin-leak", "Its value is a member's.");
  const { upstream, confidence, validFromUs, validUntilUs, urgency } = object;
  const form: NoticeForm = {
    about,
    observable: { type: observable.type, value: observable.value },
    confidence,
    labels: object.labels.filter((label) => !shows(label)),
    // Of the center's own word there is no time: it would be the time of a member's telemetry.
    validFromUs: from === "center" ? null : validFromUs,
    validUntilUs: from === "center" ? null : validUntilUs,
    upstream: upstream === null || from === "center" || shows(upstream) ? null : upstream,
    urgency,
    met,
    tlp,
  };
  const leak = search.find(form, "", false);
  return leak === null ? released("peer-agreed", form) : refused("origin-leak", leak);
}

/**
 * Another program's TAXII server knows neither members nor agreements, and may be read by anyone: it gets what a source
 * says of an indicator, as a peer would, and no other center's word, whoever that gave it to.
 */
export function decideForServer(
  search: OriginSearch,
  members: ReadonlyMap<string, Member>,
  object: NoticeObject,
  { peer }: ServerAudience,
): Decision<NoticeForm> {
  if (object.about !== "indicator" || object.from !== "source" || object.memberIds.length > 0)
    return refused("server-closed");
  const decision = decideForPeer(search, members, object, { peer });
  return decision.released ? released("server-given", decision.form) : decision;
}

/** What goes to other centers is nobody else's to read in that form but the center's operators'. */
export function decideNotice(object: NoticeObject, audience: Audience): Decision<NoticeForm> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "member") return refused("not-addressed");
  const { about, observable, confidence, validFromUs, validUntilUs, upstream, urgency, met } = object;
  const said = { about, observable, confidence, validFromUs, validUntilUs, upstream, urgency, met };
  return released("operator", { ...said, labels: [...object.labels], tlp: mostRestrictive(object.tlps) });
}
