/**
 * What a pack would change here, and changing it. Each entry that packs brought is remembered by its digest: as long as
 * the center's own has that digest, nobody changed it here, and a newer pack may replace it. What somebody here set,
 * changed or took away stays as it is unless told otherwise. All of a pack is applied in one transaction with its entry
 * in the audit chain, and applied again it changes nothing.
 */
import { type Kysely, sql } from "kysely";
import { canonicalJson, Problem, Refusal, sha256Hex } from "../../base/index.js";
import { appendAudit, inTransaction, type State, type Tables } from "../../store/index.js";
import { workProblem } from "../problems.js";
import { spelled } from "./manifest.js";
import type { OpenedPack, OpenedPart } from "./open-pack.js";
import type { PackContext } from "./part.js";

export const plannedChanges = ["new", "changed", "same", "kept"] as const;

/** What becomes of one entry. */
export interface Planned {
  readonly part: string;
  readonly key: string;
  /** `kept`: the center has another of its own, or took it away, and it stays so. */
  readonly change: (typeof plannedChanges)[number];
  /** Why it is kept; empty otherwise. */
  readonly why: string;
}

export interface PackTaker {
  readonly state: State;
  readonly clock: PackContext["clock"];
  readonly configured: PackContext["configured"];
}

export interface PackApplying {
  /** The fingerprint that somebody compared; null where nobody did, and it must be known from before. */
  readonly trust: string | null;
  /** Replace what was changed here. */
  readonly overwrite: boolean;
  readonly actor: string;
}

const digestOf = (entry: object): string => sha256Hex(canonicalJson(entry));

interface Change extends Planned {
  readonly entry: object;
  readonly digest: string;
}

async function planPart(
  context: PackContext,
  { part, entries }: OpenedPart,
  overwrite: boolean,
): Promise<readonly Change[]> {
  const here = new Map((await part.read(context)).map((each) => [part.keyOf(each.entry), each]));
  const rows = await context.db.selectFrom("pack_entry").selectAll().where("part", "=", part.id).execute();
  const brought = new Map(rows.map(({ key, digest }) => [key, digest]));
  return entries.map((entry): Change => {
    const key = part.keyOf(entry);
    const digest = digestOf(entry);
    const own = here.get(key);
    const before = brought.get(key);
    const planned = (change: Planned["change"], why = ""): Change => ({
      part: part.id,
      key,
      change,
      why,
      entry,
      digest,
    });
    if (own === undefined)
      return before === undefined || overwrite ? planned("new") : planned("kept", "It was taken away here.");
    const ownDigest = digestOf(own.entry);
    if (ownDigest === digest) return planned("same");
    if (own.fixed) return planned("kept", "It stands in this center's own configuration or sources.");
    return ownDigest === before || overwrite ? planned("changed") : planned("kept", "It was set here.");
  });
}

/** What applying the pack would do, entry by entry. */
export async function planPack(
  { state, clock, configured }: PackTaker,
  { parts }: OpenedPack,
  overwrite = false,
): Promise<readonly Planned[]> {
  const context = { db: state.db, clock, configured, actor: "" };
  const planned: Planned[] = [];
  for (const part of parts)
    for (const { entry: _, digest: __, ...each } of await planPart(context, part, overwrite))
      planned.push(each);
  return planned;
}

/** True where somebody compared this fingerprint before. */
export async function isTrusted(db: Kysely<Tables>, fingerprint: string): Promise<boolean> {
  const row = await db
    .selectFrom("pack_key")
    .select("fingerprint")
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Everything a part may write, before the audit chain's end is locked by the first of them: whoever holds that end
 * waits for nothing (`store/audit/append.ts`).
 */
async function lockAll(tx: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(74201)`.execute(tx);
  await sql`lock table member_group, setting, legal_basis, agreement_text, allow_list, allow_entry, kept_feed,
    pack_entry, pack_key, member_standing in share row exclusive mode`.execute(tx);
}

/** Keeps that somebody compared the fingerprint; answers whether that is news, or why the pack is not to be trusted. */
async function trustKey(
  tx: Kysely<Tables>,
  { manifest }: OpenedPack,
  by: PackApplying,
  nowUs: number,
): Promise<boolean | Problem> {
  const { fingerprint, publicKey } = manifest;
  if (by.trust !== null && by.trust !== fingerprint)
    return workProblem(
      "pack-not-trusted",
      `The pack's fingerprint is ${spelled(fingerprint)}, not the one given.`,
    );
  const isKnown = await isTrusted(tx, fingerprint);
  if (by.trust === null && !isKnown) return workProblem("pack-not-trusted", `It is ${spelled(fingerprint)}.`);
  if (isKnown) return false;
  await tx.insertInto("pack_key").values({ fingerprint, public_key: publicKey, trusted_us: nowUs }).execute();
  return true;
}

async function remember(tx: Kysely<Tables>, changes: readonly Change[], fingerprint: string, atUs: number) {
  for (const { part, key, digest } of changes) {
    const row = { digest, fingerprint, at_us: atUs };
    await tx
      .insertInto("pack_entry")
      .values({ part, key, ...row })
      .onConflict((conflict) => conflict.columns(["part", "key"]).doUpdateSet(row))
      .execute();
  }
}

/** Applies a pack as a whole; answers what became of each entry. */
export async function applyPack(
  { state, clock, configured }: PackTaker,
  opened: OpenedPack,
  by: PackApplying,
): Promise<readonly Planned[] | Problem> {
  try {
    return await inTransaction(state.db, async (tx) => {
      await lockAll(tx);
      const context: PackContext = { db: tx, clock, configured, actor: by.actor };
      const isNews = await trustKey(tx, opened, by, clock.nowUs());
      if (isNews instanceof Problem) throw new Refusal(isNews);
      const all: Change[] = [];
      // Read whole before anything is written, which the chain's lock would otherwise hold meanwhile.
      const plans: { readonly of: OpenedPart; readonly changes: readonly Change[] }[] = [];
      for (const of of opened.parts) plans.push({ of, changes: await planPart(context, of, by.overwrite) });
      const { fingerprint } = opened.manifest;
      for (const { of, changes } of plans) {
        all.push(...changes);
        const writing = changes.filter(({ change }) => change === "new" || change === "changed");
        await remember(tx, writing, fingerprint, clock.nowUs());
        if (writing.length === 0) continue;
        const fault = await of.part.write(
          context,
          writing.map(({ entry }) => entry),
        );
        if (fault !== null) throw new Refusal(fault);
      }
      const written = all.filter(({ change }) => change === "new" || change === "changed");
      if (isNews || written.length > 0) await appendAudit(tx, clock, [importEntry(opened, all, by.actor)]);
      return all.map(({ entry: _, digest: __, ...planned }) => planned);
    });
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

function importEntry({ manifest, sha256 }: OpenedPack, all: readonly Planned[], actor: string) {
  const counts: Record<string, Record<string, number>> = {};
  for (const { part, change } of all) {
    const of = counts[part] ?? {};
    counts[part] = { ...of, [change]: (of[change] ?? 0) + 1 };
  }
  const { fingerprint } = manifest;
  return { kind: "pack-import", actor, subject: `pack:${fingerprint}`, detail: { sha256, parts: counts } };
}
