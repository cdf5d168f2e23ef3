/**
 * What follows from a batch: sightings, warnings, receipts, all in one transaction that begins by writing down
 * that the batch has been applied. A batch that is already written down changes nothing, so the spool may hand
 * the same outcome over as often as it likes (after a kill, on a retry) and everything happens once.
 * Batches are applied one at a time, under a lock of the store: two that change one sighting can't lose a count.
 */
import { type Kysely, sql } from "kysely";
import type { Clock, Log } from "../base/index.js";
import { groupHits, type Watched } from "../detect/index.js";
import { type BatchOutcome, hitsIn } from "../model/index.js";
import type { State, Tables } from "../store/index.js";
import { addAttempts } from "./attempts.js";
import { attribute } from "./attributing.js";
import { ensureCommunity } from "./community.js";
import { proposeToSisters } from "./cranes/sister-crane.js";
import { attributeDetections, gatherDetections } from "./detections.js";
import { keepInventory } from "./inventory/keeping.js";
import { propose } from "./proposing.js";
import { proposeOfDetections } from "./proposing-detections.js";
import { keepRefused } from "./refused-samples.js";
import { readContext } from "./sighting-context.js";
import { countAsTold, gatherSightings } from "./sightings.js";
import { storableJson } from "./storable.js";
import { storeWarnings } from "./storing.js";

export interface Applied {
  /** True where the batch had been applied before and nothing was done. */
  readonly alreadyKnown: boolean;
  /** Sightings that are new or have changed. */
  readonly sightings: number;
  readonly newSightings: number;
  /** Detections that are new or have changed. */
  readonly detections: number;
  readonly newDetections: number;
  readonly newWarnings: number;
  readonly updatedWarnings: number;
  /** Ids of the warnings that are new or have changed. */
  readonly warningIds: readonly string[];
}

export interface ApplyDeps {
  readonly log?: Log | undefined;
}

const nothing: Applied = {
  alreadyKnown: true,
  sightings: 0,
  newSightings: 0,
  detections: 0,
  newDetections: 0,
  newWarnings: 0,
  updatedWarnings: 0,
  warningIds: [],
};

/** `watched`: what detectors and correlations found in the batch beside, and what is new of control networks. */
export function applyOutcome(
  state: State,
  clock: Clock,
  deps: ApplyDeps,
  outcome: BatchOutcome,
  watched: Watched = { detections: [], attempts: [] },
): Promise<Applied> {
  return state.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(74202)`.execute(tx);
    if (!(await writeBatch(tx, outcome))) return nothing;
    const nowUs = clock.nowUs();
    await keepRefused(tx, nowUs, outcome);
    await addAttempts(tx, watched.attempts);
    if (watched.inventory !== undefined) await keepInventory(tx, nowUs, watched.inventory);
    const detections = [...(outcome.detections ?? []), ...watched.detections];
    if (outcome.hits.length + detections.length === 0) return { ...nothing, alreadyKnown: false };
    const community = await ensureCommunity(tx, clock);
    const groups = attribute(outcome, community).flatMap(({ memberId, hits, inside }) =>
      groupHits(memberId, hits).map((group) => ({ group, inside })),
    );
    const { changed, added } = await gatherSightings(tx, nowUs, groups, outcome.meta.mark);
    const telling = changed.filter((sighting) => sighting.allowedBy === null);
    const context = await readContext(tx, telling, nowUs);
    const { members, removed, gate } = community;
    const found = await gatherDetections(
      tx,
      nowUs,
      attributeDetections({ ...outcome, detections }, community),
      outcome.meta.mark,
    );
    const proposals = [
      ...propose({ changed: telling, context, members, removed, gate }),
      ...proposeOfDetections(found.changed, community, outcome.meta.memberId),
      ...(await proposeToSisters(tx, found.changed, community)),
    ];
    const { newIds, updatedIds, early } = await storeWarnings(tx, clock, gate, proposals, deps.log);
    await countAsTold(tx, nowUs, early);
    return {
      alreadyKnown: false,
      sightings: changed.length,
      newSightings: added,
      detections: found.changed.length,
      newDetections: found.added,
      newWarnings: newIds.length,
      updatedWarnings: updatedIds.length,
      warningIds: [...newIds, ...updatedIds],
    };
  });
}

/** False where the batch was there already. */
async function writeBatch(
  tx: Kysely<Tables>,
  { meta, records, refused, hits }: BatchOutcome,
): Promise<boolean> {
  // More than the column holds is no figure for people.
  const row = { ...meta, records, refused, hits: Math.min(hitsIn(hits), 2 ** 31 - 1) };
  const { rows } = await sql`
    insert into batch (id, content_id, member_id, door, received_us, records, refused, hits, bytes, mark)
    select id, "contentId", "memberId", door, "receivedUs", records, refused, hits, bytes, mark
    from json_to_record(${storableJson(row)}::json) as r(id text, "contentId" text, "memberId" text, door text, "receivedUs" bigint,
      records integer, refused integer, hits integer, bytes bigint, mark text)
    on conflict (id) do nothing returning id`.execute(tx);
  return rows.length > 0;
}
