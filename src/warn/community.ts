/**
 * The community as warnings need it, read once for a batch or a question: members, groups, whose
 * networks, what they registered as their own, the gate.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../base/index.js";
import {
  centerMemberId,
  communityRevision,
  ensureCenterMember,
  listExposures,
  listGroups,
  listMembers,
  listNotSharing,
  listPeopleKnown,
  listRemovedExposures,
  listRemovedMembers,
  listSiteNames,
  MemberNetworks,
  type RemovedMember,
  reviewWhenDue,
} from "../members/index.js";
import type { Exposure, Group, Member } from "../model/index.js";
import { type Gate, listBlind, openGate, peerParties } from "../share/index.js";
import type { Tables } from "../store/index.js";

export interface Community {
  readonly members: readonly Member[];
  readonly byId: ReadonlyMap<string, Member>;
  /** Members that were removed: rules count what they had met, and the gate hides them. */
  readonly removed: readonly RemovedMember[];
  /** The member that stands for the port itself; null where the first start has not made it yet. */
  readonly centerId: string | null;
  /** What each member registered as its own, by its id. */
  readonly exposures: ReadonlyMap<string, readonly Exposure[]>;
  readonly groups: readonly Group[];
  readonly networks: MemberNetworks;
  readonly gate: Gate;
}

/** The last community made, with what it was made of: members change seldom, and a gate remembers what it read. */
let latest: { readonly key: string; readonly community: Community } | null = null;

/**
 * The revision is asked for before anything else: what changes while the rest is read changes it too, so that the
 * next question makes a new community. It is of one database, as it is random.
 */
export async function loadCommunity(db: Kysely<Tables>): Promise<Community> {
  const revision = await communityRevision(db);
  const centerId = await centerMemberId(db);
  const key = `${revision} ${centerId}`;
  if (latest !== null && latest.key === key) return latest.community;
  const members = await listMembers(db);
  const removed = await listRemovedMembers(db);
  const exposures = await listExposures(db);
  const own = {
    exposures: [...exposures, ...(await listSiteNames(db)), ...(await listRemovedExposures(db))],
    people: await listPeopleKnown(db),
  };
  const sharing = {
    groups: await listGroups(db),
    notSharing: await listNotSharing(db),
    peers: await peerParties(db),
    blind: new Map((await listBlind(db)).map(({ memberId, guessable }) => [memberId, { guessable }])),
  };
  const community: Community = {
    members,
    removed,
    byId: new Map(members.map((member) => [member.id, member])),
    exposures: byMember(exposures),
    groups: sharing.groups,
    centerId,
    networks: new MemberNetworks(members),
    gate: openGate(members, removed, own, sharing),
  };
  latest = { key, community };
  return community;
}

function byMember(exposures: readonly Exposure[]): ReadonlyMap<string, readonly Exposure[]> {
  const found = new Map<string, Exposure[]>();
  for (const exposure of exposures) {
    const own = found.get(exposure.memberId);
    if (own === undefined) found.set(exposure.memberId, [exposure]);
    else own.push(exposure);
  }
  return found;
}

/** As `loadCommunity`, with who shares judged anew where that is due, and the center's own member made where it is missing. */
export async function ensureCommunity(db: Kysely<Tables>, clock: Clock): Promise<Community> {
  await reviewWhenDue(db, clock);
  const community = await loadCommunity(db);
  if (community.centerId !== null && community.byId.has(community.centerId)) return community;
  await ensureCenterMember(db, clock);
  return loadCommunity(db);
}
