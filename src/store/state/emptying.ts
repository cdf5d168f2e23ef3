/**
 * Empties a test's database, so that the next test finds it as it was made: rows, sequences and the session are put
 * back. What a test did to anything else (tables, constraints, functions, statistics) is not undone but noticed: such a
 * database is given up. For tests only.
 */
import type { PGlite } from "@electric-sql/pglite";

export interface Made {
  readonly lite: PGlite;
  /** What is beside rows, in one hash. */
  readonly shape: string;
  /** The rows that migrations leave, as JSON, by their table's name. */
  readonly rows: ReadonlyMap<string, string>;
}

/** Everything of the catalog that is of this database; a truncated table keeps its number and changes its file. */
const shapeSql = `select md5(concat_ws(' ',
  (select string_agg(concat(oid, relname, relkind, relhastriggers), ',' order by oid) from pg_class),
  (select string_agg(concat(attrelid, attnum, attname, atttypid, attnotnull, atthasdef), ',' order by attrelid, attnum)
    from pg_attribute where attrelid >= 16384),
  (select string_agg(concat(oid, pg_get_constraintdef(oid)), ',' order by oid) from pg_constraint where oid >= 16384),
  (select string_agg(concat(oid, md5(prosrc)), ',' order by oid) from pg_proc where oid >= 16384),
  (select string_agg(concat(oid, tgenabled), ',' order by oid) from pg_trigger),
  (select string_agg(concat(indexrelid, indisvalid), ',' order by indexrelid) from pg_index),
  (select string_agg(concat(oid, pg_get_expr(adbin, adrelid)), ',' order by oid) from pg_attrdef),
  (select string_agg(oid::text, ',' order by oid) from pg_type),
  (select string_agg(concat(oid, nspname), ',' order by oid) from pg_namespace where nspname !~ '^pg_(toast_)?temp_'),
  (select string_agg(concat(oid, rolname), ',' order by oid) from pg_roles),
  (select string_agg(concat(setdatabase, setrole, setconfig), ',' order by setdatabase, setrole) from pg_db_role_setting),
  (select count(*) from pg_statistic where starelid >= 16384),
  (select string_agg(concat(schemaname, sequencename, last_value), ',' order by 1) from pg_sequences))) as shape`;

/** Tables with anything in their files, a row that was deleted too. */
const filledSql = `select format('%I', relname) as name from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0 order by relname`;

async function filled(lite: PGlite): Promise<readonly string[]> {
  const { rows } = await lite.query<{ name: string }>(filledSql);
  return rows.map(({ name }) => name);
}

async function shapeOf(lite: PGlite): Promise<string> {
  const { rows } = await lite.query<{ shape: string }>(shapeSql);
  return rows[0]?.shape ?? "";
}

/** A database that was just made. */
export async function madeOf(lite: PGlite): Promise<Made> {
  const rows = new Map<string, string>();
  for (const name of await filled(lite)) {
    const answer = await lite.query<{ text: string }>(`select json_agg(t)::text as text from ${name} t`);
    rows.set(name, answer.rows[0]?.text ?? "[]");
  }
  return { lite, shape: await shapeOf(lite), rows };
}

/** Whether it is as it was made again; one that is not serves nobody. */
export async function empty({ lite, shape, rows }: Made): Promise<boolean> {
  try {
    await lite.exec("rollback");
    await lite.exec("discard all");
    await lite.exec(`truncate ${(await filled(lite)).join(", ")} restart identity cascade`);
    for (const [name, text] of rows)
      await lite.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1)`, [
        text,
      ]);
    await lite.exec(`select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      from pg_sequences where last_value is not null`);
    return (await shapeOf(lite)) === shape;
  } catch {
    return false;
  }
}
