/**
 * Takes the deliveries whose time has come and makes letters of them, in one transaction: the try is counted and the
 * next one set before anything is handed over, the gate is asked anew toward the recipient, its receipt is written, and
 * the letter's own link is made. A kill after that costs a wait and loses nothing.
 */
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../base/index.js";
import {
  createWarningLink,
  listMailRecipients,
  readMember,
  readPerson,
  renewMailToken,
} from "../../members/index.js";
import type { Language, ReleasedWarning } from "../../model/index.js";
import { type Receipt, type Recipient, readReceipts, receiptOf, writeReceipts } from "../../share/index.js";
import { inTransaction, type Tables } from "../../store/index.js";
import type { Change, Letter, Notice } from "../channels/channel.js";
import { askGate } from "../reading.js";
import { attemptsMax, backoffUs, type DeliveryState, hourUs, lettersPerHour } from "./delivery.js";

const perRound = 20;

interface Row {
  readonly id: string;
  readonly change: string;
  readonly warning_id: string | null;
  readonly invitation_id: string | null;
  readonly member_id: string | null;
  readonly recipient: string;
  readonly person_id: string | null;
  readonly address: string;
  readonly attempts: number;
}

interface Claim {
  readonly tx: Kysely<Tables>;
  readonly clock: Clock;
  /** How people reach the console: `https://center.example`. */
  readonly base: string;
  readonly receipts: Receipt[];
}

/** Letters that are due, the most urgent first; none where nothing is. */
export async function claimLetters(
  db: Kysely<Tables>,
  clock: Clock,
  base: string,
): Promise<readonly Letter[]> {
  return inTransaction(db, async (tx) => {
    const nowUs = clock.nowUs();
    const rows: readonly Row[] = await tx
      .selectFrom("delivery")
      .select([
        "id",
        "change",
        "warning_id",
        "invitation_id",
        "member_id",
        "recipient",
        "person_id",
        "address",
        "attempts",
      ])
      .where("state", "=", "waiting")
      .where("channel", "=", "mail")
      .where("next_us", "<=", nowUs)
      .orderBy("urgency", "desc")
      .orderBy("position")
      .orderBy("created_us")
      .orderBy("id")
      .limit(perRound)
      .forUpdate()
      .skipLocked()
      .execute();
    const claim: Claim = { tx, clock, base, receipts: [] };
    const room = await roomLeft(tx, nowUs, rows);
    const letters: Letter[] = [];
    const gathered = new Set<string>();
    for (const row of rows) {
      // Told by the letter of another one of this round.
      if (gathered.has(row.address) && row.warning_id !== null) continue;
      if (row.attempts >= attemptsMax) {
        // Killed at its last try: what became of it nobody knows.
        await settle(tx, nowUs, row.id, "given-up", "It was tried too often.");
        continue;
      }
      const left = row.warning_id === null ? 1 : (room.get(row.address) ?? 0);
      if (left <= 0) {
        gathered.add(row.address);
        if (!(await gather(claim, row))) continue;
      }
      room.set(row.address, left - 1);
      await countTry(tx, nowUs, row);
      const made = await letterOf(claim, row, left <= 0);
      if (typeof made === "string") await settle(tx, nowUs, row.id, "dropped", made);
      else letters.push(made);
    }
    await writeReceipts(tx, clock, claim.receipts);
    return letters;
  });
}

/** What was being handed over when the center was killed is due at once; asked at a start, before anything is claimed. */
export async function reclaimCutOff(db: Kysely<Tables>, clock: Clock): Promise<void> {
  await db
    .updateTable("delivery")
    .set({ trying: false, next_us: clock.nowUs() })
    .where("state", "=", "waiting")
    .where("trying", "=", true)
    .execute();
}

async function countTry(tx: Kysely<Tables>, nowUs: number, { id, attempts }: Row): Promise<void> {
  await tx
    .updateTable("delivery")
    .set({ attempts: attempts + 1, trying: true, next_us: nowUs + backoffUs(attempts + 1) })
    .where("id", "=", id)
    .execute();
}

async function settle(
  tx: Kysely<Tables>,
  nowUs: number,
  id: string,
  state: DeliveryState,
  problem: string,
): Promise<void> {
  await tx
    .updateTable("delivery")
    .set({ state, problem, trying: false, settled_us: nowUs })
    .where("id", "=", id)
    .execute();
}

/** How many more letters about warnings each address may get in this hour. */
async function roomLeft(
  tx: Kysely<Tables>,
  nowUs: number,
  rows: readonly Row[],
): Promise<Map<string, number>> {
  const addresses = [...new Set(rows.map(({ address }) => address))];
  const sent = await tx
    .selectFrom("delivery")
    .select(["address", (eb) => eb.fn.countAll<number>().as("letters")])
    .where("address", "=", sql<string>`any(${addresses}::text[])`)
    .where("state", "=", "sent")
    .where("warning_id", "is not", null)
    .where("settled_us", ">", nowUs - hourUs)
    .groupBy("address")
    .execute();
  const counted = new Map(sent.map(({ address, letters }) => [address, letters]));
  return new Map(addresses.map((address) => [address, lettersPerHour - (counted.get(address) ?? 0)]));
}

/**
 * Over the bound: this delivery speaks for all others that wait for the address. False where one such letter went in
 * this hour already: it then waits for the next.
 */
async function gather({ tx, clock }: Claim, row: Row): Promise<boolean> {
  const nowUs = clock.nowUs();
  const last = await tx
    .selectFrom("delivery")
    .select("settled_us")
    .where("address", "=", row.address)
    .where("state", "=", "sent")
    .where("change", "like", "more%")
    .where("settled_us", ">", nowUs - hourUs)
    .orderBy("settled_us", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last !== undefined) {
    const nextUs = (last.settled_us ?? nowUs) + hourUs;
    await tx.updateTable("delivery").set({ next_us: nextUs }).where("id", "=", row.id).execute();
    return false;
  }
  await tx
    .updateTable("delivery")
    .set({ state: "gathered", settled_us: nowUs })
    .where("id", "in", (eb) =>
      eb
        .selectFrom("delivery")
        .select("id")
        .where("address", "=", row.address)
        .where("state", "=", "waiting")
        .where("warning_id", "is not", null)
        .where("id", "<>", row.id)
        // What somebody else is writing to just now is gathered the next time: nobody waits for anybody.
        .forUpdate()
        .skipLocked(),
    )
    .execute();
  await tx
    .updateTable("delivery")
    .set({ change: `more ${row.change}` })
    .where("id", "=", row.id)
    .execute();
  return true;
}

const changeOf = (word: string): Change =>
  word === "closed" ? "closed" : word.startsWith("escalated") ? "escalated" : "new";

/** The letter of a delivery, or why none is needed any more. */
async function letterOf(claim: Claim, row: Row, isMore: boolean): Promise<Letter | string> {
  const letter = (notice: Notice, language: Language = "en", timeZone = "UTC", to = row.address): Letter => ({
    id: row.id,
    to,
    language,
    timeZone,
    notice,
  });
  const { tx, clock, base } = claim;
  const member = row.member_id === null ? null : await readMember(tx, row.member_id);
  if (row.invitation_id !== null) {
    const renewed = await renewMailToken(tx, clock, row.invitation_id);
    if (renewed === null) return "The invitation is open no more.";
    const { name, memberName } = renewed.opened;
    const link = `${base}/invitation#${renewed.token}`;
    return letter({ kind: "invitation", name, memberName, link }, member?.language, member?.timeZone);
  }
  if (member === null || row.warning_id === null) return "The member was removed.";
  const known = (await listMailRecipients(tx, [member.id])).get(member.id) ?? [];
  const recipient = known.find(({ key }) => key === row.recipient);
  if (recipient === undefined) return "Nobody is to be written to there any more.";
  const released = await askFor(claim, row, row.warning_id);
  if (typeof released === "string") return released;
  const change = changeOf(row.change);
  if (change !== "closed" && released.state === "closed") return "The warning was closed before.";
  const { language, timeZone } = member;
  if (isMore || row.change.startsWith("more"))
    return letter({ kind: "more", link: `${base}/warnings` }, language, timeZone, recipient.address);
  const link = await linkFor(claim, row, released);
  const notice: Notice = {
    kind: "warning",
    change,
    warning: released,
    link,
    isPersonal: row.person_id !== null,
    first: change === "new" ? null : await firstLetter(tx, row),
  };
  return letter(notice, language, timeZone, recipient.address);
}

/** Asks the gate toward the recipient, with a receipt where it says something that the last one did not. */
async function askFor(claim: Claim, row: Row, warningId: string): Promise<ReleasedWarning | string> {
  const { tx } = claim;
  const person = row.person_id === null ? null : await readPerson(tx, row.person_id);
  if (row.person_id !== null && person === null) return "The person was removed.";
  const recipient: Recipient =
    person === null ? { kind: "member", memberId: row.member_id ?? "" } : { kind: "person", person };
  const asked = await askGate(tx, warningId, recipient, "mail");
  if (asked === null) return "There is no such warning any more.";
  const { request, decision } = asked;
  const receipt = receiptOf(request, decision, null);
  const before = (await readReceipts(tx, "warning", [warningId])).findLast(
    (one) => one.channel === "mail" && one.recipientId === receipt.recipientId,
  );
  if (before?.formHash !== receipt.formHash || before.rule !== receipt.rule) claim.receipts.push(receipt);
  return decision.released ? decision.form : `The gate keeps it back: ${decision.rule}.`;
}

async function linkFor({ tx, clock, base }: Claim, row: Row, warning: ReleasedWarning): Promise<string> {
  if (row.person_id === null) return `${base}/warnings/${encodeURIComponent(warning.id)}`;
  const { token } = await createWarningLink(tx, clock, {
    warningId: warning.id,
    personId: row.person_id,
    madeBy: "center",
  });
  return `${base}/w/${token}`;
}

async function firstLetter(tx: Kysely<Tables>, row: Row): Promise<string | null> {
  const first = await tx
    .selectFrom("delivery")
    .select("id")
    .where("warning_id", "=", row.warning_id)
    .where("recipient", "=", row.recipient)
    .where("change", "=", "new")
    .executeTakeFirst();
  return first?.id ?? null;
}
