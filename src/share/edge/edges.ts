/**
 * The edges a center knows, and what their members get as hashes. An edge names itself by an id of its own that stays
 * when its token is changed; it is one member's, by its token, and another member's edge with the same id is another.
 */
import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { readMember } from "../../members/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { edgesPerMember } from "./limits.js";
import type { EdgeReport } from "./wire.js";

/** Who asks: an edge by its own id, its member and token by what it sent. */
export interface EdgeCaller {
  readonly memberId: string;
  readonly edgeId: string;
  readonly tokenId: string;
}

export interface EdgeRow extends EdgeCaller {
  readonly name: string;
  readonly blindKey: string;
  readonly setKey: string;
  readonly setEpoch: number;
  readonly setBasis: string;
  readonly firstUs: number;
  readonly contactUs: number;
  /** What it last told of itself; null before it did. */
  readonly report: EdgeReport | null;
  /** What it met and no source lists at the center any more. */
  readonly unlisted: number;
}

const rowOf = (row: {
  readonly member_id: string;
  readonly id: string;
  readonly token_id: string;
  readonly name: string;
  readonly blind_key: string;
  readonly set_key: string;
  readonly set_epoch: number;
  readonly set_basis: string;
  readonly first_us: number;
  readonly contact_us: number;
  readonly report: object | null;
  readonly unlisted: number;
}): EdgeRow => ({
  memberId: row.member_id,
  edgeId: row.id,
  tokenId: row.token_id,
  name: row.name,
  blindKey: row.blind_key,
  setKey: row.set_key,
  setEpoch: row.set_epoch,
  setBasis: row.set_basis,
  firstUs: row.first_us,
  contactUs: row.contact_us,
  report: row.report as EdgeReport | null,
  unlisted: row.unlisted,
});

/** Whose edge it is to the center: pages are signed for this one alone. */
export const audienceOf = ({ memberId, edgeId }: EdgeCaller): string => `${memberId}/${edgeId}`;

export async function readEdge(db: Kysely<Tables>, caller: EdgeCaller): Promise<EdgeRow | null> {
  const row = await db
    .selectFrom("edge")
    .selectAll()
    .where("member_id", "=", caller.memberId)
    .where("id", "=", caller.edgeId)
    .executeTakeFirst();
  return row === undefined ? null : rowOf(row);
}

/** The edges of one member, or of all; those heard of last come first. */
export async function listEdges(db: Kysely<Tables>, memberId?: string): Promise<readonly EdgeRow[]> {
  let query = db.selectFrom("edge").selectAll();
  if (memberId !== undefined) query = query.where("member_id", "=", memberId);
  return (await query.orderBy("contact_us", "desc").orderBy("id").execute()).map(rowOf);
}

async function addEdge(
  db: Kysely<Tables>,
  clock: Clock,
  caller: EdgeCaller,
  name: string,
): Promise<null | Problem> {
  return inTransaction(db, async (tx) => {
    // Of one member at a time, so that many at once can't pass the bound together.
    await sql`select id from member where id = ${caller.memberId} for update`.execute(tx);
    const { n } = await tx
      .selectFrom("edge")
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .where("member_id", "=", caller.memberId)
      .executeTakeFirstOrThrow();
    if (Number(n) >= edgesPerMember)
      return shareProblem("edge-too-many", `This member has ${edgesPerMember} edges already.`);
    const nowUs = clock.nowUs();
    const made = await tx
      .insertInto("edge")
      .values({
        member_id: caller.memberId,
        id: caller.edgeId,
        name,
        token_id: caller.tokenId,
        blind_key: randomBytes(32).toString("hex"),
        set_key: randomBytes(32).toString("hex"),
        set_epoch: nowUs,
        set_basis: "",
        first_us: nowUs,
        contact_us: nowUs,
        report: null,
      })
      .onConflict((conflict) => conflict.columns(["member_id", "id"]).doNothing())
      .executeTakeFirst();
    if ((made.numInsertedOrUpdatedRows ?? 0n) > 0n)
      await appendAudit(tx, clock, [
        {
          kind: "edge-add",
          actor: `token:${caller.tokenId}`,
          subject: caller.edgeId,
          detail: { memberId: caller.memberId, name },
        },
      ]);
    return null;
  });
}

/** Takes an edge's report, and makes it known where it is new. */
export async function meetEdge(
  db: Kysely<Tables>,
  clock: Clock,
  caller: EdgeCaller,
  report: EdgeReport,
): Promise<EdgeRow | Problem> {
  const name = report.name.trim() === "" ? "edge" : report.name.trim();
  if ((await readEdge(db, caller)) === null) {
    const added = await addEdge(db, clock, caller, name);
    if (added instanceof Problem) return added;
  }
  await db
    .updateTable("edge")
    .set({ name, token_id: caller.tokenId, contact_us: clock.nowUs(), report: JSON.stringify(report) })
    .where("member_id", "=", caller.memberId)
    .where("id", "=", caller.edgeId)
    .execute();
  return (await readEdge(db, caller)) ?? shareProblem("edge-unknown", "Its member is gone.");
}

export interface BlindSetting {
  readonly memberId: string;
  /** With the kinds of which all values can be tried, such as IPv4 addresses. */
  readonly guessable: boolean;
}

export async function listBlind(db: Kysely<Tables>): Promise<readonly BlindSetting[]> {
  const rows = await db.selectFrom("edge_blind_setting").selectAll().orderBy("member_id").execute();
  return rows.map(({ member_id, guessable }) => ({ memberId: member_id, guessable }));
}

/** What a member's edges get as hashes: `off`, `on`, or `all` with what is easily guessed. */
export const blindChoices = ["off", "on", "all"] as const;
export type BlindChoice = (typeof blindChoices)[number];

export async function setBlind(
  db: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  choice: BlindChoice,
  actor: string = centerActor,
): Promise<BlindChoice | Problem> {
  if ((await readMember(db, memberId)) === null)
    return shareProblem("edge-unknown", "No member has this id.");
  await inTransaction(db, async (tx) => {
    const guessable = choice === "all";
    if (choice === "off")
      await tx.deleteFrom("edge_blind_setting").where("member_id", "=", memberId).execute();
    else
      await tx
        .insertInto("edge_blind_setting")
        .values({ member_id: memberId, guessable })
        .onConflict((conflict) => conflict.column("member_id").doUpdateSet({ guessable }))
        .execute();
    await appendAudit(tx, clock, [{ kind: "edge-blind", actor, subject: memberId, detail: { choice } }]);
  });
  return choice;
}

/** Forgets an edge that is gone for good. One that comes again is a new one, whose set begins at its start. */
export async function forgetEdge(
  db: Kysely<Tables>,
  clock: Clock,
  edgeId: string,
  memberId: string | null,
  actor: string,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    let gone = tx.deleteFrom("edge").where("id", "=", edgeId);
    if (memberId !== null) gone = gone.where("member_id", "=", memberId);
    const rows = await gone.returning("member_id").execute();
    await appendAudit(
      tx,
      clock,
      rows.map(({ member_id }) => ({
        kind: "edge-forget",
        actor,
        subject: edgeId,
        detail: { memberId: member_id },
      })),
    );
    return rows.length > 0;
  });
}
