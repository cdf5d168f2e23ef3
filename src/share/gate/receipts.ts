/**
 * Receipts: what the gate decided, toward whom, by which rule, with the hash of what left. They are written in the
 * same transaction as what they record. A form that has not changed in what it says needs no second receipt. All
 * receipts written at once are one entry of the audit chain, which commits to them by a digest; as the tail of the
 * chain is locked from then on, they are written last in their transaction.
 */
import { type Kysely, type Selectable, sql } from "kysely";
import { type Clock, newId, sha256Hex } from "../../base/index.js";
import { appendAudit, centerActor, releaseEntry, type Tables } from "../../store/index.js";
import type { Channel, Decision, Forms, GateObject, GateRequest, Recipient } from "./request.js";

export interface Receipt {
  readonly objectKind: string;
  readonly objectId: string;
  readonly recipientKind: Recipient["kind"];
  readonly recipientId: string;
  readonly channel: Channel;
  readonly released: boolean;
  readonly rule: string;
  readonly reason: string;
  /** SHA-256 of what the released form says; empty for a refusal. */
  readonly formHash: string;
  readonly mark: string | null;
}

/** What changes without the form saying anything new: times of change, answers to it, its state. */
const incidental = new Set([
  "language",
  "createdUs",
  "updatedUs",
  "reactions",
  "state",
  "closeReason",
  "center",
]);

export function formHash(form: object): string {
  const said = Object.fromEntries(Object.entries(form).filter(([key]) => !incidental.has(key)));
  return sha256Hex(JSON.stringify(said));
}

function recipientId(recipient: Recipient): string {
  if (recipient.kind === "person") return recipient.person.id;
  if (recipient.kind === "peer") return recipient.peerId;
  return recipient.kind === "member" ? recipient.memberId : recipient.name;
}

export function receiptOf<O extends GateObject>(
  request: GateRequest<O>,
  decision: Decision<Forms[O["kind"]]>,
  mark: string | null,
): Receipt {
  return {
    objectKind: request.object.kind,
    objectId: request.object.id,
    recipientKind: request.recipient.kind,
    recipientId: recipientId(request.recipient),
    channel: request.channel,
    released: decision.released,
    rule: decision.rule,
    reason: decision.reason,
    formHash: decision.released ? formHash(decision.form) : "",
    mark,
  };
}

const rowsPerStatement = 5000;

export async function writeReceipts(
  tx: Kysely<Tables>,
  clock: Clock,
  receipts: readonly Receipt[],
  actor: string = centerActor,
): Promise<void> {
  // Those of the sample port may be removed with it, so they never share an entry with others.
  for (const mark of new Set(receipts.map((receipt) => receipt.mark))) {
    const set = newId();
    const own = receipts.filter((receipt) => receipt.mark === mark);
    await insertReceipts(tx, clock, own, set);
    const entry = await releaseEntry(tx, set, actor, mark);
    if (entry !== null) await appendAudit(tx, clock, [entry]);
  }
}

async function insertReceipts(
  tx: Kysely<Tables>,
  clock: Clock,
  receipts: readonly Receipt[],
  set: string,
): Promise<void> {
  for (let from = 0; from < receipts.length; from += rowsPerStatement) {
    const rows = JSON.stringify(receipts.slice(from, from + rowsPerStatement));
    await sql`
      insert into release (object_kind, object_id, recipient_kind, recipient_id, channel, released, rule, reason,
                           form_hash, at_us, mark, release_set, community)
      select r."objectKind", r."objectId", r."recipientKind", r."recipientId", r.channel, r.released, r.rule,
             r.reason, r."formHash", ${clock.nowUs()}::bigint, r.mark, ${set},
             (select revision from community_revision)
      from json_to_recordset(${rows}::json) as r("objectKind" text, "objectId" text, "recipientKind" text,
        "recipientId" text, channel text, released boolean, rule text, reason text, "formHash" text, mark text)
    `.execute(tx);
  }
}

export interface StoredReceipt extends Receipt {
  readonly id: number;
  readonly atUs: number;
  /** The revision of the community it was decided in; null on receipts of older versions. */
  readonly community: string | null;
}

/** The receipts of some objects of one kind, oldest first. */
export async function readReceipts(
  db: Kysely<Tables>,
  objectKind: string,
  objectIds: readonly string[],
): Promise<readonly StoredReceipt[]> {
  const rows = await db
    .selectFrom("release")
    .selectAll()
    .where("object_kind", "=", objectKind)
    .where("object_id", "=", sql<string>`any(${[...objectIds]}::text[])`)
    .orderBy("id")
    .execute();
  return rows.map(toReceipt);
}

/** One receipt by its number. */
export async function readReceipt(db: Kysely<Tables>, id: number): Promise<StoredReceipt | null> {
  const row = await db.selectFrom("release").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toReceipt(row);
}

const toReceipt = (row: Selectable<Tables["release"]>): StoredReceipt => ({
  id: row.id,
  objectKind: row.object_kind,
  objectId: row.object_id,
  recipientKind: row.recipient_kind as Recipient["kind"],
  recipientId: row.recipient_id,
  channel: row.channel as Channel,
  released: row.released,
  rule: row.rule,
  reason: row.reason,
  formHash: row.form_hash,
  mark: row.mark,
  atUs: row.at_us,
  community: row.community,
});
