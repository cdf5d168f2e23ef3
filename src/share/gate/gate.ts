/**
 * The gate: the only code that decides what leaves, toward whom, by which channel (docs/the-gate.md). It is pure:
 * same community and request in, same decision out, so that a receipt can be checked again. What it does not know
 * it refuses. Its decisions toward members rest on three things in order: is it theirs, does its marking allow
 * it, and does the finished form show anyone else.
 */
import { mayHoldBack, type RemovedMember } from "../../members/index.js";
import type { CenterView, Member, Report, SettledForm, Sighting, WarningDraft } from "../../model/index.js";
import { type Audience, audienceOf } from "./audience.js";
import { decideBlind } from "./blind.js";
import { decideDetection } from "./detections.js";
import { decideDirectory } from "./directory.js";
import { decideEvidence } from "./evidence.js";
import { decideExchange } from "./exchange.js";
import { linkOnlyForm, memberForm, sightingForm, warningForm } from "./forms.js";
import { type MembersOwn, OriginSearch } from "./origin-search.js";
import { cutOwnWarning, unnamedClaim, unnamedSighting } from "./others-names.js";
import { decidePack } from "./pack.js";
import { decideForPeer, decideForServer, decideNotice } from "./peers.js";
import { decidePlan } from "./plan.js";
import { decideForAuditor, decideRecord } from "./records.js";
import {
  decideReport,
  type PreviewReader,
  previewReport,
  type ReportCommunity,
  type ReportGroup,
  settleReport,
} from "./reports.js";
import {
  type Channel,
  type ClaimObject,
  type CountsObject,
  type Decision,
  type Forms,
  type GateObject,
  type GateRequest,
  type MemberObject,
  type PeerParty,
  type Refused,
  refused,
  released,
  type SightingObject,
  type WarningObject,
} from "./request.js";
import { mostRestrictive, onlyLinkByMail, withinCeiling } from "./tlp-order.js";

export interface Gate {
  decide<O extends GateObject>(request: GateRequest<O>): Decision<Forms[O["kind"]]>;
  /** What others will read of a report for good, to be kept with it when it comes in. */
  settle(report: Report): SettledForm;
  /** What some member of the community would get of a report, for its sender to see before it leaves. */
  preview(report: Report, reader: PreviewReader): Decision<Forms["report"]>;
  /** The members that a text shows, for those who word what is shown; null where it can't be looked through. */
  shownBy(text: string): readonly string[] | null;
}

/** What the community agreed on sharing, beside what its members' records say. */
export interface Sharing {
  readonly groups: readonly ReportGroup[];
  /** Members that get nothing but what is urgent, as they share nothing themselves; none where there is no such policy. */
  readonly notSharing: readonly string[];
  /** Other centers with which something was agreed. */
  readonly peers?: readonly PeerParty[];
  /** Members whose edges get as keyed hashes what they may not read; with `guessable` also what is easily guessed. */
  readonly blind?: ReadonlyMap<string, { readonly guessable: boolean }>;
}

/**
 * The gate of a community. Make a new one whenever a member changes: it remembers what it has read. Removed members
 * are hidden like the others and receive nothing: were what is built on them refused, it would vanish with them
 * and so tell who they were.
 */
export function openGate(
  community: readonly Member[],
  removed: readonly RemovedMember[] = [],
  own: MembersOwn = { exposures: [], people: [] },
  sharing: Sharing = { groups: [], notSharing: [] },
): Gate {
  const members = new Map(community.map((member) => [member.id, member]));
  const names = new Map([...removed, ...community].map(({ id, name }) => [id, name]));
  const search = new OriginSearch([...community, ...withoutTaken(removed, community)], own);

  const reports: ReportCommunity = {
    members,
    names,
    groups: new Map(sharing.groups.map((group) => [group.id, group])),
    notSharing: new Set(sharing.notSharing),
  };

  const decideWarning = (object: WarningObject, audience: Audience): Decision<Forms["warning"]> => {
    const { draft } = object;
    if (audience.kind === "file") return refused("file-closed");
    if (audience.kind === "center")
      return released("operator", warningForm(object, true, centerView(object, toMember(object))));
    return toMember(object, audience.member, draft);
  };

  /** The decision toward the member a warning is addressed to, or another that asks for it. */
  const toMember = (
    object: WarningObject,
    reader: Member | undefined = members.get(object.draft.recipientMemberId),
    draft: WarningDraft = object.draft,
  ): Decision<Forms["warning"]> => {
    if (reader === undefined) return refused("unknown-recipient");
    if (draft.recipientMemberId !== reader.id) return refused("not-addressed");
    const marked = checkMarking([draft.tlp], reader);
    if (marked !== null) return marked;
    if (draft.originMemberIds.some((id) => !names.has(id))) return refused("origin-unknown");
    const isOrigin = draft.originMemberIds.includes(reader.id);
    const form = warningForm(object, isOrigin, null, reader.language);
    // Its own machines, and what it registered as its own, are its own danger: that is never held back.
    const aboutItself = isOrigin || isAbout(form, reader.id);
    const standing = reports.notSharing.has(reader.id) ? "not sharing" : "sharing";
    if (mayHoldBack(standing, { urgency: draft.urgency, aboutItself })) return refused("not-sharing");
    if (isOrigin && draft.originMemberIds.every((id) => id === reader.id))
      return released("own-member", cutOwnWarning(search, form, reader.id));
    // What people of the member and operators answered stands apart: it is theirs, and no rule wrote it.
    const leak = search.find({ ...form, reactions: [] }, reader.id, isOrigin) ?? showsSighting(form, draft);
    return leak === null ? released("origin-hidden", form) : refused("origin-leak", leak);
  };

  /** Whether a form shows what a member registered; what can't be looked through may. */
  const isAbout = ({ observable, sentence, story, facts, doNow }: Forms["warning"], memberId: string) =>
    [observable.value, sentence, story, ...facts.map(({ value }) => value), ...doNow].some(
      (text) => search.shownBy(text)?.includes(memberId) ?? true,
    );

  const centerView = (object: WarningObject, decision: Decision<unknown>): CenterView => {
    const named = (id: string) => ({ id, name: names.get(id) ?? "" });
    return {
      recipient: named(object.draft.recipientMemberId),
      origins: [...new Set(object.draft.originMemberIds)].map(named),
      sightingIds: [...object.draft.sightingIds],
      released: decision.released,
    };
  };

  /** Each kind of object with its rules. An object of another kind finds none. */
  const deciders: {
    readonly [Kind in GateObject["kind"]]: (
      object: Extract<GateObject, { kind: Kind }>,
      audience: Audience,
      channel: Channel,
    ) => Decision<Forms[Kind]>;
  } = {
    warning: (object, audience, channel) => forChannel(decideWarning(object, audience), channel),
    directory: (object, audience) => decideDirectory(search, reports.groups, object, audience),
    report: (object, audience) => decideReport(search, reports, object, audience),
    evidence: (object, audience) => decideEvidence(reports, object, audience),
    sighting: (object, audience) => decideSighting(search, object, audience),
    detection: (object, audience) => decideDetection(search, object, audience),
    member: decideMember,
    counts: decideCounts,
    claim: (object, audience) => decideClaim(search, object, audience),
    record: decideRecord,
    exchange: (object, audience) => decideExchange(search, object, audience, checkMarking),
    pack: (object, audience) => decidePack(search, object, audience),
    plan: (object, audience) => decidePlan(search, object, audience),
    notice: decideNotice,
    blind: (object, audience, channel) => decideBlind(search, sharing.blind, object, audience, channel),
  };

  return {
    settle: (report) => settleReport(search, reports, report),
    preview: (report, reader) => previewReport(search, reports, report, reader),
    shownBy: (text) => search.shownBy(text),
    decide<O extends GateObject>({ object, recipient, channel }: GateRequest<O>): Decision<Forms[O["kind"]]> {
      const audience = audienceOf(recipient, channel, members, sharing.peers);
      if ("released" in audience)
        return (object.kind === "record" || object.kind === "plan") && audience.rule === "auditor-elsewhere"
          ? (decideForAuditor(object) as Decision<Forms[O["kind"]]>)
          : audience;
      if (!Object.hasOwn(deciders, object.kind)) return refused("unknown-object");
      if (audience.kind === "peer")
        return object.kind === "notice"
          ? (decideForPeer(search, members, object, audience) as Decision<Forms[O["kind"]]>)
          : refused("peer-closed");
      if (audience.kind === "server")
        return object.kind === "notice"
          ? (decideForServer(search, members, object, audience) as Decision<Forms[O["kind"]]>)
          : refused("server-closed");
      // Only warnings go by mail: nothing else has a mail's form.
      if (channel === "mail" && object.kind !== "warning") return refused("unknown-channel");
      if (channel === "edge" && !toEdges.has(object.kind)) return refused("unknown-channel");
      if ((channel === "edge-blind") !== (object.kind === "blind")) return refused("unknown-channel");
      const decider = deciders[object.kind] as (
        object: GateObject,
        audience: Audience,
        channel: Channel,
      ) => Decision<Forms[O["kind"]]>;
      return decider(object, audience, channel);
    },
  };
}

/** What an edge needs to protect: what sources say of values. */
const toEdges: ReadonlySet<string> = new Set(["claim", "exchange"]);

/** Names and networks that a member of today has are that member's, not those of one removed: it may read its own. */
function withoutTaken(
  removed: readonly RemovedMember[],
  community: readonly Member[],
): readonly RemovedMember[] {
  const names = new Set(community.map(({ name }) => name.toLowerCase()));
  const networks = new Set(community.flatMap((member) => member.networks));
  return removed.map((gone) => ({
    ...gone,
    name: names.has(gone.name.toLowerCase()) ? gone.id : gone.name,
    networks: gone.networks.filter((network) => !networks.has(network)),
  }));
}

/** Refuses what a member may not receive by its marking; null where it may. */
function checkMarking(labels: readonly string[], member: Member): Refused | null {
  const marking = mostRestrictive(labels);
  if (marking === "TLP:RED") return refused("tlp-red");
  return withinCeiling(marking, member.tlpCeiling)
    ? null
    : refused("tlp-ceiling", `${marking} toward a ceiling of ${member.tlpCeiling}.`);
}

/** By mail goes what the marking allows a mail to carry. */
function forChannel(decision: Decision<Forms["warning"]>, channel: Channel): Decision<Forms["warning"]> {
  if (channel !== "mail" || !decision.released || !onlyLinkByMail(decision.form.tlp)) return decision;
  return { ...decision, form: linkOnlyForm(decision.form) };
}

/** The ids of the sightings behind a warning tell which warnings have a common origin. */
function showsSighting(form: Forms["warning"], draft: WarningDraft): string | null {
  const text = JSON.stringify(form);
  return draft.sightingIds.some((id) => id.length >= 8 && text.includes(id))
    ? "It would show the id of a sighting."
    : null;
}

function decideSighting(
  search: OriginSearch,
  { sighting }: SightingObject,
  audience: Audience,
): Decision<Sighting> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return released("operator", sightingForm(sighting));
  if (sighting.memberId !== audience.member.id) return refused("not-addressed");
  const own = unnamedSighting(search, sightingForm(sighting), audience.member.id);
  return checkMarking(sighting.tlps, audience.member) ?? released("own-member", own);
}

function decideMember({ member }: MemberObject, audience: Audience): Decision<Member> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return released("operator", memberForm(member));
  return member.id === audience.member.id
    ? released("own-member", memberForm(member))
    : refused("not-addressed");
}

/** Exact figures of the whole center would tell a member what happened at the others. */
function decideCounts({ memberId, counts }: CountsObject, audience: Audience): Decision<Forms["counts"]> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return released("operator", { ...counts });
  return memberId === audience.member.id ? released("own-member", { ...counts }) : refused("not-addressed");
}

function decideClaim(
  search: OriginSearch,
  { claim }: ClaimObject,
  audience: Audience,
): Decision<Forms["claim"]> {
  const form = { ...claim, labels: [...claim.labels] };
  if (audience.kind === "center") return released("operator", form);
  if (audience.kind === "file")
    return mostRestrictive([claim.tlp]) === "TLP:CLEAR"
      ? released("clear-to-all", unnamedClaim(search, form, null))
      : refused("file-closed");
  return (
    checkMarking([claim.tlp], audience.member) ??
    released("origin-hidden", unnamedClaim(search, form, audience.member.id))
  );
}
