/**
 * Keeping mail as it comes in. What its sender is told (`kept`) does not depend on who it is: that is looked at
 * afterwards, by `judge-mail.ts`. The same bytes by the same way are one mail.
 */
import { type Clock, canonicalJson, newId, sha256Hex } from "../../base/index.js";
import { type ArrivedMail, contentHash, type MailSink } from "../../intake/index.js";
import { inTransaction, type State } from "../../store/index.js";
import { mailsWaitingMax, mailWaitingBytesMax } from "./limits.js";

/** What waits: for health and for the bound. */
export interface MailWaiting {
  readonly mails: number;
  readonly bytes: number;
  readonly held: number;
}

export async function mailWaiting(db: State["db"]): Promise<MailWaiting> {
  const row = await db
    .selectFrom("report_mail")
    .select(({ fn }) => [fn.countAll<number>().as("mails"), fn.sum<number | null>("bytes").as("bytes")])
    .select(({ fn }) => fn.countAll<number>().filterWhere("person_id", "is", null).as("held"))
    .where("state", "!=", "done")
    .executeTakeFirstOrThrow();
  return { mails: row.mails, bytes: row.bytes ?? 0, held: row.held };
}

export function mailKeeper(state: Pick<State, "db">, clock: Clock, onKept: () => void): MailSink {
  return {
    async accept(mail) {
      const answer = await inTransaction(state.db, (tx) => keep(tx, clock, mail));
      if (answer === "kept") onKept();
      return answer;
    },
  };
}

async function keep(tx: State["db"], clock: Clock, mail: ArrivedMail): Promise<"kept" | "full"> {
  const { bytes, mailFrom, helo, address } = mail;
  const arrival = sha256Hex(canonicalJson({ content: sha256Hex(bytes), mailFrom, address }));
  const known = await tx
    .selectFrom("report_mail")
    .select("id")
    .where("arrival_hash", "=", arrival)
    .executeTakeFirst();
  if (known !== undefined) return "kept";
  const waiting = await mailWaiting(tx);
  if (waiting.mails >= mailsWaitingMax || waiting.bytes + bytes.length > mailWaitingBytesMax) return "full";
  const nowUs = clock.nowUs();
  await tx
    .insertInto("report_mail")
    .values({
      id: newId(),
      state: "new",
      arrival_hash: arrival,
      content_hash: contentHash(bytes),
      person_id: null,
      received_us: nowUs,
      due_us: nowUs,
      tries: 0,
      bytes: bytes.length,
      content: bytes,
      arrival: JSON.stringify({ mailFrom, helo, address }),
      verdict: null,
    })
    .onConflict((conflict) => conflict.column("arrival_hash").doNothing())
    .execute();
  return "kept";
}
