/**
 * Reports of members toward others. A report is a person's own words, so what would show a member in them is cut and
 * not refused: others lose a word, not the danger. What is cut are all members' names and own things, as everywhere
 * (`origin-search.ts`), so that a cut does not tell whose report it is.
 */
import type {
  Attribution,
  Group,
  Member,
  ReleasedReport,
  Report,
  SettledForm,
  Tlp,
} from "../../model/index.js";
import type { Audience } from "./audience.js";
import { cutText } from "./cutting.js";
import { decideEvidence } from "./evidence.js";
import type { OriginSearch } from "./origin-search.js";
import { type Decision, type ReportObject, refused, released } from "./request.js";
import { mostRestrictive, withinCeiling } from "./tlp-order.js";

/** A sector is named where at least so many of its members, the reader left out, could have sent the report. */
const sendersMin = 3;

/** What reports are judged by, beside the report itself. */
export interface ReportCommunity {
  readonly members: ReadonlyMap<string, ReportMember>;
  /** Names by id, of removed members too. */
  readonly names: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, ReportGroup>;
  /** Members that the center's policy gives nothing but what is urgent, as they share nothing themselves. */
  readonly notSharing: ReadonlySet<string>;
}

export type ReportMember = Pick<Member, "id" | "name" | "sector" | "tlpCeiling" | "consents" | "mark">;
export type ReportGroup = Pick<Group, "id" | "tlpCeiling" | "memberIds">;

export function decideReport(
  search: OriginSearch,
  community: ReportCommunity,
  { report, nowUs }: ReportObject,
  audience: Audience,
): Decision<ReleasedReport> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return toCenter(search, community, report, nowUs, audience);
  if (audience.member.id === report.memberId)
    return released("own-member", ownForm(community, report, audience));
  return toMember(search, community, report, nowUs, audience.member, audience.personId);
}

/** What the sender itself and, unless it wants to be unknown even to them, the center's operators read. */
function ownForm(community: ReportCommunity, report: Report, audience: Audience): ReleasedReport {
  const evidence = report.evidence
    .map(({ id }) => decideEvidence(community, { kind: "evidence", id, report }, audience))
    .flatMap((decision) => (decision.released ? [decision.form] : []));
  return {
    id: report.id,
    title: report.title,
    text: report.text,
    observables: report.observables.map(({ type, value }) => ({ type, value })),
    evidence,
    tlp: report.tlp,
    handling: { ...report.handling },
    isOwn: true,
    sector: null,
    from: null,
    sinceUs: report.receivedUs,
    urgent: report.urgent,
    state: report.state,
    isCut: false,
    mark: report.mark,
  };
}

function toCenter(
  search: OriginSearch,
  community: ReportCommunity,
  report: Report,
  nowUs: number,
  audience: Audience,
): Decision<ReleasedReport> {
  const from = community.names.get(report.memberId);
  if (report.attribution !== "nobody" && from !== undefined)
    return released("operator", {
      ...ownForm(community, report, audience),
      isOwn: false,
      sector: report.sector,
      from,
    });
  if (nowUs < report.releaseUs) return refused("not-yet");
  return released("origin-hidden", othersForm(search, community, report, null, false));
}

function toMember(
  search: OriginSearch,
  community: ReportCommunity,
  report: Report,
  nowUs: number,
  reader: ReportMember,
  personId: string | null,
): Decision<ReleasedReport> {
  if (!community.names.has(report.memberId)) return refused("origin-unknown");
  const ceiling = ceilingOf(community, report, reader);
  if (ceiling === null) return refused("group-outside");
  const tlp = mostRestrictive([report.tlp]);
  const isNamed = tlp === "TLP:RED" && personId !== null && report.namedPersonIds.includes(personId);
  if (tlp === "TLP:RED" && !isNamed) return refused("tlp-red");
  if (!isNamed && !withinCeiling(tlp, ceiling))
    return refused("tlp-ceiling", `${tlp} toward a ceiling of ${ceiling}.`);
  if (!mayNotify(report) && isAffected(search, community, report, reader)) return refused("affected-party");
  if (!report.urgent && community.notSharing.has(reader.id)) return refused("not-sharing");
  if (nowUs < report.releaseUs) return refused("not-yet");
  const isAttributed = mayName(community, report, reader);
  const form = othersForm(search, community, report, reader, isAttributed);
  // What was cut is looked through once more as a whole: the search decides, not the scissors.
  const leak = search.find({ ...form, from: null, id: "" }, reader.id, false);
  if (leak !== null) return refused("origin-leak", leak);
  return released(isNamed ? "named-person" : isAttributed ? "attributed" : "origin-hidden", form);
}

/** FIRST IEP 2.0, `affected_party_notifications`: whether those whom it is about may be told. */
const mayNotify = ({ handling }: Report): boolean => handling.affectedPartyNotifications === "may";

/**
 * Affected is who is shown by anything the report said when it came in: later a member could find out what was cut by
 * registering guesses and looking which report vanishes. Where even the center must not know the sender, which is most
 * often among those it is about, everybody counts as affected: a refusal toward one would name it.
 */
function isAffected(
  search: OriginSearch,
  community: ReportCommunity,
  report: Report,
  reader: ReportMember,
): boolean {
  if (report.attribution === "nobody") return true;
  return (report.others?.affectedIds ?? affectedBy(search, community, report)).includes(reader.id);
}

function affectedBy(search: OriginSearch, community: ReportCommunity, report: Report): readonly string[] {
  if (mayNotify(report)) return [];
  const texts = [report.title, report.text, ...report.observables.map(({ value }) => value)];
  const shown = texts.map((text) => search.shownBy(text));
  // What can't be looked through may be about anybody.
  return shown.includes(null)
    ? [...community.members.keys()]
    : [...new Set(shown.flatMap((ids) => ids ?? []))].sort();
}

/** A reader that a sender can imagine, a member with some ceiling, perhaps in some groups. */
export interface PreviewReader {
  readonly tlpCeiling: Tlp;
  readonly groupIds: readonly string[];
  /** It is one of those that TLP:RED is for. */
  readonly isNamed?: boolean;
}

/**
 * What a member as imagined would get of a report, as if its time had come. The reader is nobody of the community, so
 * that a preview tells its sender nothing of others' ceilings or groups.
 */
export function previewReport(
  search: OriginSearch,
  community: ReportCommunity,
  report: Report,
  { tlpCeiling, groupIds, isNamed = false }: PreviewReader,
): Decision<ReleasedReport> {
  const reader: ReportMember = {
    id: "",
    name: "",
    sector: "other",
    tlpCeiling,
    consents: [],
    mark: null,
  };
  const groups = new Map(
    [...community.groups].map(([id, group]) => [
      id,
      groupIds.includes(id) ? { ...group, memberIds: [...group.memberIds, reader.id] } : group,
    ]),
  );
  const asked = isNamed ? { ...report, namedPersonIds: [reader.id] } : report;
  const personId = isNamed ? reader.id : null;
  return toMember(search, { ...community, groups }, asked, report.releaseUs, reader, personId);
}

/** The lowest ceiling on the way to a reader; null where the report is for groups that it is not in. */
function ceilingOf(community: ReportCommunity, report: Report, reader: ReportMember): string | null {
  if (report.groupIds.length === 0) return reader.tlpCeiling;
  const ways = report.groupIds
    .map((id) => community.groups.get(id))
    .filter((group) => group?.memberIds.includes(reader.id))
    .map((group) => group?.tlpCeiling ?? "");
  if (ways.length === 0) return null;
  const widest = ways.reduce((a, b) => (withinCeiling(a, b) ? b : a));
  return withinCeiling(widest, reader.tlpCeiling) ? widest : reader.tlpCeiling;
}

/** The report says so, the member agreed to it, and no policy forbids it. */
function mayName(community: ReportCommunity, report: Report, reader: ReportMember): boolean {
  if (report.handling.providerAttribution === "must-not") return false;
  const consents = community.members.get(report.memberId)?.consents ?? [];
  const toMembers = consents.some(({ to }) => to === "members");
  const wanted: Attribution = report.attribution;
  if (wanted === "members") return toMembers;
  if (wanted !== "groups") return false;
  return report.groupIds.some(
    (id) =>
      community.groups.get(id)?.memberIds.includes(reader.id) === true &&
      (toMembers || consents.some(({ to, groupId }) => to === "group" && groupId === id)),
  );
}

/** What others will read of a report for good: without what belongs to a member, with the sector as far as it may be named. */
export function settleReport(search: OriginSearch, community: ReportCommunity, report: Report): SettledForm {
  const shows = (text: string): boolean => search.shownBy(text)?.length !== 0;
  const title = cutText(report.title, shows);
  const text = cutText(report.text, shows);
  const observables = report.observables.filter(({ value }) => !shows(value));
  // Only who is in all of its groups could have sent it to them.
  const mayShareSo = (id: string): boolean =>
    report.groupIds.every((group) => community.groups.get(group)?.memberIds.includes(id) === true);
  const senders = [...community.members.values()].filter(
    ({ id, sector, mark }) => sector === report.sector && mark === report.mark && mayShareSo(id),
  ).length;
  return {
    title,
    text,
    observables: observables.map(({ type, value }) => ({ type, value })),
    isCut: title !== report.title || text !== report.text || observables.length < report.observables.length,
    affectedIds: affectedBy(search, community, report),
    sectorFor: senders > sendersMin ? "all" : senders === sendersMin ? "other sectors" : "nobody",
  };
}

/** What others read: a withdrawn report is only known to be withdrawn. What came to be hidden since is cut as well. */
function othersForm(
  search: OriginSearch,
  community: ReportCommunity,
  report: Report,
  reader: ReportMember | null,
  isAttributed: boolean,
): ReleasedReport {
  const withdrawn = report.state === "withdrawn";
  const settled = report.others ?? settleReport(search, community, report);
  const shows = (text: string): boolean => search.shownBy(text)?.some((id) => id !== reader?.id) ?? true;
  const observables = settled.observables.filter(({ value }) => !shows(value));
  const isNamed =
    settled.sectorFor === "all" ||
    (settled.sectorFor === "other sectors" && reader?.sector !== report.sector);
  const title = cutText(settled.title, shows);
  const text = cutText(settled.text, shows);
  return {
    id: report.sharedId,
    title: withdrawn ? "Withdrawn by its sender" : title,
    text: withdrawn ? "" : text,
    observables: withdrawn ? [] : observables.map(({ type, value }) => ({ type, value })),
    evidence: [],
    tlp: report.tlp,
    handling: { ...report.handling },
    isOwn: false,
    sector: isNamed ? report.sector : null,
    from: isAttributed ? (community.names.get(report.memberId) ?? null) : null,
    sinceUs: report.releaseUs,
    urgent: report.urgent,
    state: report.state,
    isCut:
      !withdrawn &&
      (settled.isCut ||
        title !== settled.title ||
        text !== settled.text ||
        observables.length < settled.observables.length),
    mark: report.mark,
  };
}
