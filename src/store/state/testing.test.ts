import { sql } from "kysely";
import { expect, test } from "vitest";
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
