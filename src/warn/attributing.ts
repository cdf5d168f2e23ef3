/**
 * Whose a hit is: the member of the batch's token or door; else the member in whose networks one end of the
 * connection lies, the end that was met last of all; else the center's own. An address two members claim tells
 * nothing (`members/member-networks.ts`). Hits of a member that has been removed are left out. A hit whose time
 * the store can't hold (before 1970, after 2255, no whole microsecond) gets the time it was received.
 */
import { type Inside, insideOf } from "../detect/index.js";
import type { BatchOutcome, Evidence, HitRecord } from "../model/index.js";
import type { Community } from "./community.js";

export interface MemberHits {
  readonly memberId: string;
  readonly hits: readonly HitRecord[];
  readonly inside: Inside;
}

export function attribute(outcome: BatchOutcome, community: Community): readonly MemberHits[] {
  const named = outcome.meta.memberId;
  const lists = new Map<string, HitRecord[]>();
  for (const given of outcome.hits) {
    const hit = withUsableTime(given, outcome.meta.receivedUs);
    const memberId = named ?? memberOfHit(hit, community);
    if (memberId === null) continue;
    const list = lists.get(memberId);
    if (list === undefined) lists.set(memberId, [hit]);
    else list.push(hit);
  }
  return [...lists].flatMap(([memberId, hits]) => {
    const member = community.byId.get(memberId);
    if (member === undefined) return [];
    // The center's own telemetry comes without a token too: what nobody else claims is its own network.
    const ownTelemetry = named !== null || memberId === community.centerId;
    return [{ memberId, hits, inside: insideOf(member.networks, ownTelemetry) }];
  });
}

function withUsableTime(hit: HitRecord, receivedUs: number): HitRecord {
  const timeUs = Math.round(hit.evidence.timeUs);
  if (timeUs === hit.evidence.timeUs && Number.isSafeInteger(timeUs) && timeUs >= 0) return hit;
  const usable = Number.isSafeInteger(timeUs) && timeUs >= 0;
  return { ...hit, evidence: { ...hit.evidence, timeUs: usable ? timeUs : receivedUs } };
}

function memberOfHit(hit: HitRecord, community: Community): string | null {
  const { sourceAddress, destinationAddress } = hit.evidence;
  return ownerOf(
    hit.observable.value === sourceAddress
      ? [destinationAddress, sourceAddress]
      : [sourceAddress, destinationAddress],
    community,
  );
}

/** The member in whose networks an end of the record lies, the destination first; else the center's own. */
export function endsOwner(evidence: Evidence | null, community: Community): string | null {
  return ownerOf(evidence === null ? [] : [evidence.destinationAddress, evidence.sourceAddress], community);
}

function ownerOf(ends: readonly string[], { networks, centerId }: Community): string | null {
  for (const end of ends) {
    const memberId = networks.memberOf(end);
    if (memberId !== null) return memberId;
  }
  return centerId;
}
