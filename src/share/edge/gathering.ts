/**
 * What an edge makes of hits before they wait for the center: sightings with counts and windows, without records. What
 * waits, detections too, may be gathered further where room is short: wider windows first, then without whose machine it was; only what
 * has no room even so is dropped, the least urgent and oldest first, and counted. Pure.
 */
import { directionOf, type Inside } from "../../detect/index.js";
import { type HitRecord, highConfidence, type Observable, sightingWindowUs } from "../../model/index.js";
import { hitsPerSighting, sightingSpanUsMax } from "./limits.js";
import {
  detectionKeyOf,
  joinedDetections,
  plainDetection,
  type WaitingDetection,
} from "./waiting-detections.js";
import type { EdgeSighting, OpenSighting } from "./wire.js";

/** A sighting that waits. */
export interface WaitingSighting {
  readonly sighting: EdgeSighting;
  /** A machine of the member's own reached out to what is listed with high confidence, or to what is hashed. */
  readonly urgent: boolean;
  /** The value behind a hash, for the member's own rules; never sent. */
  readonly value?: Observable;
}

export type Waiting = WaitingSighting | WaitingDetection;

/** How often and when. */
export const seenIn = (
  each: Waiting,
): { readonly count: number; readonly firstUs: number; readonly lastUs: number } =>
  "detection" in each ? each.detection : each.sighting;

/** The source that hashed values have in an edge's index; no feed has this name. */
export const blindSource = "\u0001hashed";

export interface HitView {
  readonly inside: Inside;
  /** HMAC-SHA256 under the edge's key, hex. */
  digest(observable: Observable): string;
}

function waitingOf(hit: HitRecord, { inside, digest }: HitView): WaitingSighting {
  const { evidence, indicator, observable } = hit;
  const direction = directionOf(hit, inside);
  const reached = direction === "outbound" || direction === "internal";
  const seen = { direction, count: 1, firstUs: evidence.timeUs, lastUs: evidence.timeUs };
  if (hit.sources.includes(blindSource))
    return { sighting: { blind: digest(indicator), ...seen }, urgent: reached, value: indicator };
  // An address inside a listed network, a name below a listed domain; a whole URL would tell more than was listed.
  const isTold =
    observable.type !== "url" && observable.type !== "email" && observable.value !== indicator.value;
  return {
    sighting: {
      ...indicator,
      ...seen,
      ...(isTold ? { met: observable } : {}),
      log: evidence.log.slice(0, 100),
      field: evidence.field.slice(0, 200),
      ...(evidence.sourceAddress === "" ? {} : { source: evidence.sourceAddress }),
      ...(evidence.destinationAddress === "" ? {} : { destination: evidence.destinationAddress }),
      ...(evidence.destinationPort === 0 ? {} : { destinationPort: evidence.destinationPort }),
    },
    urgent: reached && (hit.confidence >= highConfidence || hit.sources.length > 1),
  };
}

/** Times that no clock of telemetry has are those of receipt. */
function withUsableTime(hit: HitRecord, receivedUs: number): HitRecord {
  const timeUs = Math.round(hit.evidence.timeUs);
  const usable = Number.isSafeInteger(timeUs) && timeUs >= 0 && timeUs <= 9e15;
  return { ...hit, evidence: { ...hit.evidence, timeUs: usable ? timeUs : receivedUs } };
}

/** The hits of one portion, gathered. */
export function gatherHits(
  hits: readonly HitRecord[],
  receivedUs: number,
  view: HitView,
): readonly Waiting[] {
  const all = hits.map((hit) => waitingOf(withUsableTime(hit, receivedUs), view));
  return gather(all, sightingWindowUs);
}

function keyOf(each: Waiting, windowUs: number): string {
  const window = Math.floor(seenIn(each).firstUs / windowUs);
  if ("detection" in each) return `${window} detection ${detectionKeyOf(each.detection)}`;
  const { count: _, firstUs: __, lastUs: ___, ...same } = each.sighting;
  return `${window} ${JSON.stringify(Object.entries(same).sort())}`;
}

/** Joins what differs in nothing but its time, within windows of this length. In order of first appearance. */
export function gather(all: Iterable<Waiting>, windowUs: number): readonly Waiting[] {
  const groups = new Map<string, Waiting>();
  for (const each of all) {
    const key = keyOf(each, windowUs);
    const known = groups.get(key);
    groups.set(key, known === undefined ? each : joined(known, each));
  }
  return [...groups.values()];
}

/** Of two with one key, so of one kind. */
function joined(a: Waiting, b: Waiting): Waiting {
  if ("detection" in a || "detection" in b)
    return "detection" in a && "detection" in b ? joinedDetections(a, b) : a;
  return joinedSightings(a, b);
}

const joinedSightings = (a: WaitingSighting, b: WaitingSighting): WaitingSighting => ({
  ...a,
  urgent: a.urgent || b.urgent,
  sighting: {
    ...a.sighting,
    count: Math.min(a.sighting.count + b.sighting.count, hitsPerSighting),
    firstUs: Math.min(a.sighting.firstUs, b.sighting.firstUs),
    lastUs: Math.max(a.sighting.lastUs, b.sighting.lastUs),
  },
});

/** The urgent before the others, the latest before what was earlier. */
export const byUrgency = (a: Waiting, b: Waiting): number =>
  Number(b.urgent) - Number(a.urgent) || seenIn(b).lastUs - seenIn(a).lastUs;

/** Without the addresses and places that make sightings of one value many. */
function plain(each: Waiting): Waiting {
  if ("detection" in each) return plainDetection(each);
  const { sighting, ...rest } = each;
  if ("blind" in sighting) return { sighting, ...rest };
  const { type, value, direction, count, firstUs, lastUs } = sighting;
  return { ...rest, sighting: { type, value, direction, count, firstUs, lastUs } satisfies OpenSighting };
}

const hourUs = 3600e6;
const wider: readonly number[] = [sightingWindowUs, hourUs, 6 * hourUs, 24 * hourUs, sightingSpanUsMax];

export const bytesOf = (each: Waiting): number => Buffer.byteLength(JSON.stringify(each)) + 1;
const bytesOfAll = (all: readonly Waiting[]): number => all.reduce((sum, each) => sum + bytesOf(each), 0);

export interface Squeezed {
  readonly waiting: readonly Waiting[];
  /** Hits that had no room. */
  readonly dropped: number;
}

/** Gathers until it has room in so many bytes. */
export function squeeze(all: readonly Waiting[], bytesMax: number): Squeezed {
  let waiting = all;
  for (const windowUs of wider) {
    waiting = gather(waiting, windowUs);
    if (bytesOfAll(waiting) <= bytesMax) return { waiting, dropped: 0 };
  }
  waiting = gather(waiting.map(plain), wider.at(-1) as number);
  const kept: Waiting[] = [];
  let bytes = 0;
  let dropped = 0;
  for (const each of [...waiting].sort(byUrgency)) {
    bytes += bytesOf(each);
    if (bytes <= bytesMax) kept.push(each);
    else dropped += seenIn(each).count;
  }
  return { waiting: kept, dropped };
}
