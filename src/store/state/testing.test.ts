import { sql } from "kysely";
import { expect, test } from "vitest";
import { fixedClock } from "../../base/index.js";
import { appendAudit } from "../audit/append.js";
import { openTestState } from "./testing.js";

test("a test state has today's tables and answers as every form does", async () => {
  const state = await openTestState();
  await state.db.insertInto("setting").values({ key: "a", value: '{"b":1}' }).execute();
  const row = await state.db.selectFrom("setting").selectAll().executeTakeFirstOrThrow();
  expect(row).toEqual({ key: "a", value: { b: 1 } });
  const { rows } = await sql`select count(*) as n, '2 days'::interval as i, current_setting('timezone') as z
    from setting`.execute(state.db);
  expect(rows).toEqual([{ n: 1, i: "2 days", z: "UTC" }]);
  await state.close();
});

test("the next test of the process is given it as it was made, unless its tables were changed", async () => {
  const facts = async (state: Awaited<ReturnType<typeof openTestState>>) => {
    const { rows } = await sql`select (select count(*) from setting) as settings,
      (select count(*) from audit_entry) as entries, (select count(*) from community_revision) as revisions,
      to_regclass('left_over') is not null as left_over, current_setting('work_mem') as memory,
      (select count(*) from pg_trigger where tgenabled = 'A') > 0 as guarded`.execute(state.db);
    return rows[0];
  };
  const first = await openTestState();
  const fresh = await facts(first);
  expect(fresh).toMatchObject({ settings: 0, entries: 0, revisions: 1, left_over: false, guarded: true });
  await first.db.insertInto("setting").values({ key: "a", value: "{}" }).execute();
  const entry = { kind: "x", actor: "a", subject: "b", detail: {} };
  await first.db.transaction().execute((tx) => appendAudit(tx, fixedClock(0), [entry]));
  await sql`set work_mem = '8MB'`.execute(first.db);
  await first.close();
  const second = await openTestState();
  expect(await facts(second)).toEqual(fresh);
  await sql`create table left_over (id text)`.execute(second.db);
  await second.close();
  const third = await openTestState();
  expect(await facts(third)).toEqual(fresh);
  await third.close();
});
