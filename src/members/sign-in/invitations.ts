/**
 * Invitations by single-use link: name, mail address, role and company of somebody who is to come. The link's token is
 * shown once and kept as SHA-256; it works for seven days, once, and until it is revoked. Accepting makes the person
 * and a session that can do nothing but set up a sign-in method. A used, an expired, a revoked and an invented link
 * get the same answer. Nobody can be invited into two companies: the address is unique, and the refusal does not say
 * who has it. The audit chain has who invited and who came, by ids, and no names or addresses.
 */
import type { Kysely } from "kysely";
import { assert, type Clock, hashToken, newId, newToken, Problem, Refusal } from "../../base/index.js";
import type { Person, Role } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables, uniqueViolation } from "../../store/index.js";
import { holdMember } from "../locking.js";
import { addedEntry, checkPerson, keepPerson } from "../people.js";
import { membersProblem } from "../problems.js";
import { openSession } from "../sessions.js";
import { emailUnavailable, readEmail } from "./accounts.js";
import type { Sender } from "./sender.js";
import { holdForSignIn, isMakerStanding, type Maker, makerPerson } from "./standing.js";

export const invitationLifeMs = 7 * 24 * 3_600_000;
/** Open invitations at once, of one company or of the center: a mistake in a loop stays small. */
const openMax = 500;

export interface InvitationInput {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly memberId: string | null;
  /** Who invites; null for the machine's own command line. */
  readonly maker: Maker;
}

export type InvitationState = "open" | "accepted" | "revoked" | "expired";

export interface Invitation {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly memberId: string | null;
  readonly createdUs: number;
  readonly expiresUs: number;
  readonly state: InvitationState;
}

export async function createInvitation(
  db: Kysely<Tables>,
  clock: Clock,
  input: InvitationInput,
  actor: string = centerActor,
  /** What else is kept with it, in its transaction. */
  also: (tx: Kysely<Tables>, invitation: Invitation) => Promise<unknown> = async () => undefined,
): Promise<{ readonly token: string; readonly invitation: Invitation } | Problem> {
  const email = readEmail(input.email);
  if (email instanceof Problem) return email;
  if (email === null) return emailUnavailable();
  return inTransaction(db, async (tx) => {
    // It holds the member, which comes before its people.
    const checked = await checkPerson(tx, input);
    if (!(await isMakerStanding(tx, clock, input.maker)))
      return membersProblem("invitation-invalid", "Who makes it may not invite any more.");
    if (checked instanceof Problem) return checked;
    const taken = await tx
      .selectFrom("person")
      .select("member_id")
      .where("email", "=", email)
      .executeTakeFirst();
    if (taken !== undefined) return emailUnavailable();
    const nowUs = clock.nowUs();
    const open = await tx
      .selectFrom("invitation")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("member_id", input.memberId === null ? "is" : "=", input.memberId)
      .where("used_us", "is", null)
      .where("revoked_us", "is", null)
      .where("expires_us", ">", nowUs)
      .executeTakeFirstOrThrow();
    if (open.count >= openMax)
      return membersProblem("invitation-invalid", `${openMax} invitations are open; revoke some first.`);
    const token = newToken("bwi");
    const row = {
      id: newId(),
      token_hash: hashToken(token),
      name: checked.name,
      email,
      role: checked.role,
      member_id: input.memberId,
      made_by: makerPerson(input.maker),
      created_us: nowUs,
      expires_us: nowUs + invitationLifeMs * 1000,
      used_us: null,
      revoked_us: null,
      person_id: null,
    };
    await tx.insertInto("invitation").values(row).execute();
    await also(tx, toInvitation(row, nowUs));
    const detail = { role: row.role, memberId: row.member_id };
    await appendAudit(tx, clock, [{ kind: "invitation-add", actor, subject: row.id, detail }]);
    return { token, invitation: toInvitation(row, nowUs) };
  });
}

interface InvitationRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly member_id: string | null;
  readonly created_us: number;
  readonly expires_us: number;
  readonly used_us: number | null;
  readonly revoked_us: number | null;
}

function toInvitation(row: InvitationRow, nowUs: number): Invitation {
  const state =
    row.used_us !== null
      ? "accepted"
      : row.revoked_us !== null
        ? "revoked"
        : row.expires_us <= nowUs
          ? "expired"
          : "open";
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    memberId: row.member_id,
    createdUs: row.created_us,
    expiresUs: row.expires_us,
    state,
  };
}

/** The newest 200 invitations, of one company where it is given; null for the center's own. */
export async function listInvitations(
  db: Kysely<Tables>,
  clock: Clock,
  memberId?: string | null,
): Promise<readonly Invitation[]> {
  let query = db.selectFrom("invitation").selectAll();
  if (memberId !== undefined) query = query.where("member_id", memberId === null ? "is" : "=", memberId);
  const rows = await query.orderBy("created_us", "desc").orderBy("id").limit(200).execute();
  return rows.map((row) => toInvitation(row, clock.nowUs()));
}

/**
 * Revokes an invitation that nobody accepted. One that was revoked before stays as it was, which is no change.
 * `memberId` is whose it must be; left out, anybody's.
 */
export async function revokeInvitation(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  memberId?: string,
  actor: string = centerActor,
): Promise<Invitation | Problem> {
  return inTransaction(db, async (tx) => {
    let query = tx.selectFrom("invitation").selectAll().where("id", "=", id).where("used_us", "is", null);
    if (memberId !== undefined) query = query.where("member_id", "=", memberId);
    const row = await query.forUpdate().executeTakeFirst();
    if (row === undefined) return membersProblem("invitation-unknown", "No open invitation has this id.");
    const nowUs = clock.nowUs();
    if (row.revoked_us !== null) return toInvitation(row, nowUs);
    await tx.updateTable("invitation").set({ revoked_us: nowUs }).where("id", "=", id).execute();
    const detail = { memberId: row.member_id };
    await appendAudit(tx, clock, [{ kind: "invitation-revoke", actor, subject: id, detail }]);
    return toInvitation({ ...row, revoked_us: nowUs }, nowUs);
  });
}

const refusal = (): Problem =>
  membersProblem("invitation-refused", "It was used, revoked, has expired, or is not complete.");

export interface OpenedInvitation {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly memberName: string | null;
  readonly expiresUs: number;
}

/** What an invitation says to who holds its link; spends nothing. */
export async function openInvitation(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
): Promise<OpenedInvitation | Problem> {
  if (token.length > 200) return refusal();
  const hash = hashToken(token);
  const row = await db
    .selectFrom("invitation as i")
    .leftJoin("member as m", "m.id", "i.member_id")
    .select(["i.name", "i.email", "i.role", "i.expires_us", "m.name as member_name"])
    .where((eb) => eb.or([eb("i.token_hash", "=", hash), eb("i.mail_token_hash", "=", hash)]))
    .where("i.used_us", "is", null)
    .where("i.revoked_us", "is", null)
    .where("i.expires_us", ">", clock.nowUs())
    .executeTakeFirst();
  if (row === undefined) return refusal();
  const { name, email, role, member_name, expires_us } = row;
  return { name, email, role: role as Role, memberName: member_name, expiresUs: expires_us };
}

/** Makes the person and a first session, and spends the link: of two clicks at the same time one gets in. */
export async function acceptInvitation(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
  sender: Sender,
): Promise<{ readonly person: Person; readonly sessionToken: string } | Problem> {
  if (token.length > 200) return refusal();
  const nowUs = clock.nowUs();
  const hash = hashToken(token);
  try {
    return await inTransaction(db, async (tx) => {
      const into = await tx
        .selectFrom("invitation")
        .select("member_id")
        .where((eb) => eb.or([eb("token_hash", "=", hash), eb("mail_token_hash", "=", hash)]))
        .executeTakeFirst();
      if (into === undefined || !(await holdMember(tx, into.member_id))) return refusal();
      const row = await tx
        .updateTable("invitation")
        .set({ used_us: nowUs })
        .where((eb) => eb.or([eb("token_hash", "=", hash), eb("mail_token_hash", "=", hash)]))
        .where("used_us", "is", null)
        .where("revoked_us", "is", null)
        .where("expires_us", ">", nowUs)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return refusal();
      const { id, name, role, email, member_id: memberId } = row;
      const person = await keepPerson(tx, clock, { name, role, email, memberId });
      // Thrown, so that the link is not spent on what could not be done.
      if (person instanceof Problem) throw new Refusal(person);
      await tx.updateTable("invitation").set({ person_id: person.id }).where("id", "=", id).execute();
      const own = await holdForSignIn(tx, person.id);
      assert(own !== null, "the transaction has just made the person");
      const { token: sessionToken, entry } = await openSession(tx, clock, own, "invitation", { sender });
      const accepted = {
        kind: "invitation-accept",
        actor: person.id,
        subject: id,
        detail: { role, memberId },
      };
      await appendAudit(tx, clock, [accepted, addedEntry(person, person.id), entry]);
      return { person, sessionToken };
    });
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    if (uniqueViolation(error) === "person_email") return emailUnavailable();
    throw error;
  }
}

/**
 * A token of its own for the mail that an invitation goes out by, as the one that was shown is kept by its hash alone.
 * Null where the invitation is open no more. Each further try replaces the token of the one before.
 */
export async function renewMailToken(
  tx: Kysely<Tables>,
  clock: Clock,
  id: string,
): Promise<{ readonly token: string; readonly opened: OpenedInvitation } | null> {
  const token = newToken("bwi");
  const row = await tx
    .updateTable("invitation")
    .set({ mail_token_hash: hashToken(token) })
    .where("id", "=", id)
    .where("used_us", "is", null)
    .where("revoked_us", "is", null)
    .where("expires_us", ">", clock.nowUs())
    .returning("id")
    .executeTakeFirst();
  const opened = row === undefined ? null : await openInvitation(tx, clock, token);
  return opened === null || opened instanceof Problem ? null : { token, opened };
}
