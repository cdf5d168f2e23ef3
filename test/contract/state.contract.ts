/**
 * What every form of the state store promises, run over each of them by `state.test.ts`. A caller may rely on
 * what stands here and on nothing else. Where a form can't keep a promise it is not a form.
 */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { State, StateForm } from "../../src/store/index.js";
import type { migrate as migrateType } from "../../src/store/state/migrate.js";
import { built } from "../built.js";
import { bulkContract } from "./state-bulk.contract.js";
import { migrationContract } from "./state-migration.contract.js";

export interface StateUnderTest {
  readonly form: StateForm;
  /** Opens the same database; only one may be open at a time. */
  open(): Promise<State>;
  /** An empty database with no tables at all, for migrations. */
  remove(): Promise<void>;
}

type Row = Record<string, unknown>;

async function one(state: State, query: ReturnType<typeof sql<Row>>): Promise<Row | undefined> {
  return (await query.execute(state.db)).rows[0];
}

/** `share` is the form's number, from 0, where the forms share work among them. */
export function stateContract(share: number, make: () => Promise<StateUnderTest>): void {
  let under: StateUnderTest;
  let state: State;
  beforeAll(async () => {
    under = await make();
    state = await under.open();
  });
  afterAll(async () => {
    await state?.close();
    await under?.remove();
  });
  const current = () => state;

  test("it says which form it is, and answers for its health", async () => {
    expect(state.form).toBe(under.form);
    const health = await state.health();
    expect(health.state).toBe(under.form === "pglite" ? "degraded" : "well");
    expect(health.advice === "").toBe(health.state === "well");
  });

  describe("values", () => {
    test("numbers, bytes, times and networks come out alike", async () => {
      const row = await one(
        state,
        sql<Row>`select 9007199254740991::int8 as big, (select count(*) from member) as count,
          sum(x) as sum, avg(x) as avg, '\\xdeadbeef'::bytea as bytes, '1 day 02:00'::interval as span,
          date '2026-11-22' as day, array[1, 2]::int8[] as bigs, '10.0.0.0/8'::cidr as net,
          '2001:db8::1'::inet as host, true as yes, null as nothing, 1.5::float8 as half,
          timestamptz '2026-11-22 10:00+02' as at, current_setting('timezone') as zone
          from (values (1::int8), (2)) as t(x)`,
      );
      expect(row).toEqual({
        ...{ big: 9007199254740991, count: 0, sum: 3, avg: 1.5, bytes: Buffer.from("deadbeef", "hex") },
        ...{ span: "1 day 02:00:00", day: "2026-11-22", bigs: [1, 2], net: "10.0.0.0/8" },
        ...{ host: "2001:db8::1", yes: true, nothing: null, half: 1.5, zone: "UTC" },
        at: new Date("2026-11-22T08:00:00Z"),
      });
    });

    test("an integer beyond 2^53 is an error, never rounded, and the connection goes on", async () => {
      await expect(one(state, sql<Row>`select 9007199254740993::int8 as n`)).rejects.toThrow(/2\^53/);
      await expect(one(state, sql<Row>`select array[9007199254740993::int8] as n`)).rejects.toThrow(/2\^53/);
      expect(await one(state, sql<Row>`select 9007199254740993::int8::text as n`)).toEqual({
        n: "9007199254740993",
      });
    });

    test.each([
      [[]],
      [["a"]],
      [['"', "\\", ",", "{}", "null", "", " ", "é", "漢字", "😀", "'; drop table member; --"]],
    ])("arrays and jsonb keep every text: %j", async (texts) => {
      const row = await one(
        state,
        sql<Row>`select ${texts}::text[] as list, ${JSON.stringify({ texts, deep: [null, { a: 1.5 }] })}::jsonb as doc`,
      );
      expect(row).toEqual({ list: texts, doc: { texts, deep: [null, { a: 1.5 }] } });
    });

    test("bytes go in as they come out; five megabytes too", async () => {
      const bytes = Buffer.alloc(5_000_000, Buffer.from([0, 1, 254, 255, 92, 39]));
      const row = await one(state, sql<{ b: Buffer }>`select ${bytes}::bytea as b`);
      expect(bytes.equals(row?.["b"] as Buffer)).toBe(true);
    });

    test("a NUL in a text is refused, and the connection goes on", async () => {
      await expect(one(state, sql<Row>`select ${"a\0b"}::text as t`)).rejects.toMatchObject({
        code: "22021",
      });
      expect(await one(state, sql<Row>`select 1 as n`)).toEqual({ n: 1 });
    });
  });

  describe("transactions", () => {
    const value = '{"n":0}';
    const keys = async () =>
      (await state.db.selectFrom("setting").select("key").where("key", "like", "tx-%").execute()).length;

    test("all or nothing", async () => {
      const cut = state.db.transaction().execute(async (trx) => {
        await trx.insertInto("setting").values({ key: "tx-1", value }).execute();
        throw new Error("changed my mind");
      });
      await expect(cut).rejects.toThrow("changed my mind");
      const broken = state.db.transaction().execute(async (trx) => {
        await trx.insertInto("setting").values({ key: "tx-2", value }).execute();
        await sql`select 1/0`.execute(trx);
      });
      await expect(broken).rejects.toMatchObject({ code: "22012" });
      expect(await keys()).toBe(0);
      await state.db.transaction().execute(async (trx) => {
        await trx.insertInto("setting").values({ key: "tx-3", value }).execute();
      });
      expect(await keys()).toBe(1);
    });

    test("of forty writers at once none loses the other's count", async () => {
      await state.db.insertInto("setting").values({ key: "counter", value }).execute();
      const add = () =>
        state.db.transaction().execute(async (trx) => {
          const row = await trx
            .selectFrom("setting")
            .select("value")
            .where("key", "=", "counter")
            .forUpdate()
            .executeTakeFirstOrThrow();
          const next = (row.value as { n: number }).n + 1;
          await trx
            .updateTable("setting")
            .set({ value: JSON.stringify({ n: next }) })
            .where("key", "=", "counter")
            .execute();
        });
      await Promise.all(Array.from({ length: 40 }, add));
      expect(await one(state, sql<Row>`select value from setting where key = 'counter'`)).toEqual({
        value: { n: 40 },
      });
    });

    test("of ten changes of a member's lists at once each has a version of its own, and its history", async () => {
      const members = await built<typeof import("../../src/members/index.js")>("members/index.js");
      const { Problem, systemClock } = await built<typeof import("../../src/base/index.js")>("base/index.js");
      const input = { name: "Pier Nine Terminal", sector: "terminal operator", networks: [] };
      const member = await members.addMember(state.db, systemClock, input);
      if (member instanceof Problem) throw new Error(member.detail);
      const by = { memberId: member.id, actor: "center" };
      const add = (_: unknown, n: number) =>
        members.putSiteEntry(state.db, systemClock, by, "cranes", null, {
          name: `Crane ${n}`,
          note: "\u00fc\u2192",
        });
      const put = await Promise.all(Array.from({ length: 10 }, add));
      const versions = put.map((answer) => (answer instanceof Problem ? 0 : answer.version));
      expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1));
      const site = await members.readSite(state.db, member.id);
      expect([site.version, site.cranes.length, site.cranes[0]?.note]).toEqual([10, 10, "\u00fc\u2192"]);
      const { rows } = await members.readSiteHistory(state.db, { memberId: member.id, limit: 20 });
      expect(rows.map(({ version, by: who }) => [version, who])).toEqual(
        Array.from({ length: 10 }, (_, n) => [10 - n, "the center"]),
      );
      await state.db.deleteFrom("member").where("id", "=", member.id).execute();
      expect(await members.listSites(state.db)).toEqual([]);
    });

    test("a value met twice is an answer with the constraint's name", async () => {
      const { uniqueViolation } = await built<typeof import("../../src/store/index.js")>("store/index.js");
      const twice = () => state.db.insertInto("setting").values({ key: "tx-twice", value }).execute();
      await twice();
      const error = await twice().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(uniqueViolation(error)).toBe("setting_pkey");
      expect(uniqueViolation(new Error("else"))).toBeNull();
      const again = await state.db
        .insertInto("setting")
        .values({ key: "tx-twice", value })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      expect(again.numInsertedOrUpdatedRows).toBe(0n);
    });
  });

  describe("networks", () => {
    test("an address finds the networks around it, through the SP-GiST index", async () => {
      const member = { sector: "terminal-operator", tlp_ceiling: "AMBER", mark: null };
      await state.db
        .insertInto("member")
        .values({ ...member, id: "m1", name: "One", created_us: 1 })
        .execute();
      await sql`insert into member_network (member_id, network)
        select 'm1', set_masklen(('10.' || i / 256 || '.' || i % 256 || '.0')::inet, 24)::cidr
        from generate_series(0, 4095) as i`.execute(state.db);
      await sql`insert into member_network values ('m1', '2001:db8::/32'), ('m1', '10.0.0.0/8')`.execute(
        state.db,
      );
      await sql`analyze member_network`.execute(state.db);
      const around = (address: string) =>
        sql<{
          network: string;
        }>`select network from member_network where network >>= ${address}::inet order by 1`;
      const found = async (address: string) =>
        (await around(address).execute(state.db)).rows.map((row) => row.network);
      expect(await found("10.3.7.9")).toEqual(["10.0.0.0/8", "10.3.7.0/24"]);
      expect(await found("2001:db8:5::1")).toEqual(["2001:db8::/32"]);
      expect(await found("192.0.2.1")).toEqual([]);
      const { rows } = await sql<Row>`explain select network from member_network
        where network >>= '10.3.7.9'::inet`.execute(state.db);
      expect(JSON.stringify(rows)).toContain("member_network_lookup");
      const host = sql`insert into member_network values ('m1', '192.0.2.1/24')`.execute(state.db);
      await expect(host).rejects.toMatchObject({ code: "22P02" });
    });
  });

  bulkContract(current);
  migrationContract(share, current, () => built<{ migrate: typeof migrateType }>("store/state/migrate.js"));

  test("what was written is there after closing and opening, and tables are not made again", async () => {
    await state.db.insertInto("setting").values({ key: "kept", value: '{"here":true}' }).execute();
    await state.close();
    state = await under.open();
    expect(await one(state, sql<Row>`select value from setting where key = 'kept'`)).toEqual({
      value: { here: true },
    });
  });
}
