/**
 * Who signs in, and who makes access for others, must still be there when it is done: a request may have been let in a
 * moment before its person was reset, removed or given another role. The person's row is held until the transaction
 * ends, and ending access (`leaving.ts`) takes the same row whole and first, so it is one after the other and never
 * beside. The order of all locks is in `../locking.ts`.
 *
 * A sign-in and a change of a person's own methods hold the row `for no key update`: one at a time for each person
 * (they write the same codes and devices), and beside them whatever only refers to the person. Who makes something
 * for others holds it `for share`: many at once, but not beside its end.
 */
import type { Kysely } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import type { Person, Role } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";

/** A person whose row this transaction holds: only who has one can open a session for it. */
export interface HeldPerson extends Person {
  readonly email: string | null;
  /** When the person's access was last ended by a reset or another role; null where it never was. */
  readonly endedUs: number | null;
  readonly held: typeof held;
}
const held = Symbol("held until the transaction ends");

/** Holds a person for a sign-in or a change of its own methods; null where nobody has this id any more. */
export async function holdForSignIn(tx: Kysely<Tables>, personId: string): Promise<HeldPerson | null> {
  const row = await tx
    .selectFrom("person")
    .select(["id", "name", "role", "member_id", "email"])
    .where("id", "=", personId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  // In a statement of its own: one that waited for the person would see this as it was before.
  const ended = await tx
    .selectFrom("access_ended")
    .select("ended_us")
    .where("person_id", "=", personId)
    .executeTakeFirst();
  const { id, name, email, member_id: memberId } = row;
  const endedUs = ended?.ended_us ?? null;
  return { id, name, role: row.role as Role, memberId, email, endedUs, held };
}

/** The person alone, for an answer. */
export const personOf = ({ id, name, role, memberId }: HeldPerson): Person => ({ id, name, role, memberId });

/** Holds people until the transaction ends, all in the order of their ids, those that are to end whole. */
export async function holdPeople(
  tx: Kysely<Tables>,
  people: { readonly end?: readonly string[]; readonly stay?: readonly (string | null)[] },
): Promise<void> {
  const ending = new Set(people.end);
  const all = new Set([...ending, ...(people.stay ?? []).filter((id) => id !== null)]);
  for (const id of [...all].sort()) {
    const one = tx.selectFrom("person").select("id").where("id", "=", id);
    await (ending.has(id) ? one.forUpdate() : one.forShare()).execute();
  }
}

/**
 * By what a request was let in that makes access: its session or its token, which must still stand when the thing is
 * made. Null stands for the machine's own command line, which is always there.
 */
export type Maker =
  | { readonly personId: string; readonly sessionHash: string }
  | { readonly tokenId: string }
  | null;

/** The person who makes it, and whose leaving ends it; null for a program and for the machine's own command line. */
export const makerPerson = (maker: Maker): string | null =>
  maker !== null && "personId" in maker ? maker.personId : null;

const making: readonly string[] = ["operator", "admin"];

/**
 * Whether who makes access is still there, in a role that may, by a session or token that stands; they stay until the
 * transaction ends. Where it holds people besides, `holdPeople` comes first, with this one among those who stay.
 */
export async function isMakerStanding(tx: Kysely<Tables>, clock: Clock, maker: Maker): Promise<boolean> {
  if (maker === null) return true;
  if ("tokenId" in maker) return isTokenStanding(tx, clock, maker.tokenId);
  await holdPeople(tx, { stay: [maker.personId] });
  const person = await tx
    .selectFrom("person")
    .select("role")
    .where("id", "=", maker.personId)
    .executeTakeFirst();
  return person !== undefined && making.includes(person.role) && (await isSessionStanding(tx, clock, maker));
}

/** What a request is told that was let in before its session or token ended. */
export const makerGone = (): Problem =>
  membersProblem("session-refused", "The session has ended, or its person may not do this any more.");

/** Holds a person for a change of its own methods; false where the session that asks has ended. */
export async function holdOwn(
  tx: Kysely<Tables>,
  clock: Clock,
  session: { readonly person: Pick<Person, "id">; readonly sessionHash: string },
): Promise<boolean> {
  const personId = session.person.id;
  if ((await holdForSignIn(tx, personId)) === null) return false;
  return isSessionStanding(tx, clock, { personId, sessionHash: session.sessionHash });
}

/** Held by its key, so that it can be used meanwhile but not ended. */
async function isSessionStanding(
  tx: Kysely<Tables>,
  clock: Clock,
  of: { readonly personId: string; readonly sessionHash: string },
): Promise<boolean> {
  const session = await tx
    .selectFrom("session")
    .select("id")
    .where("token_hash", "=", of.sessionHash)
    .where("person_id", "=", of.personId)
    .where("expires_us", ">", clock.nowUs())
    .forKeyShare()
    .executeTakeFirst();
  return session !== undefined;
}

async function isTokenStanding(tx: Kysely<Tables>, clock: Clock, tokenId: string): Promise<boolean> {
  const token = await tx
    .selectFrom("api_token")
    .select("expires_us")
    .where("id", "=", tokenId)
    .where("revoked_us", "is", null)
    .forShare()
    .executeTakeFirst();
  return token !== undefined && (token.expires_us === null || token.expires_us > clock.nowUs());
}
