/**
 * Which warnings, sightings and detections changed since the last look, with whose they are: the live stream sends the ids
 * to those who may read them and nothing else, so a reader fetches the things themselves through the gate.
 * One query of each kind a second at most, however many people watch.
 */
import type { State } from "../store/index.js";
import { loadCommunity, toDetection, toSighting } from "../warn/index.js";
import { liveIdsMax } from "./limits.js";

export interface Changed {
  readonly id: string;
  readonly memberId: string;
  /** False for what the gate keeps back from its own member, a warning by its last receipt: it must not learn of it. */
  readonly released: boolean;
}

export interface Changes {
  readonly warnings: readonly Changed[];
  readonly sightings: readonly Changed[];
  readonly detections: readonly Changed[];
}

/** Things changed after `sinceUs`, newest first, bounded: with more the reader refetches its lists anyway. */
export async function readChanges(
  state: State,
  sinceUs: number,
  what: ReadonlySet<string>,
): Promise<Changes> {
  return {
    warnings: what.has("warning") ? await readWarnings(state, sinceUs) : [],
    sightings: what.has("sighting") ? await readSightings(state, sinceUs) : [],
    detections: what.has("detection") ? await readDetections(state, sinceUs) : [],
  };
}

async function readWarnings(state: State, sinceUs: number): Promise<readonly Changed[]> {
  const rows = await state.db
    .selectFrom("warning")
    .select(["id", "member_id"])
    .select(({ selectFrom }) =>
      selectFrom("release")
        .select("release.released")
        .where("object_kind", "=", "warning")
        .whereRef("object_id", "=", "warning.id")
        .where("recipient_kind", "=", "member")
        .whereRef("recipient_id", "=", "warning.member_id")
        .orderBy("release.id", "desc")
        .limit(1)
        .as("released"),
    )
    .where("updated_us", ">", sinceUs)
    .orderBy("updated_us", "desc")
    .limit(liveIdsMax * 4)
    .execute();
  return rows.map((row) => ({ id: row.id, memberId: row.member_id, released: row.released === true }));
}

/** A sighting has no receipt: the gate is asked, as its list asks it, or the stream would tell of marked ones. */
async function readSightings(state: State, sinceUs: number): Promise<readonly Changed[]> {
  const rows = await state.db
    .selectFrom("sighting")
    .selectAll()
    .where("updated_us", ">", sinceUs)
    .orderBy("updated_us", "desc")
    .limit(liveIdsMax * 4)
    .execute();
  const { gate } = await loadCommunity(state.db);
  return rows.map((row) => {
    const decision = gate.decide({
      object: { kind: "sighting", id: row.id, sighting: { ...toSighting(row), evidence: [] } },
      recipient: { kind: "member", memberId: row.member_id },
      channel: "stream",
    });
    return { id: row.id, memberId: row.member_id, released: decision.released };
  });
}

async function readDetections(state: State, sinceUs: number): Promise<readonly Changed[]> {
  const rows = await state.db
    .selectFrom("detection")
    .selectAll()
    .where("updated_us", ">", sinceUs)
    .orderBy("updated_us", "desc")
    .limit(liveIdsMax * 4)
    .execute();
  const { gate } = await loadCommunity(state.db);
  return rows.map((row) => {
    const decision = gate.decide({
      object: { kind: "detection", id: row.id, detection: { ...toDetection(row), evidence: [] } },
      recipient: { kind: "member", memberId: row.member_id },
      channel: "stream",
    });
    return { id: row.id, memberId: row.member_id, released: decision.released };
  });
}
