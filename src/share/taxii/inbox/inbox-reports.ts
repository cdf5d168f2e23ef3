/**
 * What members give by TAXII, as reports: their marking as it came, their sender known to the center alone. What one
 * client gives in a row becomes one report for each marking, so that a client that gives object by object does not make
 * a hundred. A changed or revoked object withdraws the report it is part of, and the rest of that is sent anew. Objects
 * become reports and are marked so in one transaction: a center that was killed goes on where it was.
 */
import { type Kysely, type Selectable, sql } from "kysely";
import { type Clock, Problem } from "../../../base/index.js";
import type { Member } from "../../../model/index.js";
import type { State, Tables } from "../../../store/index.js";
import type { Gate } from "../../gate/gate.js";
import { sendReport } from "../../reports/send-report.js";
import { type Contribution, contributionOf } from "./contribution.js";
import { draftsOf } from "./inbox-drafts.js";
import { takeBack } from "./take-back.js";

type Row = Selectable<Tables["taxii_object"]>;

export interface InboxCommunity {
  readonly gate: Gate;
  readonly members: readonly Member[];
}

interface Given {
  readonly root_path: string;
  readonly collection_id: string;
  readonly member_id: string;
  readonly given_by: string;
}

/** A client that gave nothing for this long is through; one that never is waits this long at most. */
export const inboxTimes = { quietUs: 5e6, longestUs: 30e6 } as const;
const atOnce = 5000;

/** Answers how many reports were sent of what one client gave; null where nothing waits that is ripe. */
export async function reportInbox(
  state: Pick<State, "db">,
  clock: Clock,
  community: InboxCommunity,
): Promise<number | null> {
  const nowUs = clock.nowUs();
  return state.db.transaction().execute(async (tx) => {
    const given = await ripe(tx, nowUs);
    if (given === null) return null;
    // As whoever adds does: what is given meanwhile waits.
    await tx
      .selectFrom("taxii_collection")
      .select("id")
      .where("root_path", "=", given.root_path)
      .where("id", "=", given.collection_id)
      .forUpdate()
      .execute();
    const member = community.members.find(({ id }) => id === given.member_id);
    const waiting = await waitingOf(tx, given);
    if (member === undefined) {
      await settle(tx, waiting, null);
      return 0;
    }
    const changed = await changedReports(tx, given, waiting);
    if (changed.length > 0) await takeBack(tx, clock, community, changed, given.given_by);
    return sendAll(tx, clock, community.gate, member, given, await waitingOf(tx, given));
  });
}

async function ripe(tx: Kysely<Tables>, nowUs: number): Promise<Given | null> {
  const { rows } = await sql<Given>`
    select root_path, collection_id, member_id, given_by from taxii_object where waits
    group by root_path, collection_id, member_id, given_by
    having max(added_us) <= ${nowUs - inboxTimes.quietUs} or min(added_us) <= ${nowUs - inboxTimes.longestUs}
    order by min(added_us) limit 1`.execute(tx);
  return rows[0] ?? null;
}

const ofGiver = ({ root_path, collection_id, member_id }: Given) =>
  sql<boolean>`root_path = ${root_path} and collection_id = ${collection_id} and member_id = ${member_id}`;

function waitingOf(tx: Kysely<Tables>, given: Given): Promise<readonly Row[]> {
  return tx
    .selectFrom("taxii_object")
    .selectAll()
    .where(ofGiver(given))
    .where("given_by", "=", given.given_by)
    .where("waits", "=", true)
    .orderBy("added_us")
    .limit(atOnce)
    .execute();
}

const isLater = (a: Row, b: Row): boolean =>
  a.version_us > b.version_us || (a.version_us === b.version_us && a.added_us > b.added_us);

function newestOf(rows: readonly Row[]): ReadonlyMap<string, Row> {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const here = newest.get(row.id);
    if (here === undefined || isLater(row, here)) newest.set(row.id, row);
  }
  return newest;
}

/** All versions that the member's clients gave of these objects. */
function versionsOf(tx: Kysely<Tables>, given: Given, ids: readonly string[]): Promise<readonly Row[]> {
  return tx
    .selectFrom("taxii_object")
    .selectAll()
    .where(ofGiver(given))
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .execute();
}

const idsOf = (rows: readonly Row[]): readonly string[] => [...new Set(rows.map(({ id }) => id))];

const saysOf = (row: Row): string => JSON.stringify([row.tlp, contributionOf(row.content)]);

/** The reports that say otherwise than the newest version of an object; a new version that says the same joins its report. */
async function changedReports(
  tx: Kysely<Tables>,
  given: Given,
  waiting: readonly Row[],
): Promise<readonly string[]> {
  const all = await versionsOf(tx, given, idsOf(waiting));
  const newest = newestOf(all);
  const changed = new Set<string>();
  const same: Row[] = [];
  for (const row of all) {
    if (row.report_id === null) continue;
    const latest = newest.get(row.id) as Row;
    if (latest === row || !latest.waits) continue;
    if (saysOf(latest) === saysOf(row)) same.push({ ...latest, report_id: row.report_id });
    else changed.add(row.report_id);
  }
  // Of a report that is taken back, what did not change is sent anew as well: it must not be counted as told.
  const standing = same.filter(({ report_id }) => !changed.has(report_id as string));
  for (const row of standing) await settle(tx, [row], row.report_id);
  return [...changed];
}

async function settle(tx: Kysely<Tables>, rows: readonly Row[], reportId: string | null): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  await tx
    .updateTable("taxii_object")
    .set({ waits: false, report_id: reportId })
    .where("root_path", "=", first.root_path)
    .where("collection_id", "=", first.collection_id)
    .where(sql<boolean>`added_us = any(${rows.map(({ added_us }) => added_us)}::bigint[])`)
    .execute();
}

async function sendAll(
  tx: Kysely<Tables>,
  clock: Clock,
  gate: Gate,
  member: Member,
  given: Given,
  waiting: readonly Row[],
): Promise<number> {
  const newest = newestOf(await versionsOf(tx, given, idsOf(waiting)));
  const byTlp = new Map<string, { of: Row; contribution: Contribution }[]>();
  const others: Row[] = [];
  for (const row of waiting) {
    const isNewest = newest.get(row.id)?.added_us === row.added_us;
    const contribution = isNewest ? contributionOf(row.content) : null;
    if (contribution === null) others.push(row);
    else {
      const same = byTlp.get(row.tlp);
      if (same === undefined) byTlp.set(row.tlp, [{ of: row, contribution }]);
      else same.push({ of: row, contribution });
    }
  }
  await settle(tx, others, null);
  const person = { id: given.given_by, name: given.given_by, role: "analyst", memberId: member.id } as const;
  let sent = 0;
  for (const [tlp, contributions] of byTlp)
    for (const { draft, of } of draftsOf(tlp, contributions)) {
      const report = await sendReport({ db: tx }, clock, gate, { person, member }, draft, "taxii");
      // A draft of checked parts is refused by a fault of ours alone: then nothing of it happened.
      if (report instanceof Problem) throw report;
      await settle(tx, of, report.id);
      sent++;
    }
  return sent;
}
