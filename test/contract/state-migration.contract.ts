/**
 * Migrations, as those who kept up ran them: one version after the other, each with a row of its own; and at one go from
 * every version there ever was, which the forms share among them, or each does where the whole is asked for. Each is made
 * in a schema of its own. A database from the future is refused untouched.
 */
import { type Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { State, Tables } from "../../src/store/index.js";
import type { migrate as migrateType } from "../../src/store/state/migrate.js";
import { migrations } from "../../src/store/state/migrations/index.js";
import { whole } from "../whole.js";

const schema = "trial";
const names = Object.keys(migrations).sort();
const forms = 3;
/** Versions that a form begins from at one go: all run the same statements, so each has every third, the first and the last. */
const startedFrom = (share: number): readonly string[] =>
  names.filter((_, at) => whole || at % forms === share || at === 0 || at === names.length - 1);

/** Runs `body` on one connection whose tables stand in an empty schema. */
async function inEmptySchema(state: State, body: (db: Kysely<Tables>) => Promise<void>): Promise<void> {
  await state.db.connection().execute(async (db) => {
    await sql`create schema ${sql.ref(schema)}`.execute(db);
    await sql`set search_path to ${sql.ref(schema)}`.execute(db);
    try {
      await body(db);
    } finally {
      await sql`set search_path to default`.execute(db);
      await sql`drop schema ${sql.ref(schema)} cascade`.execute(db);
    }
  });
}

const columns = async (db: Kysely<Tables>): Promise<unknown> =>
  (
    await sql`select table_name, column_name, data_type, is_nullable from information_schema.columns
      where table_schema = current_schema() order by 1, 2`.execute(db)
  ).rows;

/** `share` is the form's number, from 0. */
export function migrationContract(
  share: number,
  current: () => State,
  load: () => Promise<{ migrate: typeof migrateType }>,
): void {
  describe("migrations", () => {
    test("running them again changes nothing", async () => {
      const { migrate } = await load();
      const before = await columns(current().db);
      expect(await migrate(current().db)).toBeNull();
      expect(await columns(current().db)).toEqual(before);
    });

    test("from each to the next, with a row of each kept", async () => {
      const { migrate } = await load();
      const today = await columns(current().db);
      await inEmptySchema(current(), async (db) => {
        for (const name of names) {
          expect(await migrate(db, { schema, upTo: name })).toBeNull();
          await sql`insert into setting (key, value) values (${name}, '{"kept":1}')`.execute(db);
        }
        expect(await columns(db)).toEqual(today);
        const { rows } = await sql<{ key: string }>`select key from setting
          where value = '{"kept":1}' order by key collate "C"`.execute(db);
        expect(rows.map(({ key }) => key)).toEqual(names);
      });
    });

    test.each(startedFrom(share))("from %s to today, with a row kept", async (name) => {
      const { migrate } = await load();
      const today = await columns(current().db);
      await inEmptySchema(current(), async (db) => {
        expect(await migrate(db, { schema, upTo: name })).toBeNull();
        await sql`insert into setting (key, value) values ('old', '{"kept":1}')`.execute(db);
        expect(await migrate(db, { schema })).toBeNull();
        expect(await columns(db)).toEqual(today);
        const { rows } = await sql`select value from setting where key = 'old'`.execute(db);
        expect(rows).toEqual([{ value: { kept: 1 } }]);
      });
    });

    test("0017: the one provider is the first of the list, and no provider an empty one", async () => {
      const { migrate } = await load();
      await inEmptySchema(current(), async (db) => {
        await migrate(db, {
          schema,
          upTo: names[names.indexOf("0017-providers-and-purposes") - 1] as string,
        });
        await sql`insert into member (id, name, sector, provider, tlp_ceiling, created_us)
          values ('a', 'A Lines', 'other', 'Harbor IT, "24 h"', 'TLP:AMBER', 1),
                 ('b', 'B Lines', 'other', null, 'TLP:AMBER', 1)`.execute(db);
        expect(await migrate(db, { schema })).toBeNull();
        const { rows } = await sql`select id, providers from member order by id`.execute(db);
        expect(rows).toEqual([
          { id: "a", providers: ['Harbor IT, "24 h"'] },
          { id: "b", providers: [] },
        ]);
      });
    });

    test("one that fails leaves the database as it was", async () => {
      const { migrate } = await load();
      await inEmptySchema(current(), async (db) => {
        await migrate(db, { schema });
        const before = await columns(db);
        const broken = {
          up: async (trx: Kysely<never>) => {
            await sql`create table half (id int)`.execute(trx);
            await sql`select 1/0`.execute(trx);
          },
        };
        const problem = await migrate(db, { schema, list: { ...migrations, "9998-broken": broken } });
        expect(problem).toMatchObject({ code: "store.state-migration-failed" });
        expect(problem?.detail).toContain("9998-broken");
        expect(await columns(db)).toEqual(before);
      });
    });

    test("a database newer than the program is refused untouched", async () => {
      const { migrate } = await load();
      await inEmptySchema(current(), async (db) => {
        await migrate(db, { schema });
        await sql`insert into kysely_migration (name, timestamp) values ('9999-future', 'x')`.execute(db);
        const problem = await migrate(db, { schema });
        expect(problem).toMatchObject({ code: "store.state-newer" });
        expect(problem?.detail).toContain("9999-future");
      });
    });
  });
}
