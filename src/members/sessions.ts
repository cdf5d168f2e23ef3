/**
 * Sessions in our own table: a random token in the browser's cookie, its SHA-256 here. A session ends twelve
 * hours after it was last used and a week after it began, whichever comes first, and at once when it is revoked
 * or its person is removed. `seen` is written at most once a minute, so that reading does not write each time.
 * Every session made is a sign-in of the audit chain, in the same transaction, and every one ended a sign-out.
 */
import type { Kysely } from "kysely";
import { assert, type Clock, hashToken, newId, newToken, type Problem } from "../base/index.js";
import type { Person, Role } from "../model/index.js";
import { type AuditEntry, appendAudit, inTransaction, type Tables } from "../store/index.js";
import { membersProblem } from "./problems.js";
import { deviceHash, deviceWords, type Sender, unknownSender } from "./sign-in/sender.js";
import { type HeldPerson, holdForSignIn, personOf } from "./sign-in/standing.js";

export const sessionIdleMs = 12 * 3_600_000;
export const sessionLongestMs = 7 * 24 * 3_600_000;
const seenEveryUs = 60e6;
/** Devices remembered of one person. */
const devicesMax = 50;
/** Whoever has one of these roles meets a second factor before anything else. */
export const secondFactorRoles = ["operator", "admin"] as const satisfies readonly Role[];

/** What is known of a sign-in besides whose it is. */
export interface SessionMade {
  /** True where a second factor was met: a passkey, or a code beside the password. */
  readonly secondFactor?: boolean;
  readonly sender?: Sender;
}

/** Signs a person in; `way` says how, in the audit chain too: link, invitation, password, passkey, oidc. */
export async function createSession(
  db: Kysely<Tables>,
  clock: Clock,
  personId: string,
  way = "link",
  made: SessionMade = {},
): Promise<string> {
  return inTransaction(db, async (tx) => {
    const person = await holdForSignIn(tx, personId);
    assert(person !== null, "who is signed in is a person of this center");
    return (await signIn(tx, clock, person, way, made)).sessionToken;
  });
}

export interface SignedIn {
  readonly person: Person;
  /** The session's token, for the cookie; stored only as its hash. */
  readonly sessionToken: string;
}

/** Opens a session of a person that the transaction holds, with its entry, which is the last thing it does. */
export async function signIn(
  tx: Kysely<Tables>,
  clock: Clock,
  person: HeldPerson,
  way: string,
  made: SessionMade,
): Promise<SignedIn> {
  const { token, entry } = await openSession(tx, clock, person, way, made);
  await appendAudit(tx, clock, [entry]);
  return { person: personOf(person), sessionToken: token };
}

/** As `signIn`, for a transaction that has more entries: it adds this one with them, as the last it does. */
export async function openSession(
  tx: Kysely<Tables>,
  clock: Clock,
  { id: personId }: HeldPerson,
  way: string,
  { secondFactor = false, sender = unknownSender }: SessionMade,
): Promise<{ readonly token: string; readonly entry: AuditEntry }> {
  const token = newToken("bws");
  const nowUs = clock.nowUs();
  // What another transaction holds it ends itself; waiting for it here would be against the order of locks.
  await tx
    .deleteFrom("session")
    .where("token_hash", "in", (old) =>
      old.selectFrom("session").select("token_hash").where("expires_us", "<", nowUs).forUpdate().skipLocked(),
    )
    .execute();
  await tx
    .insertInto("session")
    .values({
      token_hash: hashToken(token),
      person_id: personId,
      created_us: nowUs,
      expires_us: nowUs + sessionIdleMs * 1000,
      seen_us: nowUs,
      id: newId(),
      way,
      second_factor: secondFactor,
      address: sender.address.slice(0, 100),
      device: deviceWords(sender.userAgent),
      new_device: await rememberDevice(tx, nowUs, personId, sender),
    })
    .execute();
  return { token, entry: { kind: "sign-in", actor: personId, subject: personId, detail: { by: way } } };
}

/** True where the person has signed in before, but never from this device and network. */
async function rememberDevice(
  tx: Kysely<Tables>,
  nowUs: number,
  personId: string,
  sender: Sender,
): Promise<boolean> {
  const device = deviceHash(personId, sender);
  const known = await tx
    .selectFrom("known_device")
    .select("device_hash")
    .where("person_id", "=", personId)
    .orderBy("seen_us", "desc")
    .execute();
  await tx
    .insertInto("known_device")
    .values({ person_id: personId, device_hash: device, seen_us: nowUs })
    .onConflict((conflict) => conflict.columns(["person_id", "device_hash"]).doUpdateSet({ seen_us: nowUs }))
    .execute();
  const forgotten = known.slice(devicesMax).map((row) => row.device_hash);
  if (forgotten.length > 0)
    await tx
      .deleteFrom("known_device")
      .where("person_id", "=", personId)
      .where("device_hash", "in", forgotten)
      .execute();
  return known.length > 0 && known.every((row) => row.device_hash !== device);
}

export interface CheckedSession {
  readonly person: Person;
  readonly sessionHash: string;
  readonly sessionId: string;
  /** True where a second factor was met in it. */
  readonly secondFactor: boolean;
  /** True where it can do nothing but set up or confirm a second factor. */
  readonly limited: boolean;
}

/** Operators and admins need a second factor; who came by an invitation needs a way to come again. */
function isLimited(role: Role, way: string, secondFactor: boolean): boolean {
  return !secondFactor && (secondFactorRoles.some((needs) => needs === role) || way === "invitation");
}

/** Whose session a token is. Extends it, as it has just been used. */
export async function checkSession(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
): Promise<CheckedSession | Problem> {
  const refusal = membersProblem("session-refused", "The session has ended.");
  if (token.length > 200) return refusal;
  return (await checkSessionHash(db, clock, hashToken(token), true)) ?? refusal;
}

/** Whether a session still stands, without extending it: for a stream that is open but not used. */
export async function sessionStands(db: Kysely<Tables>, clock: Clock, sessionHash: string): Promise<boolean> {
  return (await checkSessionHash(db, clock, sessionHash, false)) !== null;
}

async function checkSessionHash(
  db: Kysely<Tables>,
  clock: Clock,
  sessionHash: string,
  extend: boolean,
): Promise<CheckedSession | null> {
  const nowUs = clock.nowUs();
  const row = await db
    .selectFrom("session as s")
    .innerJoin("person as p", "p.id", "s.person_id")
    .select([
      "p.id",
      "p.name",
      "p.role",
      "p.member_id",
      "s.id as session_id",
      "s.seen_us",
      "s.created_us",
      "s.way",
      "s.second_factor",
    ])
    .where("s.token_hash", "=", sessionHash)
    .where("s.expires_us", ">", nowUs)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (extend && nowUs - row.seen_us > seenEveryUs)
    await db
      .updateTable("session")
      .set({
        seen_us: nowUs,
        expires_us: Math.min(nowUs + sessionIdleMs * 1000, row.created_us + sessionLongestMs * 1000),
      })
      .where("token_hash", "=", sessionHash)
      .execute();
  const role = row.role as Role;
  return {
    person: { id: row.id, name: row.name, role, memberId: row.member_id },
    sessionHash,
    sessionId: row.session_id,
    secondFactor: row.second_factor,
    limited: isLimited(role, row.way, row.second_factor),
  };
}

export interface SessionRow {
  readonly sessionHash: string;
  /** What a person may know of it; the hash stays here. */
  readonly id: string;
  readonly createdUs: number;
  readonly seenUs: number;
  readonly expiresUs: number;
  /** How it was opened: link, invitation, password, passkey, oidc. */
  readonly way: string;
  readonly secondFactor: boolean;
  readonly address: string;
  readonly device: string;
  /** True where the person had signed in before, but never from this device and network. */
  readonly newDevice: boolean;
}

export async function listSessions(
  db: Kysely<Tables>,
  clock: Clock,
  personId: string,
): Promise<readonly SessionRow[]> {
  const rows = await db
    .selectFrom("session")
    .selectAll()
    .where("person_id", "=", personId)
    .where("expires_us", ">", clock.nowUs())
    .orderBy("seen_us", "desc")
    .execute();
  return rows.map((row) => ({
    sessionHash: row.token_hash,
    id: row.id,
    createdUs: row.created_us,
    seenUs: row.seen_us,
    expiresUs: row.expires_us,
    way: row.way,
    secondFactor: row.second_factor,
    address: row.address,
    device: row.device,
    newDevice: row.new_device,
  }));
}

const signOutEntry = (subject: string, actor: string): AuditEntry => ({
  kind: "sign-out",
  actor,
  subject,
  detail: {},
});

/** Ends one session; false where it had already ended. `actor` is its own person where left out. */
export async function revokeSession(
  db: Kysely<Tables>,
  clock: Clock,
  sessionHash: string,
  actor?: string,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const ended = await tx
      .deleteFrom("session")
      .where("token_hash", "=", sessionHash)
      .returning("person_id")
      .executeTakeFirst();
    if (ended === undefined) return false;
    await appendAudit(tx, clock, [signOutEntry(ended.person_id, actor ?? ended.person_id)]);
    return true;
  });
}

/** Says that a second factor was met in a session; nothing where it has ended. */
export async function markSecondFactor(tx: Kysely<Tables>, sessionHash: string): Promise<void> {
  await tx
    .updateTable("session")
    .set({ second_factor: true })
    .where("token_hash", "=", sessionHash)
    .execute();
}

/**
 * Ends sessions of a person: all, or the one with an id, or all but the one in which a method changed. Answers an entry
 * for each that stood, which the caller's transaction adds as the last it does.
 */
export async function endSessions(
  tx: Kysely<Tables>,
  clock: Clock,
  personId: string,
  actor: string,
  which: { readonly id?: string; readonly exceptHash?: string } = {},
): Promise<readonly AuditEntry[]> {
  let query = tx.deleteFrom("session").where("person_id", "=", personId);
  if (which.id !== undefined) query = query.where("id", "=", which.id);
  if (which.exceptHash !== undefined) query = query.where("token_hash", "<>", which.exceptHash);
  const ended = await query.returning("expires_us").execute();
  const nowUs = clock.nowUs();
  return ended.filter((row) => row.expires_us > nowUs).map(() => signOutEntry(personId, actor));
}

/** Ends one session of a person by its id; false where none that stood has it. */
export async function revokeSessionOf(
  db: Kysely<Tables>,
  clock: Clock,
  personId: string,
  sessionId: string,
  actor: string = personId,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const entries = await endSessions(tx, clock, personId, actor, { id: sessionId });
    await appendAudit(tx, clock, entries);
    return entries.length > 0;
  });
}
