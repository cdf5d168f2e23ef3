/**
 * Names and passwords for programs that know HTTP Basic and nothing else, such as a TAXII client that was set up for
 * another server. Each stands for an API token, which has its member, scopes and end; revoking the token ends the name.
 * Passwords are kept as Argon2id hashes. As such a program asks every few seconds, a password that was right is known
 * again for a minute by a keyed hash in memory, so that not each request costs 19 MiB.
 */
import { createHmac, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { type Clock, Problem, Refusal } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { createToken, identifyToken, standingToken, type TokenInput, type TokenRecord } from "../tokens.js";
import { checkPassword, hashPassword } from "./password-hash.js";
import { passwordMax } from "./password-rules.js";
import { sourceOf } from "./sender.js";
import { beginAttempt } from "./waiting.js";

/** The names that programs are given: what Basic can carry (RFC 7617 forbids the colon). */
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/;
/** A program's password is copied and not typed, but one brought from another server may be short. */
const basicPasswordMin = 8;
const knownForUs = 60e6;
const knownMax = 1000;

const memoryKey = randomBytes(32);
const rightLately = new Map<string, { readonly untilUs: number; readonly tokenId: string }>();

const memoryOf = (name: string, password: string): string =>
  createHmac("sha256", memoryKey).update(`${name}\0${password}`).digest("base64");

export interface BasicUserInput extends Pick<TokenInput, "memberId" | "scopes" | "expiresUs" | "maker"> {
  readonly name: string;
  readonly password: string;
}

/** Makes a name for a program, with the token it stands for. */
export async function addBasicUser(
  db: Kysely<Tables>,
  clock: Clock,
  input: BasicUserInput,
  actor: string = centerActor,
): Promise<TokenRecord | Problem> {
  const { name, password } = input;
  if (!nameForm.test(name))
    return membersProblem("token-invalid", "A program's name has 1 to 100 letters, digits and . _ @ -.");
  if (password.length < basicPasswordMin || password.length > passwordMax)
    return membersProblem(
      "token-invalid",
      `A program's password has ${basicPasswordMin} to ${passwordMax} characters.`,
    );
  const hash = await hashPassword(password);
  if (hash === null) return membersProblem("sign-in-busy", "Too many sign in just now.");
  try {
    return await inTransaction(db, async (tx) => {
      const { record } = orThrow(await createToken(tx, clock, input, actor));
      const added = await tx
        .insertInto("basic_user")
        .values({ name, hash, token_id: record.id, created_us: clock.nowUs() })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .executeTakeFirst();
      if ((added.numInsertedOrUpdatedRows ?? 0n) === 0n)
        throw new Refusal(membersProblem("token-invalid", `${name}: A program has this name already.`));
      const detail = { name, memberId: record.memberId };
      await appendAudit(tx, clock, [{ kind: "basic-user-add", actor, subject: record.id, detail }]);
      return record;
    });
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

/** Which tokens programs' names stand for: the name by the token's id. */
export async function listBasicUsers(db: Kysely<Tables>): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom("basic_user").select(["name", "token_id"]).orderBy("name").execute();
  return new Map(rows.map(({ name, token_id }) => [token_id, name]));
}

function orThrow<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Refusal(answer);
  return answer;
}

/**
 * Whose credentials these are: an API token as the password of any name, or a program's name with its password. Wrong
 * passwords are counted per name and address like a person's, and each further one makes the next wait longer.
 */
export async function identifyBasic(
  db: Kysely<Tables>,
  clock: Clock,
  credentials: { readonly name: string; readonly password: string },
  address: string,
): Promise<TokenRecord | Problem> {
  const { name, password } = credentials;
  const refusal = membersProblem("token-refused", "It is unknown, expired or revoked.");
  if (password.startsWith("bwt_")) return identifyToken(db, clock, password);
  if (!nameForm.test(name) || password.length > passwordMax) return refusal;
  const memory = memoryOf(name, password);
  const known = rightLately.get(memory);
  if (known !== undefined && known.untilUs > clock.nowUs())
    return (await standingToken(db, clock, known.tokenId)) ?? refusal;
  const attempt = await beginAttempt(db, clock, `basic ${name}`, sourceOf(address));
  if (attempt instanceof Problem) return attempt;
  const user = await db.selectFrom("basic_user").selectAll().where("name", "=", name).executeTakeFirst();
  const isRight = await checkPassword(user?.hash ?? null, password);
  if (isRight === null) return membersProblem("sign-in-busy", "Too many sign in just now.");
  const record = isRight && user !== undefined ? await standingToken(db, clock, user.token_id) : null;
  if (record === null) return refusal;
  await attempt.succeeded();
  if (rightLately.size >= knownMax) rightLately.clear();
  rightLately.set(memory, { untilUs: clock.nowUs() + knownForUs, tokenId: record.id });
  return record;
}
