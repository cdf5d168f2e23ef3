/**
 * What keeps passwords and codes from being guessed: failures are counted per account and per address, and each
 * further one makes the next wait longer. An attempt is counted before it is checked, in one statement, so that a
 * hundred at the same moment are a hundred; one that succeeds takes its count back. A name that nobody has is counted
 * like the rest, so that a wait tells nothing. Keys are hashed, rows go after a day, and their number is bounded.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, type Problem, sha256Hex } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";

/** Failures without a wait. An office behind one address mistypes more often than one person. */
const freeOf = { account: 4, address: 20, link: 20 } as const;
/** The first wait; each further failure doubles it. */
const firstWaitUs = 2e6;
/** At a quarter of an hour each an account takes 96 guesses a day: a code of six digits holds for 14 years. */
const longestWaitUs = 15 * 60e6;
const forgetAfterUs = 24 * 3_600e6;
/** Some 150 bytes each. */
const rowsMax = 50_000;

export interface Attempt {
  /** Takes the counts back. */
  succeeded(): Promise<void>;
}

type Kind = keyof typeof freeOf;

/** Counts an attempt; the microseconds to wait where it comes too early, else null. */
async function count(db: Kysely<Tables>, nowUs: number, kind: Kind, key: string): Promise<number | null> {
  const free = freeOf[kind];
  const wait = (failures: string) =>
    sql`case when ${sql.raw(failures)} <= ${free}::int then 0
      else least(${longestWaitUs}::bigint,
        (${firstWaitUs} * power(2, least(30, ${sql.raw(failures)} - ${free}::int - 1)))::bigint) end`;
  const { rows } = await sql`
    insert into sign_in_wait as w (key, failures, last_us, until_us) values (${key}, 1, ${nowUs}, ${nowUs})
    on conflict (key) do update set
      failures = case when w.last_us < ${nowUs - forgetAfterUs} then 1 else w.failures + 1 end,
      last_us = ${nowUs},
      until_us = case when w.last_us < ${nowUs - forgetAfterUs} then ${nowUs}::bigint
        else ${nowUs}::bigint + ${wait("(w.failures + 1)")} end
    where w.until_us <= ${nowUs}
    returning failures`.execute(db);
  if (rows.length > 0) return null;
  const row = await db
    .selectFrom("sign_in_wait")
    .select("until_us")
    .where("key", "=", key)
    .executeTakeFirst();
  return Math.max(1e6, (row?.until_us ?? nowUs) - nowUs);
}

async function prune(db: Kysely<Tables>, nowUs: number): Promise<void> {
  await db
    .deleteFrom("sign_in_wait")
    .where("last_us", "<", nowUs - forgetAfterUs)
    .execute();
  await sql`delete from sign_in_wait where key in
    (select key from sign_in_wait order by last_us desc offset ${rowsMax})`.execute(db);
}

const keyOf = (kind: Kind, name: string): string => sha256Hex(`${kind}\0${name}`);

/** Begins an attempt on an account (any text that names one) from an address; a Problem where it has to wait. */
export async function beginAttempt(
  db: Kysely<Tables>,
  clock: Clock,
  account: string,
  address: string,
): Promise<Attempt | Problem> {
  const nowUs = clock.nowUs();
  const keys = [keyOf("address", address), keyOf("account", account)] as const;
  await prune(db, nowUs);
  const waits = [
    await count(db, nowUs, "address", keys[0]),
    // Both always, so that a wait for the address takes as long as one for the account.
    await count(db, nowUs, "account", keys[1]),
  ];
  const longest = Math.max(...waits.map((wait) => wait ?? 0));
  if (longest > 0) {
    // What was not tried is not a failure of the other.
    for (const [at, wait] of waits.entries())
      if (wait === null) await takeBack(db, nowUs, keys[at] as string);
    const seconds = Math.ceil(longest / 1e6);
    return membersProblem("sign-in-wait", `Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`);
  }
  return {
    succeeded: async () => {
      await takeBack(db, nowUs, keys[0]);
      await db.deleteFrom("sign_in_wait").where("key", "=", keys[1]).execute();
    },
  };
}

/**
 * Begins to redeem a link to a warning: only the address is counted, as a wrong token names nobody. Null where it has
 * to wait.
 */
export async function beginGuess(db: Kysely<Tables>, clock: Clock, address: string): Promise<Attempt | null> {
  const nowUs = clock.nowUs();
  const key = keyOf("link", address);
  await prune(db, nowUs);
  return (await count(db, nowUs, "link", key)) === null
    ? { succeeded: () => takeBack(db, nowUs, key) }
    : null;
}

async function takeBack(db: Kysely<Tables>, nowUs: number, key: string): Promise<void> {
  await db
    .updateTable("sign_in_wait")
    .set((eb) => ({
      failures: eb.fn<number>("greatest", [eb("failures", "-", 1), eb.val(0)]),
      until_us: nowUs,
    }))
    .where("key", "=", key)
    .execute();
}
