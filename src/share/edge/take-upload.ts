/**
 * What an edge has seen and found, as the outcome of a batch that came in by a door: from here on it goes the way of all hits.
 * A sighting is of a listed value: what the center's sources do not list is counted and goes no further, whatever an
 * edge says, and the edge is not told, as its answers would tell what is listed. What sources say of a value is read
 * here and not believed from the edge.
 */
import type { Kysely } from "kysely";
import { sha256Hex } from "../../base/index.js";
import { labelsOf, sourcesOf } from "../../detect/index.js";
import {
  type BatchOutcome,
  type Evidence,
  type HitRecord,
  type Indicator,
  normalizeAddress,
  type Observable,
  type ObservableType,
} from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import type { EdgeRow } from "./edges.js";
import { aheadUsMax } from "./limits.js";
import { keptAtEdge, type RulesKnown, takenDetection } from "./take-detections.js";
import type { EdgeSighting, EdgeUpload } from "./wire.js";

export interface TakenUpload {
  readonly outcome: BatchOutcome;
  /** Sightings of values that no source lists here any more. */
  readonly unlisted: number;
}

/** What hashes stand for, for this edge. */
export async function hashedValues(
  db: Kysely<Tables>,
  { memberId, edgeId }: EdgeRow,
  upload: EdgeUpload,
): Promise<ReadonlyMap<string, Observable>> {
  const digests = upload.sightings.flatMap((sighting) => ("blind" in sighting ? [sighting.blind] : []));
  if (digests.length === 0) return new Map();
  const rows = await db
    .selectFrom("edge_blind")
    .select(["digest", "type", "value"])
    .where("member_id", "=", memberId)
    .where("edge_id", "=", edgeId)
    .where("digest", "in", digests)
    .execute();
  return new Map(rows.map(({ digest, type, value }) => [digest, { type: type as ObservableType, value }]));
}

const addressOf = (text: string | undefined): string =>
  text === undefined ? "" : (normalizeAddress(text)?.value ?? "");

function evidenceOf(sighting: EdgeSighting, firstUs: number): Evidence {
  const told = "blind" in sighting ? null : sighting;
  return {
    timeUs: firstUs,
    log: told?.log ?? "edge",
    field: told?.field ?? "",
    sourceAddress: addressOf(told?.source),
    sourcePort: 0,
    destinationAddress: addressOf(told?.destination),
    destinationPort: told?.destinationPort ?? 0,
    record: keptAtEdge,
  };
}

/** A clock that is ahead makes nothing happen in the future; what is late keeps its own time. */
function timesOf(
  { firstUs, lastUs }: Pick<EdgeSighting, "firstUs" | "lastUs">,
  nowUs: number,
): { firstUs: number; lastUs: number } {
  const last = Math.max(firstUs, lastUs);
  if (last <= nowUs + aheadUsMax) return { firstUs: Math.min(firstUs, lastUs), lastUs: last };
  return { firstUs: Math.min(firstUs, nowUs), lastUs: nowUs };
}

export function outcomeOf(
  edge: EdgeRow,
  upload: EdgeUpload,
  bytes: number,
  known: {
    readonly nowUs: number;
    readonly hashed: ReadonlyMap<string, Observable>;
    /** What is listed of a value now; whatever its validity where the time is null. */
    readonly listed: (observable: Observable, atUs: number | null) => Indicator | null;
    readonly rules: RulesKnown;
  },
): TakenUpload {
  const hits: HitRecord[] = [];
  for (const sighting of upload.sightings) {
    const { firstUs, lastUs } = timesOf(sighting, known.nowUs);
    const value =
      "blind" in sighting ? known.hashed.get(sighting.blind) : { type: sighting.type, value: sighting.value };
    const indicator = value === undefined ? null : known.listed(value, firstUs);
    if (value === undefined || indicator === null) continue;
    const { claims, allowedBy, observable } = indicator;
    hits.push({
      observable: "blind" in sighting ? value : (sighting.met ?? value),
      indicator: observable,
      confidence: claims.reduce((highest, claim) => Math.max(highest, claim.confidence), 0),
      sources: sourcesOf(indicator),
      labels: labelsOf(indicator),
      tlps: [...new Set(claims.map(({ tlp }) => tlp))].sort(),
      allowedBy,
      evidence: evidenceOf(sighting, firstUs),
      gathered: { count: sighting.count, lastUs, direction: sighting.direction },
    });
  }
  const { nowUs, rules } = known;
  const view = {
    ...rules,
    memberId: edge.memberId,
    nowUs,
    timesOf: (seen: Pick<EdgeSighting, "firstUs" | "lastUs">) => timesOf(seen, nowUs),
  };
  const detections = (upload.detections ?? []).flatMap((said) => takenDetection(said, view) ?? []);
  return {
    outcome: {
      ...(detections.length === 0 ? {} : { detections }),
      meta: {
        id: sha256Hex(JSON.stringify(["edge", edge.memberId, edge.edgeId, upload.id])),
        memberId: edge.memberId,
        door: "edge",
        origin: edge.name,
        receivedUs: known.nowUs,
        bytes,
        mark: null,
      },
      records: 0,
      refused: 0,
      refusals: [],
      hits,
      logs: {},
    },
    unlisted: upload.sightings.length - hits.length,
  };
}
