/**
 * Steps of a sign-in or a set-up under way: what the center asked of a browser (a challenge, a state, a secret), kept
 * here and named by a random token that only that browser has. A step is good once and for minutes, so an answer that
 * is replayed, late or somebody else's finds nothing. The table is bounded: beyond its bound the oldest go.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, hashToken, newToken } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import type { HeldPerson } from "./standing.js";

export type StepKind = "passkey-add" | "passkey-sign-in" | "password-set" | "oidc";

export interface Step {
  readonly personId: string | null;
  readonly content: unknown;
  readonly begunUs: number;
}

/**
 * Whether a sign-in was begun before its person's access was ended, by a reset or another role: such a step names
 * nobody until it is answered, so it can't be deleted with the person's other ones.
 */
export const isOver = ({ begunUs }: Step, { endedUs }: Pick<HeldPerson, "endedUs">): boolean =>
  endedUs !== null && begunUs < endedUs;

/** Long enough to find the phone or to sign in at the company's own page. */
const stepLifeMs = 10 * 60_000;
/** Some 500 bytes each: 10 MB at the most. */
const stepsMax = 20_000;

/** Keeps what was asked; the token for the browser. */
export async function openStep(
  db: Kysely<Tables>,
  clock: Clock,
  kind: StepKind,
  personId: string | null,
  content: object,
): Promise<string> {
  const token = newToken("bwp");
  const nowUs = clock.nowUs();
  await db
    .deleteFrom("sign_in_step")
    .where("token_hash", "in", (old) =>
      old
        .selectFrom("sign_in_step")
        .select("token_hash")
        .where("expires_us", "<=", nowUs)
        .forUpdate()
        .skipLocked(),
    )
    .execute();
  await db
    .insertInto("sign_in_step")
    .values({
      token_hash: hashToken(token),
      kind,
      person_id: personId,
      content: JSON.stringify(content),
      expires_us: nowUs + stepLifeMs * 1000,
    })
    .execute();
  await sql`delete from sign_in_step where token_hash in
    (select token_hash from sign_in_step order by expires_us desc offset ${stepsMax} for update skip locked)`.execute(
    db,
  );
  return token;
}

/** Spends a step; null where there is none of this kind that is still good. */
export async function takeStep(
  db: Kysely<Tables>,
  clock: Clock,
  kind: StepKind,
  token: string,
): Promise<Step | null> {
  const row = await db
    .deleteFrom("sign_in_step")
    .where("token_hash", "=", hashToken(token))
    .where("kind", "=", kind)
    .where("expires_us", ">", clock.nowUs())
    .returning(["person_id", "content", "expires_us"])
    .executeTakeFirst();
  return row === undefined ? null : toStep(row);
}

/** Looks at a step without spending it: a mistyped code may be typed again. */
export async function readStep(
  db: Kysely<Tables>,
  clock: Clock,
  kind: StepKind,
  token: string,
): Promise<Step | null> {
  const row = await db
    .selectFrom("sign_in_step")
    .select(["person_id", "content", "expires_us"])
    .where("token_hash", "=", hashToken(token))
    .where("kind", "=", kind)
    .where("expires_us", ">", clock.nowUs())
    .executeTakeFirst();
  return row === undefined ? null : toStep(row);
}

const toStep = (row: {
  readonly person_id: string | null;
  readonly content: object;
  readonly expires_us: number;
}): Step => ({
  personId: row.person_id,
  content: row.content,
  begunUs: row.expires_us - stepLifeMs * 1000,
});
