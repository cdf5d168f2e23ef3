/**
 * Allow lists in the store. A list that comes in again replaces itself as a whole, in one transaction, so that
 * nobody ever asks half of one.
 */
import { type Kysely, sql } from "kysely";
import type { Clock, Problem } from "../base/index.js";
import type { ObservableType } from "../model/index.js";
import { appendAudit, centerActor, inTransaction, type State, type Tables } from "../store/index.js";
import { type AllowList, type AllowMatching, readAllowList } from "./allow-lists.js";
import { openFeeds } from "./open-feeds.js";
import { intelProblem } from "./problems.js";

export interface AllowImportReport {
  readonly lists: readonly {
    readonly name: string;
    readonly matching: AllowMatching;
    readonly entries: number;
  }[];
  readonly entries: number;
  readonly problems: readonly { readonly path: string; readonly problem: Problem }[];
}

/** Who changes what is known, and the clock of the entry that says so. */
export interface ChangeBy {
  readonly clock: Clock;
  readonly actor: string;
}

/** Reads every allow list below the paths into the store. */
export async function importAllowLists(
  state: State,
  clock: Clock,
  paths: readonly string[],
  actor: string = centerActor,
): Promise<AllowImportReport> {
  const lists: { name: string; matching: AllowMatching; entries: number }[] = [];
  const problems: { path: string; problem: Problem }[] = [];
  for await (const opened of openFeeds(paths)) {
    if ("passedOver" in opened) continue;
    if ("problem" in opened) {
      problems.push(opened);
      continue;
    }
    const found = readAllowList(opened.text.whole, opened.file.fileName);
    if (found.length === 0) {
      const problem = intelProblem("allow-list-invalid", `${opened.file.path} is no allow list.`);
      problems.push({ path: opened.file.path, problem });
    }
    for (const list of found) {
      if ("code" in list) problems.push({ path: opened.file.path, problem: list });
      else {
        await writeAllowList(state.db, { clock, actor }, list);
        lists.push({ name: list.name, matching: list.matching, entries: list.values.length });
      }
    }
  }
  return { lists, entries: lists.reduce((sum, list) => sum + list.entries, 0), problems };
}

const valuesPerStatement = 20_000;

/** Within its caller's transaction where there is one. */
export async function writeAllowList(
  within: Kysely<Tables>,
  { clock, actor }: ChangeBy,
  list: AllowList,
): Promise<void> {
  await inTransaction(within, async (db) => {
    await sql`delete from allow_list where name = ${list.name}`.execute(db);
    const { rows } = await sql<{ id: number }>`
      insert into allow_list (name, matching, types)
      values (${list.name}, ${list.matching}, ${[...list.types]}::text[]) returning id`.execute(db);
    const id = (rows[0] as { id: number }).id;
    for (let at = 0; at < list.values.length; at += valuesPerStatement)
      await writeValues(db, id, list.values.slice(at, at + valuesPerStatement));
    const detail = { matching: list.matching, entries: list.values.length };
    await appendAudit(db, clock, [{ kind: "allow-list-import", actor, subject: `allow-list:${id}`, detail }]);
  });
}

async function writeValues(db: Kysely<Tables>, id: number, values: readonly string[]): Promise<void> {
  const clean = values.filter((value) => !value.includes("\u0000"));
  await sql`
    insert into allow_entry (list_id, value)
    select ${id}::int, value from unnest(${clean}::text[]) as t(value)
    on conflict do nothing`.execute(db);
}

/** All allow lists of the store, to be asked through `AllowLists`. */
export async function loadAllowLists({ db }: Pick<State, "db">): Promise<readonly AllowList[]> {
  const { rows } = await sql<{
    name: string;
    matching: AllowMatching;
    types: ObservableType[];
    values: string | null;
  }>`
    select name, matching, types,
           (select string_agg(value, chr(10)) from allow_entry where list_id = allow_list.id) as values
    from allow_list order by id`.execute(db);
  return rows.map(({ values, ...list }) => ({ ...list, values: values === null ? [] : values.split("\n") }));
}
