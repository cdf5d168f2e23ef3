/** The community as warnings need it, read once for a batch or a question: members, whose networks, the gate. */
import type { Kysely } from "kysely";
import type { Clock } from "../base/index.js";
import {
  centerMemberId,
  ensureCenterMember,
  listMembers,
  listRemovedMembers,
  MemberNetworks,
} from "../members/index.js";
import type { Member } from "../model/index.js";
import { type Gate, openGate } from "../share/index.js";
import type { Tables } from "../store/index.js";

export interface Community {
  readonly members: readonly Member[];
  readonly byId: ReadonlyMap<string, Member>;
  /** The member that stands for the port itself; null where the first start has not made it yet. */
  readonly centerId: string | null;
  readonly networks: MemberNetworks;
  readonly gate: Gate;
}

/** The last community made, with what it was made of: members change seldom, and a gate remembers what it read. */
let latest: { readonly text: string; readonly community: Community } | null = null;

export async function loadCommunity(db: Kysely<Tables>): Promise<Community> {
  const members = await listMembers(db);
  const removed = await listRemovedMembers(db);
  const centerId = await centerMemberId(db);
  const text = JSON.stringify([centerId, members, removed]);
  if (latest !== null && latest.text === text) return latest.community;
  const community: Community = {
    members,
    byId: new Map(members.map((member) => [member.id, member])),
    centerId,
    networks: new MemberNetworks(members),
    gate: openGate(members, removed),
  };
  latest = { text, community };
  return community;
}

/** As `loadCommunity`, with the center's own member made where it is missing. */
export async function ensureCommunity(db: Kysely<Tables>, clock: Clock): Promise<Community> {
  const community = await loadCommunity(db);
  if (community.centerId !== null && community.byId.has(community.centerId)) return community;
  await ensureCenterMember(db, clock);
  return loadCommunity(db);
}
