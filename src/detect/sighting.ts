/**
 * Gathers hits into sightings: one per member, listed value and window, updated in place. Everything here is
 * pure. Counts, first and last time, direction, sources, labels and confidence come out the same in whatever
 * order batches arrive; only which evidence is kept among equals, and the order of inside addresses, may not.
 *
 * The listed value counts, not the telemetry's: hits on two subdomains of a listed domain are one sighting.
 */
import {
  addCounts,
  type Direction,
  type Evidence,
  evidenceMax,
  type HitRecord,
  type Observable,
  type Sighting,
  sightingWindowUs,
} from "../model/index.js";

/** True for an address of the member's own machines. */
export type Inside = (address: string) => boolean;

/** Hits of one sighting, not yet merged with what is stored under the same key. */
export interface HitGroup {
  readonly memberId: string;
  readonly observable: Observable;
  readonly windowStartUs: number;
  readonly hits: readonly HitRecord[];
}

const insideAddressesMax = 10;

/** The gravest first: a machine of the member that calls out outweighs one that was called. */
const gravity: readonly Direction[] = ["outbound", "internal", "inbound", "unknown"];

export function windowStart(timeUs: number): number {
  return Math.floor(timeUs / sightingWindowUs) * sightingWindowUs;
}

/** Equal keys are one sighting; it is also the key of the stored row. */
export function sightingKey(memberId: string, observable: Observable, windowStartUs: number): string {
  return `${memberId} ${windowStartUs} ${observable.type} ${observable.value}`;
}

/** Sorts one member's hits into the sightings they belong to, in order of first appearance. */
export function groupHits(memberId: string, hits: readonly HitRecord[]): readonly HitGroup[] {
  const groups = new Map<string, { readonly group: HitGroup; readonly hits: HitRecord[] }>();
  for (const hit of hits) {
    const windowStartUs = windowStart(hit.evidence.timeUs);
    const key = sightingKey(memberId, hit.indicator, windowStartUs);
    const known = groups.get(key);
    if (known !== undefined) known.hits.push(hit);
    else {
      const list = [hit];
      groups.set(key, {
        group: { memberId, observable: hit.indicator, windowStartUs, hits: list },
        hits: list,
      });
    }
  }
  return [...groups.values()].map(({ group }) => group);
}

/**
 * Which way it went, seen from the member. Where the met address is an end of the connection, the other end
 * decides. Where it is not (a name asked for, a URL, an answer), the machine that asked decides: the resolver or
 * proxy in between is no party to it.
 */
export function directionOf(hit: HitRecord, inside: Inside): Direction {
  // An edge has seen the addresses; what its member lets it tell may lack them.
  if (hit.gathered !== undefined) return hit.gathered.direction;
  const { sourceAddress, destinationAddress } = hit.evidence;
  const sourceInside = inside(sourceAddress);
  const destinationInside = inside(destinationAddress);
  if (hit.observable.value === sourceAddress) {
    if (!destinationInside) return sourceInside ? "outbound" : "unknown";
    return sourceInside ? "internal" : "inbound";
  }
  if (hit.observable.value === destinationAddress) {
    if (!sourceInside) return destinationInside ? "inbound" : "unknown";
    return destinationInside ? "internal" : "outbound";
  }
  if (sourceInside) return "outbound";
  return destinationInside ? "inbound" : "unknown";
}

/** The member's own machine in a hit, empty where none is. */
function insideAddressOf(hit: HitRecord, inside: Inside): string {
  const { sourceAddress, destinationAddress } = hit.evidence;
  const sides =
    hit.observable.value === sourceAddress
      ? [destinationAddress, sourceAddress]
      : [sourceAddress, destinationAddress];
  return sides.find((address) => inside(address)) ?? "";
}

/** The stored sighting with a group's hits added, or a new one under `newId`. The group has at least one hit. */
export function mergeSighting(
  existing: Sighting | null,
  group: HitGroup,
  inside: Inside,
  mark: string | null,
  newId: () => string,
): Sighting {
  const { hits } = group;
  const times = hits.map((hit) => hit.evidence.timeUs);
  const ends = hits.map((hit) => hit.gathered?.lastUs ?? hit.evidence.timeUs);
  const old = existing;
  return {
    id: old?.id ?? newId(),
    memberId: group.memberId,
    observable: group.observable,
    windowStartUs: group.windowStartUs,
    direction: gravest([old?.direction ?? "unknown", ...hits.map((hit) => directionOf(hit, inside))]),
    count: hits.reduce((sum, hit) => addCounts(sum, countOf(hit)), old?.count ?? 0),
    firstUs: times.reduce((a, b) => Math.min(a, b), old?.firstUs ?? Number.POSITIVE_INFINITY),
    lastUs: ends.reduce((a, b) => Math.max(a, b), old?.lastUs ?? Number.NEGATIVE_INFINITY),
    insideAddresses: mergeInside(old?.insideAddresses ?? [], hits, inside),
    confidence: hits.reduce((a, hit) => Math.max(a, hit.confidence), old?.confidence ?? 0),
    sources: union(
      old?.sources ?? [],
      hits.map((hit) => hit.sources),
    ),
    labels: union(
      old?.labels ?? [],
      hits.map((hit) => hit.labels),
    ),
    tlps: union(
      old?.tlps ?? [],
      hits.map((hit) => hit.tlps),
    ),
    allowedBy: firstName([old?.allowedBy ?? null, ...hits.map((hit) => hit.allowedBy)]),
    evidence: mergeEvidence(
      old?.evidence ?? [],
      hits.map((hit) => hit.evidence),
    ),
    // What is real stays when an exercise is removed.
    mark: old === null ? mark : old.mark === null ? null : mark,
  };
}

const countOf = (hit: HitRecord): number => hit.gathered?.count ?? 1;

function gravest(directions: readonly Direction[]): Direction {
  const rank = directions.reduce((best, each) => Math.min(best, gravity.indexOf(each)), gravity.length - 1);
  return gravity[rank] as Direction;
}

/** The earliest name in the alphabet, so that the order of arrival makes no difference. */
function firstName(names: readonly (string | null)[]): string | null {
  return names.reduce((a, b) => (a === null ? b : b === null || a < b ? a : b), null);
}

function union<T extends string>(known: readonly T[], lists: readonly (readonly T[])[]): readonly T[] {
  const all = new Set<T>(known);
  for (const list of lists) for (const each of list) all.add(each);
  return [...all].sort();
}

/** Most frequent first. How often the stored ones were seen is not kept, so they stay before new ones. */
function mergeInside(
  known: readonly string[],
  hits: readonly HitRecord[],
  inside: Inside,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const hit of hits) {
    const address = insideAddressOf(hit, inside);
    if (address !== "") counts.set(address, addCounts(counts.get(address) ?? 0, countOf(hit)));
  }
  const added = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([address]) => address);
  return [...new Set([...known, ...added])].slice(0, insideAddressesMax);
}

/** The earliest ten; among equal times those with the smaller text, so that the choice does not depend on order. */
export function mergeEvidence(known: readonly Evidence[], added: readonly Evidence[]): readonly Evidence[] {
  const byTime = (a: Evidence, b: Evidence) =>
    a.timeUs - b.timeUs || compare(a.field, b.field) || compare(a.record, b.record);
  return [...known, ...added].sort(byTime).slice(0, evidenceMax);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
