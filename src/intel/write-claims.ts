/**
 * Writes claims into the store, many in one statement. An indicator is made once whoever names it first; a claim
 * of the same source replaces its earlier one, unless that one is of the same run: then the feed said it twice,
 * and both are said. Every statement can be run again without another effect.
 */
import { type Kysely, sql } from "kysely";
import { type Observable, tlpLabels } from "../model/index.js";
import type { State, Tables } from "../store/index.js";
import { type ClaimBatch, labelSeparator } from "./claim-batch.js";
import { labelsMax } from "./limits.js";

export interface SourceRow {
  readonly name: string;
  readonly format: string;
  readonly tlp: string;
  readonly confidence: number;
  readonly mark: string | null;
}

/**
 * Opens a run of a source: its id, and the run's instant, later than that of every run before, so that what a
 * run wrote is told from what it found.
 */
export async function openRun(
  db: Kysely<Tables>,
  source: SourceRow,
  nowUs: number,
): Promise<{ readonly id: number; readonly runUs: number }> {
  const { rows } = await sql<{ id: number; run_us: number }>`
    insert into intel_source (name, format, tlp, confidence, imported_us, mark)
    values (${source.name}, ${source.format}, ${source.tlp}, ${source.confidence}, ${nowUs}, ${source.mark})
    on conflict (name) do update set
      format = excluded.format, tlp = excluded.tlp, confidence = excluded.confidence, mark = excluded.mark,
      imported_us = greatest(excluded.imported_us, intel_source.imported_us + 1)
    returning id, imported_us as run_us`.execute(db);
  const row = rows[0] as { id: number; run_us: number };
  await sql`delete from kept_pattern where source_id = ${row.id}`.execute(db);
  return { id: row.id, runUs: row.run_us };
}

export async function writeClaims(
  db: Kysely<Tables>,
  batch: ClaimBatch,
  sourceId: number,
  runUs: number,
): Promise<void> {
  const c = batch.columns();
  await sql`
    with claim as (
      select * from unnest(
        ${c.numbers}::int[], ${c.confidences}::smallint[], ${c.tlps}::text[], ${c.froms}::bigint[],
        ${c.untils}::bigint[], ${c.labels}::text[]
      ) as t(number, confidence, tlp, valid_from_us, valid_until_us, labels)
    ), input as (
      select * from unnest(${c.values}::text[], ${c.types}::text[], ${c.claims}::int[]) as t(value, type, number)
    ), made as (
      insert into indicator (type, value) select type, value from input
      on conflict (value, type) do nothing returning id, value, type
    ), found as (
      select made.id, input.number from made join input using (value, type)
      union all
      -- one look-up a row, whatever the planner thinks of the table while it grows
      select known.id, input.number from input cross join lateral (
        select i.id from indicator i where i.value = input.value and i.type = input.type offset 0) known
    )
    insert into indicator_claim as old
      (indicator_id, source_id, confidence, tlp, valid_from_us, valid_until_us, labels, first_us, last_us)
    select found.id, ${sourceId}::int, claim.confidence, claim.tlp, claim.valid_from_us, claim.valid_until_us,
           string_to_array(claim.labels, ${labelSeparator}), ${runUs}::bigint, ${runUs}::bigint
    from found join claim using (number)
    on conflict (indicator_id, source_id) do update set
      confidence = case when old.last_us = excluded.last_us
        then greatest(old.confidence, excluded.confidence) else excluded.confidence end,
      tlp = case when old.last_us = excluded.last_us
        then (${sql.val([...tlpLabels])}::text[])[greatest(
          array_position(${sql.val([...tlpLabels])}::text[], old.tlp),
          array_position(${sql.val([...tlpLabels])}::text[], excluded.tlp))]
        else excluded.tlp end,
      valid_from_us = case when old.last_us = excluded.last_us
        then case when old.valid_from_us is null or excluded.valid_from_us is null then null
          else least(old.valid_from_us, excluded.valid_from_us) end
        else excluded.valid_from_us end,
      valid_until_us = case when old.last_us = excluded.last_us
        then case when old.valid_until_us is null or excluded.valid_until_us is null then null
          else greatest(old.valid_until_us, excluded.valid_until_us) end
        else excluded.valid_until_us end,
      labels = case when old.last_us = excluded.last_us
        then (array(select label from unnest(old.labels || excluded.labels) with ordinality as l(label, place)
                    group by label order by min(place)))[1:${sql.raw(String(labelsMax))}]
        else excluded.labels end,
      last_us = excluded.last_us`.execute(db);
}

export async function writeKept(
  db: Kysely<Tables>,
  sourceId: number,
  kept: readonly { readonly pattern: string; readonly reason: string; readonly line: number }[],
): Promise<void> {
  const clean = (text: string, max: number) => text.slice(0, max).replaceAll("\u0000", "\ufffd");
  await sql`
    insert into kept_pattern (source_id, pattern, reason, line)
    select ${sourceId}::int, * from unnest(
      ${kept.map((one) => clean(one.pattern, 8192))}::text[], ${kept.map((one) => clean(one.reason, 500))}::text[],
      ${kept.map((one) => one.line)}::int[])`.execute(db);
}

/** How many claims a run made, and how many of those it found it said again. */
export async function countRun(
  state: State,
  sourceId: number,
  runUs: number,
): Promise<{ readonly made: number; readonly again: number }> {
  const { rows } = await sql<{ made: number; again: number }>`
    select count(*) filter (where first_us = ${runUs}::bigint) as made,
           count(*) filter (where first_us < ${runUs}::bigint) as again
    from indicator_claim where source_id = ${sourceId} and last_us = ${runUs}::bigint`.execute(state.db);
  return rows[0] ?? { made: 0, again: 0 };
}

/** A source that was imported before, as a run that comes after all of its own; null where there is none. */
export async function knownSource(
  db: Kysely<Tables>,
  name: string,
): Promise<{ readonly id: number; readonly runUs: number } | null> {
  const row = await db.selectFrom("intel_source").select("id").where("name", "=", name).executeTakeFirst();
  return row === undefined ? null : { id: row.id, runUs: Number.MAX_SAFE_INTEGER };
}

/** Takes away what a source says is no indicator any more, unless this run of it says otherwise too. */
export async function removeGone(
  db: Kysely<Tables>,
  sourceId: number,
  runUs: number,
  gone: readonly Observable[],
): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with named as (
      select * from unnest(
        ${gone.map(({ value }) => value)}::text[], ${gone.map(({ type }) => type)}::text[]) as t(value, type)
    ), gone as (
      delete from indicator_claim c using indicator i, named
      where c.indicator_id = i.id and i.value = named.value and i.type = named.type
        and c.source_id = ${sourceId} and c.last_us < ${runUs}::bigint
      returning c.indicator_id
    ), orphans as (
      delete from indicator where id in (
        select indicator_id from gone except
        select c.indicator_id from indicator_claim c join gone on gone.indicator_id = c.indicator_id
        where c.source_id <> ${sourceId}))
    select count(*) as removed from gone`.execute(db);
  return rows[0]?.removed ?? 0;
}

/** Takes away what a source no longer says, and indicators that nobody claims any more. */
export async function removeStale(db: Kysely<Tables>, sourceId: number, runUs: number): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with gone as (
      delete from indicator_claim where source_id = ${sourceId} and last_us < ${runUs}::bigint
      returning indicator_id
    ), orphans as (
      delete from indicator where id in (
        select indicator_id from gone except
        select c.indicator_id from indicator_claim c join gone on gone.indicator_id = c.indicator_id
        where c.source_id <> ${sourceId}))
    select count(*) as removed from gone`.execute(db);
  return rows[0]?.removed ?? 0;
}

/** Tells the planner what came in; PGlite has no worker that does it by itself. */
export async function analyze(state: State): Promise<void> {
  await sql`analyze indicator, indicator_claim`.execute(state.db);
}
