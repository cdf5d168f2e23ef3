/**
 * Changes of a member's lists: read, changed in memory, written in one transaction, with a row of history for each entry that
 * became another and one entry of the audit chain, which tells how many of which list and no name. `version` rises by one
 * with each.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { learningDaysDefault, type SiteListName } from "../../model/index.js";
import { appendAudit, inTransaction, type Tables } from "../../store/index.js";
import { centerMemberId } from "../center-setting.js";
import { holdMember } from "../locking.js";
import { readMember } from "../member-rows.js";
import { membersProblem } from "../problems.js";
import { changesKeptMax, learningDaysMax } from "./limits.js";
import { readStored } from "./listing.js";
import { siteLists } from "./lists/index.js";
import { writeNames } from "./own-names.js";
import { SiteDraft, type StoredEntry } from "./site-draft.js";

export interface Changing {
  readonly memberId: string;
  readonly actor: string;
  readonly audit: "site-import" | "site-entry-put" | "site-entry-remove";
  /** Says what would happen, and keeps nothing. */
  readonly dryRun?: boolean;
}

export interface Changed<Answer> {
  /** Of the lists, after it. */
  readonly version: number;
  readonly answer: Answer;
}

/** The zone in which times without one are: the center's. */
export async function siteTimeZone(db: Kysely<Tables>): Promise<string> {
  const centerId = await centerMemberId(db);
  return (centerId === null ? null : await readMember(db, centerId))?.timeZone ?? "UTC";
}

/** Holds a member's lists until the transaction ends; null where there is no such member. */
async function holdSite(
  tx: Kysely<Tables>,
  clock: Clock,
  memberId: string,
): Promise<{ version: number } | null> {
  if (!(await holdMember(tx, memberId))) return null;
  await tx
    .insertInto("site")
    .values({
      member_id: memberId,
      version: 0,
      learning_days: learningDaysDefault,
      changed_us: clock.nowUs(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return tx
    .selectFrom("site")
    .select("version")
    .where("member_id", "=", memberId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

const unknownMember = () => membersProblem("member-unknown", "No member has this id.");

export async function changeSite<Answer>(
  db: Kysely<Tables>,
  clock: Clock,
  { memberId, actor, audit, dryRun = false }: Changing,
  change: (draft: SiteDraft, timeZone: string) => Answer | Problem,
): Promise<Changed<Answer> | Problem> {
  return inTransaction(db, async (tx) => {
    const site = await holdSite(tx, clock, memberId);
    if (site === null) return unknownMember();
    const timeZone = await siteTimeZone(tx);
    const draft = new SiteDraft(await readStored(tx, memberId), timeZone);
    const answer = change(draft, timeZone);
    if (answer instanceof Problem) return answer;
    const changes = dryRun ? [] : draft.changes();
    if (changes.length === 0) return { version: site.version, answer };
    const version = site.version + 1;
    const rows = changes.map(({ before, after }) => ({
      list: (after ?? before)?.list as SiteListName,
      entry_id: (after ?? before)?.entry.id,
      name: named(draft, after ?? before),
      kind: before === null ? "added" : after === null ? "removed" : "changed",
      before: before === null ? null : draft.cellsOf(before),
      after: after === null ? null : draft.cellsOf(after),
    }));
    await writeEntries(tx, memberId, changes, draft);
    await writeChanges(tx, { memberId, version, actor, atUs: clock.nowUs() }, rows);
    await writeNames(tx, memberId, draft);
    const counts: Record<string, Record<string, number>> = {};
    for (const { list, kind } of rows) {
      const of = counts[list] ?? {};
      counts[list] = { ...of, [kind]: (of[kind] ?? 0) + 1 };
    }
    await appendAudit(tx, clock, [{ kind: audit, actor, subject: memberId, detail: { version, ...counts } }]);
    return { version, answer };
  });
}

function named(draft: SiteDraft, stored: StoredEntry | null): string {
  return stored === null ? "" : siteLists[stored.list].nameOf(stored.entry, draft.nameOf);
}

async function writeEntries(
  tx: Kysely<Tables>,
  memberId: string,
  changes: ReturnType<SiteDraft["changes"]>,
  draft: SiteDraft,
): Promise<void> {
  const gone = changes.flatMap(({ before, after }) =>
    after === null && before !== null ? [before.entry.id] : [],
  );
  await sql`delete from site_entry where member_id = ${memberId} and id = any(${gone}::text[])`.execute(tx);
  const rows = changes.flatMap(({ after }) =>
    after === null
      ? []
      : [{ id: after.entry.id, list: after.list, key: draft.keyOf(after), entry: after.entry }],
  );
  await sql`insert into site_entry (id, member_id, list, key, entry)
    select id, ${memberId}, list, key, entry
    from json_to_recordset(${JSON.stringify(rows)}::json) as e(id text, list text, key text, entry jsonb)
    on conflict (id) do update set key = excluded.key, entry = excluded.entry`.execute(tx);
}

interface ChangeRow {
  readonly list: string | null;
  readonly entry_id: string | null | undefined;
  readonly name: string;
  readonly kind: string;
  readonly before: object | null;
  readonly after: object | null;
}

async function writeChanges(
  tx: Kysely<Tables>,
  by: { readonly memberId: string; readonly version: number; readonly actor: string; readonly atUs: number },
  rows: readonly ChangeRow[],
): Promise<void> {
  const { memberId, version, actor, atUs } = by;
  await tx.updateTable("site").set({ version, changed_us: atUs }).where("member_id", "=", memberId).execute();
  await sql`insert into site_change (member_id, version, list, entry_id, name, kind, before, after, actor, at_us)
    select ${memberId}, ${version}, list, entry_id, name, kind, before, after, ${actor}, ${atUs}
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as c(list text, entry_id text, name text, kind text, before jsonb, after jsonb)`.execute(tx);
  await sql`delete from site_change where member_id = ${memberId} and number <= (
    select number from site_change where member_id = ${memberId}
    order by number desc offset ${changesKeptMax} limit 1)`.execute(tx);
}

/** Sets how long relations are learned; answers the version after it. */
export async function setLearningDays(
  db: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  learningDays: number,
  actor: string,
): Promise<number | Problem> {
  if (!Number.isInteger(learningDays) || learningDays < 1 || learningDays > learningDaysMax)
    return membersProblem("site-invalid", `Relations are learned for 1 to ${learningDaysMax} days.`);
  return inTransaction(db, async (tx) => {
    const site = await holdSite(tx, clock, memberId);
    if (site === null) return unknownMember();
    const { learning_days: before } = await tx
      .selectFrom("site")
      .select("learning_days")
      .where("member_id", "=", memberId)
      .executeTakeFirstOrThrow();
    if (before === learningDays) return site.version;
    const version = site.version + 1;
    await tx
      .updateTable("site")
      .set({ learning_days: learningDays })
      .where("member_id", "=", memberId)
      .execute();
    const days = (value: number) => ({ days: String(value) });
    await writeChanges(tx, { memberId, version, actor, atUs: clock.nowUs() }, [
      {
        list: null,
        entry_id: null,
        name: "",
        kind: "learning days",
        before: days(before),
        after: days(learningDays),
      },
    ]);
    await appendAudit(tx, clock, [
      { kind: "site-settings-put", actor, subject: memberId, detail: { version, learningDays } },
    ]);
    return version;
  });
}
