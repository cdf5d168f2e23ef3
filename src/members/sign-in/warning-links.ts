/**
 * One-time links to one warning for one person: 256 random bits, kept as SHA-256, good for 72 hours. Opening the page
 * spends nothing, as mail scanners do it; pressing its button does, once. What it opens is a session of its own table
 * (`warning-sessions.ts`), so that no other part of the house can take it for more. The device that used a link may
 * use it again for two minutes (a page loaded twice); from another address a used link counts as stolen, and what it
 * opened ends. Every refusal is the same Problem; each one of a link that is known is an entry of the audit chain.
 */
import type { Kysely } from "kysely";
import { type Clock, hashToken, newId, newToken, Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { type Sender, sourceOf } from "./sender.js";
import { holdForSignIn, personOf } from "./standing.js";
import { beginGuess } from "./waiting.js";
import { openWarningSession } from "./warning-sessions.js";

/** A long weekend: a mail that came on Friday evening opens on Monday. */
export const warningLinkMs = 72 * 3_600_000;
const graceUs = 2 * 60e6;
/** How long a link that no longer works is known as one. */
const knownUs = 30 * 24 * 3_600e6;
const tokenMax = 200;

export interface WarningLinkInput {
  readonly warningId: string;
  readonly personId: string;
  /** Who had it made: a person's id, `center` for one that goes out by mail. */
  readonly madeBy: string;
}

export interface MadeWarningLink {
  readonly id: string;
  /** Shown once and stored nowhere. */
  readonly token: string;
  readonly expiresUs: number;
}

/** Makes a link, in the transaction of whatever it goes out by. That the person may read the warning is the caller's to know. */
export async function createWarningLink(
  tx: Kysely<Tables>,
  clock: Clock,
  { warningId, personId, madeBy }: WarningLinkInput,
): Promise<MadeWarningLink> {
  const nowUs = clock.nowUs();
  await tx
    .deleteFrom("warning_link")
    .where("expires_us", "<", nowUs - knownUs)
    .execute();
  const token = newToken("bww");
  const link = { id: newId(), token, expiresUs: nowUs + warningLinkMs * 1000 };
  await tx
    .insertInto("warning_link")
    .values({
      id: link.id,
      token_hash: hashToken(token),
      warning_id: warningId,
      person_id: personId,
      made_by: madeBy,
      created_us: nowUs,
      expires_us: link.expiresUs,
      used_us: null,
      used_from: null,
      revoked_us: null,
    })
    .execute();
  return link;
}

/** What every link that opens nothing is answered, whatever was wrong. */
export const warningLinkRefused = (): Problem =>
  membersProblem("warning-link-refused", "It was used, has expired, or is not complete.");

export interface OpenedWarningLink {
  readonly person: Person;
  readonly warningId: string;
  readonly sessionToken: string;
  readonly expiresUs: number;
}

/** Whether a person may read a warning now; asked of whoever has the gate. */
export type MayRead = (tx: Kysely<Tables>, person: Person, warningId: string) => Promise<boolean>;

interface LinkRow {
  readonly id: string;
  readonly warning_id: string;
  readonly person_id: string;
  readonly expires_us: number;
  readonly used_us: number | null;
  readonly used_from: string | null;
  readonly revoked_us: number | null;
}

/** Why a link that is known opens nothing, in a word for the audit chain; null where it may. */
function whyNot(link: LinkRow, nowUs: number, from: string): string | null {
  if (link.revoked_us !== null) return "revoked";
  if (link.used_us !== null && link.used_from !== from) return "used-elsewhere";
  if (link.expires_us <= nowUs) return "expired";
  if (link.used_us !== null && nowUs - link.used_us > graceUs) return "used";
  return null;
}

/** Spends a link and opens the session of its warning. */
export async function redeemWarningLink(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
  sender: Sender,
  mayRead: MayRead,
): Promise<OpenedWarningLink | Problem> {
  const from = sourceOf(sender.address);
  const guess = await beginGuess(db, clock, from);
  if (guess === null || token.length > tokenMax) return warningLinkRefused();
  const opened = await inTransaction(db, async (tx): Promise<OpenedWarningLink | Problem> => {
    const hash = hashToken(token);
    const whose = await tx
      .selectFrom("warning_link")
      .select("person_id")
      .where("token_hash", "=", hash)
      .executeTakeFirst();
    if (whose === undefined) return warningLinkRefused();
    const person = await holdForSignIn(tx, whose.person_id);
    const link = await tx
      .selectFrom("warning_link")
      .select(["id", "warning_id", "person_id", "expires_us", "used_us", "used_from", "revoked_us"])
      .where("token_hash", "=", hash)
      .forUpdate()
      .executeTakeFirst();
    if (link === undefined) return warningLinkRefused();
    const nowUs = clock.nowUs();
    const reason =
      whyNot(link, nowUs, from) ??
      (person === null || person.memberId === null
        ? "person-gone"
        : (await mayRead(tx, personOf(person), link.warning_id))
          ? null
          : "not-released");
    const detail = { warningId: link.warning_id };
    if (reason !== null || person === null) {
      // Whoever comes second with a used link may be the owner and the first the thief: nobody goes on with it.
      if (reason === "used-elsewhere")
        await tx.deleteFrom("warning_session").where("link_id", "=", link.id).execute();
      const refused = { kind: "warning-link-refuse", actor: centerActor, subject: link.id };
      await appendAudit(tx, clock, [{ ...refused, detail: { ...detail, reason } }]);
      return warningLinkRefused();
    }
    if (link.used_us === null)
      await tx
        .updateTable("warning_link")
        .set({ used_us: nowUs, used_from: from })
        .where("id", "=", link.id)
        .execute();
    const session = await openWarningSession(tx, clock, {
      linkId: link.id,
      warningId: link.warning_id,
      person,
    });
    await appendAudit(tx, clock, [{ kind: "warning-link-open", actor: person.id, subject: link.id, detail }]);
    return { person: personOf(person), warningId: link.warning_id, ...session };
  });
  if (!(opened instanceof Problem)) await guess.succeeded();
  return opened;
}
