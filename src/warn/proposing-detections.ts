/**
 * Runs the rules of `detection-rules/` over the detections that changed. What a rule looks at beside the detection, whose
 * machines are in it and which members met the same, is read here.
 */
import { type Kysely, sql } from "kysely";
import { insideOf } from "../detect/index.js";
import type { GatheredDetection } from "../model/index.js";
import type { Tables } from "../store/index.js";
import type { Community } from "./community.js";
import { fleetFor } from "./cranes/fleet.js";
import { detectionRules } from "./detection-rules/index.js";
import type { Proposal } from "./proposing.js";
import { storableJson } from "./storable.js";

/** Members that met one within a day stand in one line. */
const dayUs = 24 * 3600 * 1e6;
const machinesMax = 10;

export async function proposeOfDetections(
  tx: Kysely<Tables>,
  changed: readonly GatheredDetection[],
  { members, byId, centerId }: Community,
  ownTelemetryOf: string | null,
): Promise<readonly Proposal[]> {
  const met = await metByMembers(tx, changed);
  const fleet = await fleetFor(tx, changed);
  // Of several windows of one warning the latest stands, as one statement writes each warning once.
  const proposals = new Map<string, Proposal>();
  for (const detection of [...changed].sort((a, b) => a.lastUs - b.lastUs)) {
    const member = byId.get(detection.memberId);
    if (member === undefined) continue;
    const ownTelemetry = ownTelemetryOf === member.id || member.id === centerId;
    const input = {
      detection,
      member,
      machines: machinesIn(detection, insideOf(member.networks, ownTelemetry)),
      metBy: met.get(keyOf(detection)) ?? [member.id],
      ...fleet.of(detection),
      members,
    };
    for (const rule of detectionRules)
      for (const draft of rule.draft(input))
        proposals.set(`${draft.recipientMemberId} ${draft.key}`, {
          draft,
          lastHitUs: detection.lastUs,
          early: false,
          alone: () => null,
        });
  }
  return [...proposals.values()];
}

function machinesIn(
  { evidence }: GatheredDetection,
  inside: (address: string) => boolean,
): readonly string[] {
  const ends = evidence.flatMap(({ sourceAddress, destinationAddress }) => [
    sourceAddress,
    destinationAddress,
  ]);
  return [...new Set(ends)].filter((end) => end !== "" && inside(end)).slice(0, machinesMax);
}

const keyOf = ({ rule, subject, mark }: GatheredDetection): string =>
  JSON.stringify([rule.id, subject?.type, subject?.value, mark]);

/** By rule, subject and mark the members that met it within a day of each of the changed detections. */
async function metByMembers(
  tx: Kysely<Tables>,
  changed: readonly GatheredDetection[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = changed.filter(({ subject }) => subject !== null);
  if (asked.length === 0) return new Map();
  const keys = asked.map(({ rule, subject, lastUs, mark }) => ({
    r: rule.id,
    t: subject?.type,
    v: subject?.value,
    l: lastUs,
    k: mark,
  }));
  const { rows } = await sql<{ r: string; t: string; v: string; k: string | null; m: string }>`
    select distinct k.r, k.t, k.v, k.k, d.member_id as m
    from json_to_recordset(${storableJson(keys)}::json) as k(r text, t text, v text, l bigint, k text)
    join detection d on d.rule_id = k.r and d.type = k.t and d.value = k.v and d.mark is not distinct from k.k
      and d.last_us between k.l - ${dayUs}::bigint and k.l + ${dayUs}::bigint
    order by d.member_id
  `.execute(tx);
  const met = new Map<string, string[]>();
  for (const { r, t, v, k, m } of rows) {
    const key = JSON.stringify([r, t, v, k]);
    const known = met.get(key);
    if (known === undefined) met.set(key, [m]);
    else known.push(m);
  }
  return met;
}
