/**
 * API tokens of members and of the center: shown once, stored as SHA-256, with scopes, an end, and their last
 * use. A door asks for each request, so answers are remembered for a few seconds; revoking forgets them at once
 * in this process, and within those seconds in any other.
 */
import type { Kysely } from "kysely";
import { type Clock, hashToken, newId, newToken, Problem } from "../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../store/index.js";
import { holdMember } from "./locking.js";
import { hasUnseen } from "./names.js";
import { membersProblem } from "./problems.js";
import { holdPeople, isMakerStanding, type Maker, makerPerson } from "./sign-in/standing.js";

/**
 * `ingest` sends telemetry; `read` reads through the API as the member's viewer would (the center's own token as its
 * operator); `report` reports something in the member's name; `metrics` reads `/metrics` whole, of the center's own;
 * `edge` is for a member's edge, which gets the indicators this member may have and sends sightings.
 */
export const tokenScopes = ["ingest", "read", "report", "metrics", "edge"] as const;
export type TokenScope = (typeof tokenScopes)[number];

export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  /** Null for the center's own: telemetry sent with it is attributed by address. */
  readonly memberId: string | null;
  readonly scopes: readonly string[];
  readonly createdUs: number;
  readonly expiresUs: number | null;
  readonly usedUs: number | null;
  readonly revokedUs: number | null;
}

export interface TokenInput {
  readonly memberId: string | null;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresUs?: number | null | undefined;
  /** Who makes it: a person's leaving ends it. Left out for the machine's own command line. */
  readonly maker?: Maker;
}

/** How long an answer is remembered: a revoked token works at most this long in another process. */
const rememberedUs = 5e6;
const rememberedMax = 10_000;
const usedEveryUs = 60e6;

interface Remembered {
  readonly untilUs: number;
  readonly record: TokenRecord | null;
}

const remembered = new WeakMap<Kysely<Tables>, Map<string, Remembered>>();

export async function createToken(
  db: Kysely<Tables>,
  clock: Clock,
  input: TokenInput,
  actor: string = centerActor,
): Promise<{ readonly token: string; readonly record: TokenRecord } | Problem> {
  const name = input.name.trim();
  if (name.length < 1 || name.length > 120 || hasUnseen(name))
    return membersProblem("token-invalid", "A name has 1 to 120 visible characters.");
  const unknown = input.scopes.find((scope) => !(tokenScopes as readonly string[]).includes(scope));
  if (unknown !== undefined || input.scopes.length === 0)
    return membersProblem("token-invalid", `Scopes are: ${tokenScopes.join(", ")}; at least one.`);
  if (input.scopes.includes("edge") && input.memberId === null)
    return membersProblem("token-invalid", "An edge is a member's: name the member.");
  const nowUs = clock.nowUs();
  const expiresUs = input.expiresUs ?? null;
  if (expiresUs !== null && expiresUs <= nowUs)
    return membersProblem("token-invalid", "It would have expired already.");
  const token = newToken("bwt");
  const record: TokenRecord = {
    id: newId(),
    name,
    memberId: input.memberId,
    scopes: [...new Set(input.scopes)],
    createdUs: nowUs,
    expiresUs,
    usedUs: null,
    revokedUs: null,
  };
  const maker = input.maker ?? null;
  const refused = await inTransaction(db, async (tx) => {
    if (!(await holdMember(tx, input.memberId)))
      return membersProblem("member-unknown", "No member has this id.");
    if (!(await isMakerStanding(tx, clock, maker)))
      return membersProblem("token-invalid", "Who makes it may not make tokens any more.");
    await tx
      .insertInto("api_token")
      .values({
        id: record.id,
        token_hash: hashToken(token),
        name,
        member_id: record.memberId,
        scopes: [...record.scopes],
        created_us: nowUs,
        expires_us: expiresUs,
        used_us: null,
        revoked_us: null,
        made_by: makerPerson(maker),
      })
      .execute();
    const { memberId, scopes } = record;
    await appendAudit(tx, clock, [
      { kind: "token-create", actor, subject: record.id, detail: { memberId, scopes, expiresUs } },
    ]);
    return null;
  });
  return refused ?? { token, record };
}

export interface CheckedToken {
  readonly memberId: string | null;
  readonly tokenId: string;
}

/** Whose token it is, or why it is not accepted. `db` is the store's own handle, not a transaction's. */
export async function checkToken(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
  scope: TokenScope,
): Promise<CheckedToken | Problem> {
  const record = await identifyToken(db, clock, token);
  if (record instanceof Problem) return record;
  if (!record.scopes.includes(scope))
    return membersProblem("token-scope", `It lacks the scope ${scope}; it has: ${record.scopes.join(", ")}.`);
  return { memberId: record.memberId, tokenId: record.id };
}

/** The record of a token that holds, whatever its scopes. `db` is the store's own handle, not a transaction's. */
export async function identifyToken(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
): Promise<TokenRecord | Problem> {
  const refusal = membersProblem("token-refused", "It is unknown, expired or revoked.");
  if (token.length < 20 || token.length > 200) return refusal;
  const nowUs = clock.nowUs();
  const record = await recall(db, nowUs, hashToken(token));
  if (record === null || record.revokedUs !== null) return refusal;
  return record.expiresUs !== null && record.expiresUs <= nowUs ? refusal : record;
}

/** The record of a token by its id, where it still holds; null where it does not. */
export async function standingToken(
  db: Kysely<Tables>,
  clock: Clock,
  tokenId: string,
): Promise<TokenRecord | null> {
  const nowUs = clock.nowUs();
  const row = await db.selectFrom("api_token").selectAll().where("id", "=", tokenId).executeTakeFirst();
  if (row === undefined || row.revoked_us !== null) return null;
  if (row.expires_us !== null && row.expires_us <= nowUs) return null;
  if (nowUs - (row.used_us ?? 0) > usedEveryUs)
    await db.updateTable("api_token").set({ used_us: nowUs }).where("id", "=", tokenId).execute();
  return toRecord(row);
}

/** Forgets remembered answers, so that what was just revoked or removed is refused from now on. */
export function forgetTokens(db: Kysely<Tables>): void {
  remembered.delete(db);
}

/** The record of a token, from memory where it was asked for a moment ago. Wrong tokens are remembered too. */
async function recall(db: Kysely<Tables>, nowUs: number, tokenHash: string): Promise<TokenRecord | null> {
  const memory = remembered.get(db) ?? new Map<string, Remembered>();
  remembered.set(db, memory);
  const known = memory.get(tokenHash);
  if (known !== undefined && known.untilUs > nowUs) return known.record;
  const row = await db
    .selectFrom("api_token")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  const record = row === undefined ? null : toRecord(row);
  if (memory.size >= rememberedMax) memory.clear();
  memory.set(tokenHash, { untilUs: nowUs + rememberedUs, record });
  if (record !== null && record.revokedUs === null && nowUs - (record.usedUs ?? 0) > usedEveryUs)
    await db.updateTable("api_token").set({ used_us: nowUs }).where("id", "=", record.id).execute();
  return record;
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly member_id: string | null;
  readonly scopes: readonly string[];
  readonly created_us: number;
  readonly expires_us: number | null;
  readonly used_us: number | null;
  readonly revoked_us: number | null;
}

const toRecord = (row: TokenRow): TokenRecord => ({
  id: row.id,
  name: row.name,
  memberId: row.member_id,
  scopes: row.scopes,
  createdUs: row.created_us,
  expiresUs: row.expires_us,
  usedUs: row.used_us,
  revokedUs: row.revoked_us,
});

/** All tokens, newest first; those of one member where it is given. Never the secret or its hash. */
export async function listTokens(db: Kysely<Tables>, memberId?: string): Promise<readonly TokenRecord[]> {
  let query = db.selectFrom("api_token").selectAll();
  if (memberId !== undefined) query = query.where("member_id", "=", memberId);
  return (await query.orderBy("created_us", "desc").orderBy("id").execute()).map(toRecord);
}

/** Makes a token worthless from now on. One that was revoked before stays as it was, which is no change. */
export async function revokeToken(
  db: Kysely<Tables>,
  clock: Clock,
  tokenId: string,
  actor: string = centerActor,
): Promise<TokenRecord | Problem> {
  const answer = await inTransaction(db, async (tx) => {
    const revoked = await tx
      .updateTable("api_token")
      .set({ revoked_us: clock.nowUs() })
      .where("id", "=", tokenId)
      .where("revoked_us", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (revoked !== undefined) {
      const detail = { memberId: revoked.member_id };
      await appendAudit(tx, clock, [{ kind: "token-revoke", actor, subject: tokenId, detail }]);
    }
    const row =
      revoked ?? (await tx.selectFrom("api_token").selectAll().where("id", "=", tokenId).executeTakeFirst());
    return row === undefined
      ? membersProblem("token-invalid", "No token has this id.", "`breakwater token list` shows them.")
      : toRecord(row);
  });
  forgetTokens(db);
  return answer;
}

/** The longest the old secret goes on working beside the new one. */
export const rotationGraceMaxMs = 7 * 24 * 3_600_000;

/**
 * A new secret in place of a token's: same name, member, scopes and end. The old one works for `graceMs` more, so that
 * programs can be changed one after another; 0 ends it at once.
 */
export async function rotateToken(
  db: Kysely<Tables>,
  clock: Clock,
  tokenId: string,
  options: { readonly graceMs: number; readonly maker?: Maker },
  actor: string = centerActor,
): Promise<{ readonly token: string; readonly record: TokenRecord } | Problem> {
  const rotated = await inTransaction(db, async (tx) => {
    const nowUs = clock.nowUs();
    const whose = await tx
      .selectFrom("api_token")
      .select("member_id")
      .where("id", "=", tokenId)
      .executeTakeFirst();
    await holdMember(tx, whose?.member_id ?? null);
    await holdPeople(tx, { stay: [makerPerson(options.maker ?? null)] });
    const row = await tx
      .selectFrom("api_token")
      .selectAll()
      .where("id", "=", tokenId)
      .where("revoked_us", "is", null)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined || (row.expires_us !== null && row.expires_us <= nowUs))
      return membersProblem(
        "token-invalid",
        "No token that still works has this id.",
        "`breakwater token list` shows them.",
      );
    const input = {
      memberId: row.member_id,
      name: row.name,
      scopes: row.scopes,
      expiresUs: row.expires_us,
      maker: options.maker ?? null,
    };
    const made = await createToken(tx, clock, input, actor);
    if (made instanceof Problem) return made;
    const endUs = nowUs + Math.min(Math.max(0, options.graceMs), rotationGraceMaxMs) * 1000;
    const expiresUs = Math.min(endUs, row.expires_us ?? endUs);
    await tx.updateTable("api_token").set({ expires_us: expiresUs }).where("id", "=", tokenId).execute();
    await appendAudit(tx, clock, [{ kind: "token-rotate", actor, subject: tokenId, detail: { expiresUs } }]);
    return made;
  });
  forgetTokens(db);
  return rotated;
}
