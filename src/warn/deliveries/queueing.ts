/**
 * Queues what is to be told, in the transaction of what it tells of: a delivery hangs on the receipt of a release, not
 * on the making of a warning. One delivery for each warning, recipient and change worth telling: that there is one,
 * that it is more urgent than was told, that it was closed. That counts and times moved is worth no letter. Warnings of
 * the sample port are not written about.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, newId } from "../../base/index.js";
import { listMailRecipients, type MailRecipient } from "../../members/index.js";
import type { Receipt } from "../../share/index.js";
import type { Tables } from "../../store/index.js";
import { portions } from "../storable.js";
import { isMailOn } from "./channels-on.js";
import { urgencyRank } from "./delivery.js";

interface ToTell {
  readonly id: string;
  readonly member_id: string;
  readonly urgency: string;
}

const rankOf = (urgency: string): number =>
  (urgencyRank as Readonly<Record<string, number>>)[urgency] ?? urgencyRank.high;

function rowsFor(warnings: readonly ToTell[], recipients: ReadonlyMap<string, readonly MailRecipient[]>) {
  return warnings.flatMap((warning) =>
    (recipients.get(warning.member_id) ?? []).map(({ key, personId, address }, position) => ({
      i: newId(),
      w: warning.id,
      m: warning.member_id,
      r: key,
      p: personId,
      a: address,
      u: rankOf(warning.urgency),
      n: warning.urgency,
      position,
    })),
  );
}

/**
 * Queues what receipts released to members. Call it after the warnings are written and before the receipts are, as
 * these lock the chain's tail. Receipts of other objects, recipients and refusals are passed over.
 */
export async function queueReleased(
  tx: Kysely<Tables>,
  clock: Clock,
  receipts: readonly Receipt[],
): Promise<void> {
  const ids = receipts
    .filter(
      ({ objectKind, recipientKind, released, mark, channel }) =>
        objectKind === "warning" &&
        recipientKind === "member" &&
        released &&
        mark === null &&
        channel !== "mail",
    )
    .map(({ objectId }) => objectId);
  if (ids.length === 0 || !(await isMailOn(tx))) return;
  for (const part of portions(ids)) {
    const warnings = await tx
      .selectFrom("warning")
      .select(["id", "member_id", "urgency"])
      .where("id", "=", sql<string>`any(${[...part]}::text[])`)
      .where("state", "=", "open")
      .orderBy("id")
      .execute();
    const recipients = await listMailRecipients(
      tx,
      warnings.map((warning) => warning.member_id),
    );
    for (const rows of portions(rowsFor(warnings, recipients))) await insertRows(tx, clock.nowUs(), rows);
  }
}

async function insertRows(tx: Kysely<Tables>, nowUs: number, rows: readonly object[]): Promise<void> {
  const given = sql`json_to_recordset(${JSON.stringify(rows)}::json) as x(i text, w text, m text, r text, p text, a text,
    u integer, n text, position integer)`;
  // One that nobody tried yet tells what is true when it is tried.
  await sql`update delivery d set urgency = x.u from ${given}
    where d.warning_id = x.w and d.recipient = x.r and d.channel = 'mail' and d.state = 'waiting'
      and d.attempts = 0 and d.urgency < x.u`.execute(tx);
  await sql`
    insert into delivery (id, channel, change, warning_id, member_id, recipient, person_id, address, urgency,
                          position, created_us, next_us)
    select x.i, 'mail', case when told.urgency is null then 'new' else 'escalated ' || x.n end, x.w, x.m, x.r, x.p,
           x.a, x.u, x.position, ${nowUs}::bigint, ${nowUs}::bigint
    from ${given} left join lateral (select max(d.urgency) as urgency from delivery d
      where d.warning_id = x.w and d.recipient = x.r and d.channel = 'mail') told on true
    where told.urgency is null or told.urgency < x.u
    on conflict (warning_id, channel, recipient, change) do nothing`.execute(tx);
}

/** Queues that a warning was closed, to those who were written to about it, but for who closed it. */
export async function queueClosed(
  tx: Kysely<Tables>,
  clock: Clock,
  warningId: string,
  closedBy: string,
): Promise<void> {
  const nowUs = clock.nowUs();
  const told = await tx
    .selectFrom("delivery")
    .select(["recipient", "person_id", "member_id", "address", "urgency", "position", "channel"])
    .distinctOn("recipient")
    .where("warning_id", "=", warningId)
    // One that is being tried may arrive, or has: its reader is told too.
    .where((eb) => eb.or([eb("state", "in", ["sent", "gathered"]), eb("attempts", ">", 0)]))
    .orderBy("recipient")
    .orderBy("urgency", "desc")
    .execute();
  await tx
    .updateTable("delivery")
    .set({ state: "dropped", problem: "The warning was closed before.", settled_us: nowUs })
    .where("warning_id", "=", warningId)
    .where("state", "=", "waiting")
    .where("attempts", "=", 0)
    .execute();
  const rows = told
    .filter((row) => row.person_id !== closedBy)
    .map((row) => ({
      ...row,
      id: newId(),
      change: "closed",
      warning_id: warningId,
      invitation_id: null,
      created_us: nowUs,
      next_us: nowUs,
      settled_us: null,
    }));
  if (rows.length > 0)
    await tx
      .insertInto("delivery")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["warning_id", "channel", "recipient", "change"]).doNothing(),
      )
      .execute();
}

/** Queues an invitation, in the transaction in which it is made or asked for. False where no mail is sent. */
export async function queueInvitation(
  tx: Kysely<Tables>,
  clock: Clock,
  invitation: { readonly id: string; readonly email: string; readonly memberId: string | null },
): Promise<boolean> {
  if (!(await isMailOn(tx))) return false;
  const nowUs = clock.nowUs();
  await tx
    .insertInto("delivery")
    .values({
      id: newId(),
      channel: "mail",
      change: "invitation",
      warning_id: null,
      invitation_id: invitation.id,
      member_id: invitation.memberId,
      recipient: `invitation:${invitation.id}`,
      person_id: null,
      address: invitation.email,
      urgency: urgencyRank.high,
      created_us: nowUs,
      next_us: nowUs,
      settled_us: null,
    })
    .execute();
  return true;
}
