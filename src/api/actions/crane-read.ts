/** One crane whole: its machines as listed and as heard, who talks to it, vendors, detections, warnings, orders, windows. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listCranes, readSite } from "../../members/index.js";
import {
  craneDetectionsUs,
  listAssets,
  listRelations,
  listSessions,
  loadCommunity,
  readLearning,
  warningsOfCrane,
  zonesOfCrane,
} from "../../warn/index.js";
import { defineAction } from "../action.js";
import { craneCardShape } from "../crane-shapes.js";
import { readDetections } from "../detection-rows.js";
import { apiProblem } from "../problems.js";
import { recordFor } from "../records.js";
import { idShape } from "../shapes.js";

/** The largest cranes have some sixty machines, each with a handful of relations. */
const machinesMax = 200;
const relationsMax = 500;
const detectionsMax = 50;
const sessionsMax = 20;
/** Work that is over for longer is in the list of all. */
const workKeptUs = 30 * 86_400e6;

export const craneRead = defineAction({
  id: "crane-read",
  method: "GET",
  path: "/cranes/:id",
  summary: "One crane: its machines, who talks to it, vendors' sessions, what was detected, work on it",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({ id: idShape }),
  output: craneCardShape,
  async handle(center, { person }, { id }) {
    const { state, clock } = center;
    const { db } = state;
    const unknown = apiProblem("not-found", "No crane of yours has this id.");
    const [owned] = await listCranes(db, { id });
    if (owned === undefined || (person.memberId !== null && person.memberId !== owned.memberId))
      return unknown;
    const { memberId, crane } = owned;
    const nowUs = clock.nowUs();
    const site = await readSite(db, memberId);
    const craneZones = await zonesOfCrane(db, memberId, id);
    const machines = await listAssets(db, { memberId, craneId: id, craneZones, limit: machinesMax });
    const addresses = machines.rows.map(({ address }) => address);
    const relations = await listRelations(db, { memberId, addresses, limit: relationsMax });
    const sessions = await listSessions(db, { memberId, craneId: id, limit: sessionsMax });
    const [learning = null] = await readLearning(db, memberId);
    const of = { memberId, crane: crane.name, sinceUs: nowUs - craneDetectionsUs, kind: "ot" } as const;
    const card = {
      ...owned,
      listed: site.assets.filter(({ craneId }) => craneId === id),
      machines: machines.rows,
      relations: relations.rows,
      isCut: machines.next !== null || relations.next !== null,
      sessions: sessions.rows,
      detections: (await readDetections(db, person, { ...of, limit: detectionsMax })).rows,
      warnings: await warningsOfCrane(db, await loadCommunity(db), person, { ...owned, nowUs }),
      workOrders: site.workOrders.filter(
        ({ craneIds, assetIds, endUs }) =>
          endUs > nowUs - workKeptUs &&
          ((craneIds.length === 0 && assetIds.length === 0) ||
            craneIds.includes(id) ||
            site.assets.some((asset) => asset.craneId === id && assetIds.includes(asset.id))),
      ),
      windows: site.windows.filter(
        ({ craneIds, endUs }) =>
          endUs > nowUs - workKeptUs && (craneIds.length === 0 || craneIds.includes(id)),
      ),
      learning,
    };
    const told = await recordFor(center, person, { record: "site", memberId }, card);
    return told instanceof Problem ? unknown : told;
  },
});
