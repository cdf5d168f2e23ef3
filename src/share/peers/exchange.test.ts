/** What two or three centers have of one another after whatever came between them. */
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock } from "../../base/index.js";
import { testMember } from "../../members/testing.js";
import { up as healNumbers } from "../../store/state/migrations/0032-numbers-of-peers.js";
import { readStandings } from "./health.js";
import { takeBatch } from "./outbox.js";
import { endPeer } from "./peers.js";
import { introduce, TestPort } from "./testing.js";

const clock = fixedClock(1_800_000_000_000_000);
let a: TestPort;
let b: TestPort;
let c: TestPort;

beforeAll(async () => {
  [a, b, c] = [
    await TestPort.open("A", clock),
    await TestPort.open("B", clock),
    await TestPort.open("C", clock),
  ];
}, 120_000);
afterAll(async () => {
  for (const port of [a, b, c]) await port.state.close();
});
beforeEach(async () => {
  clock.advanceMs(60_000);
  for (const { state } of [a, b, c]) {
    await sql`truncate peer, peer_link, peer_invitation, peer_outbox, peer_told, peer_object, peer_refusal, peer_head cascade`.execute(
      state.db,
    );
    await sql`delete from exchange_claim`.execute(state.db);
    await sql`delete from intel_source`.execute(state.db);
  }
  for (const port of [a, b, c]) {
    port.members = [];
    port.notices = [];
  }
});

describe("between two centers", () => {
  test("indicators arrive once, change, and are withdrawn", async () => {
    await introduce(a, b);
    await a.feed("List", [
      { value: "198.51.100.7", confidence: 80, labels: ["emotet"] },
      { value: "198.51.100.8" },
    ]);
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.7 peer:A 80", "198.51.100.8 peer:A 50"]);
    const before = (await a.state.db.selectFrom("peer_link").selectAll().executeTakeFirstOrThrow())
      .last_sequence;
    await a.push(b);
    expect(
      (await a.state.db.selectFrom("peer_link").selectAll().executeTakeFirstOrThrow()).last_sequence,
    ).toBe(before);
    await a.feed("List", [{ value: "198.51.100.7", confidence: 90 }]);
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.7 peer:A 90"]);
    // Marked above the agreement it is taken back.
    await a.feed("List", [{ value: "198.51.100.7", tlp: "TLP:AMBER" }]);
    await a.push(b);
    expect(await b.claims()).toEqual([]);
    expect(await b.holds()).toEqual([]);
  });

  test("every release has its receipt, and what is refused leaves none", async () => {
    await introduce(a, b);
    await a.feed("List", [
      { value: "198.51.100.1", tlp: "TLP:CLEAR" },
      { value: "198.51.100.2", tlp: "TLP:AMBER" },
      { value: "198.51.100.3", tlp: "TLP:AMBER+STRICT" },
      { value: "198.51.100.4", tlp: "TLP:RED" },
    ]);
    await a.agree(b, { tlpCeiling: "TLP:AMBER" });
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.1 peer:A 50"]);
    const receipts = await a.state.db
      .selectFrom("release")
      .select(["recipient_kind", "channel", "rule", "released"])
      .where("object_kind", "=", "notice")
      .execute();
    expect(receipts).toContainEqual({
      recipient_kind: "peer",
      channel: "peer",
      rule: "peer-agreed",
      released: true,
    });
  });

  test("a narrower agreement takes back what went before it", async () => {
    await introduce(a, b);
    await a.feed("List", [{ value: "198.51.100.7" }, { value: "198.51.100.8", tlp: "TLP:CLEAR" }]);
    await a.push(b);
    expect(await b.claims()).toHaveLength(2);
    await a.agree(b, { tlpCeiling: "TLP:CLEAR" });
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.8 peer:A 50"]);
    await a.agree(b, { direction: "receive" });
    await a.push(b);
    expect(await b.claims()).toEqual([]);
  });

  test("the receiver refuses what was not agreed on its side, and counts it", async () => {
    await introduce(a, b);
    await b.agree(a, { kinds: ["warning"], tlpCeiling: "TLP:CLEAR" });
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await a.push(b);
    expect(await b.claims()).toEqual([]);
    const refusals = await b.state.db.selectFrom("peer_refusal").select(["code", "count"]).execute();
    expect(refusals).toEqual([{ code: "not-agreed", count: 1 }]);
  });

  test("a feed that both read counts once, and counts again where it is read here no more", async () => {
    await introduce(a, b);
    await a.feed("urlhaus", [{ value: "198.51.100.7" }]);
    await b.feed("URLhaus", [{ value: "198.51.100.7" }]);
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.7 URLhaus 50"]);
  });

  test("what members met goes as one of two words, and only where a word shows nobody", async () => {
    await introduce(a, b, { tlpCeiling: "TLP:AMBER" });
    const observable = { type: "ipv4", value: "198.51.100.7" } as const;
    const notice = {
      kind: "notice",
      id: "warning ipv4 198.51.100.7",
      about: "warning",
      from: "center",
      observable,
      confidence: 85,
      labels: ["cobalt strike"],
      validFromUs: null,
      validUntilUs: null,
      upstream: null,
      urgency: "high",
      met: null,
      tlps: ["TLP:GREEN"],
      memberIds: ["m1", "m2"],
    } as const;
    a.notices = [notice];
    await sql`insert into member (id, name, sector, tlp_ceiling, created_us) values ('m1', 'M', 'other', 'TLP:AMBER', 0) on conflict do nothing`.execute(
      a.state.db,
    );
    const met = () =>
      sql`insert into sighting (id, member_id, type, value, window_start_us, direction, count, first_us, last_us,
      inside_addresses, confidence, sources, labels, tlps, allowed_by, evidence, mark, updated_us, told_us, tell_us)
      values (${`s${clock.nowUs()}`}, 'm1', 'ipv4', '198.51.100.7', ${clock.nowUs()}, 'outbound', 1, 0, 0, '[]', 85, '{}', '{}', '{}', null, '[]', null, 0, ${clock.nowUs()}, null)`.execute(
        a.state.db,
      );
    await met();
    const few = [1, 2, 3, 4].map((n) => testMember({ id: `m${n}`, name: `Zorvane ${n}` }));
    a.members = few;
    await a.push(b);
    expect(await b.holds()).toEqual([]);
    a.members = [...few, testMember({ id: "m5", name: "Quexalon" })];
    clock.advanceMs(1000);
    await met();
    await a.push(b);
    expect(await b.holds()).toEqual(["warning 198.51.100.7 TLP:AMBER by A after 0"]);
    const told = await b.state.db.selectFrom("peer_object").selectAll().executeTakeFirstOrThrow();
    expect(told).toMatchObject({ met: "2 to 4 members", urgency: "high", tell: true, confidence: 85 });
    // It makes a claim too, so that telemetry meets it.
    expect(await b.claims()).toEqual(["198.51.100.7 peer:A 85"]);
    a.notices = [];
    clock.advanceMs(86_400_000);
    await a.push(b);
    expect(await b.holds()).toEqual([]);
    await sql`delete from sighting`.execute(a.state.db);
  });

  test("ended on one side, what was told counts no more there and nothing is taken", async () => {
    await introduce(a, b);
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await a.push(b);
    await endPeer(b, (await b.peer(a)).id, "test");
    expect(await b.claims()).toEqual([]);
    await a.feed("List", [{ value: "198.51.100.9" }]);
    await expect(a.push(b)).rejects.toThrow("peer-certificate");
  });
});

describe("numbers that no center gives", () => {
  const liar = async () =>
    JSON.stringify({ received: Number.MAX_SAFE_INTEGER, atUs: clock.nowUs(), head: null });
  const numbers = () =>
    a.state.db.selectFrom("peer_link").select(["last_sequence", "acknowledged"]).executeTakeFirstOrThrow();

  test("an answer with one is refused and told, and what waits goes when it answers as it should", async () => {
    await introduce(a, b);
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await expect(a.push(b, liar)).rejects.toThrow("9007199254740991, which was never given");
    const [standing] = await readStandings(a.state.db, a.identity.publicKey);
    expect(standing).toMatchObject({ failures: 1, note: expect.stringContaining("never given") });
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.7 peer:A 50"]);
  });

  test("a row that has one from before is read again, and everything is told anew", async () => {
    await introduce(a, b);
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await a.push(b);
    await sql`alter table peer_link drop constraint peer_link_numbers`.execute(a.state.db);
    await sql`update peer_link set last_sequence = 9007199254740992, acknowledged = 9007199254740991`.execute(
      a.state.db,
    );
    await expect(readStandings(a.state.db, a.identity.publicKey)).rejects.toThrow();
    await healNumbers(a.state.db as never);
    expect(await readStandings(a.state.db, a.identity.publicKey)).toHaveLength(1);
    await a.feed("List", [{ value: "198.51.100.8" }]);
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.8 peer:A 50"]);
    expect((await numbers()).last_sequence).toBeLessThan(1000);
  });
});

describe("a week away", () => {
  test("catches up with what is so now, from a bounded store", async () => {
    await introduce(a, b);
    const values = Array.from({ length: 300 }, (_, n) => `198.51.${100 + (n >> 8)}.${n & 255}`);
    for (let hour = 0; hour < 12; hour++) {
      clock.advanceMs(14 * 3_600_000);
      await a.feed(
        "List",
        values.slice(hour * 10).map((value) => ({ value, confidence: 30 + hour })),
      );
      await a.fill(b);
    }
    const waiting = await a.state.db.selectFrom("peer_outbox").selectAll().execute();
    expect(waiting.length).toBeLessThanOrEqual(300);
    await a.push(b);
    expect(await b.claims()).toEqual(
      values
        .slice(110)
        .map((value) => `${value} peer:A 41`)
        .sort(),
    );
    expect(await a.state.db.selectFrom("peer_outbox").selectAll().execute()).toEqual([]);
  });
});

describe("whatever the network does", () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("feed" as const),
      values: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
      confidence: fc.integer({ min: 1, max: 99 }),
    }),
    fc.record({ do: fc.constant("send" as const) }),
    fc.record({ do: fc.constant("lose" as const) }),
    fc.record({ do: fc.constant("replay" as const), which: fc.nat(20) }),
  );

  test("repeated, lost, late and out of order, it comes to what an untroubled line brings", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        for (const { state } of [a, b]) {
          await sql`truncate peer, peer_link, peer_invitation, peer_outbox, peer_told, peer_object, peer_refusal cascade`.execute(
            state.db,
          );
          await sql`delete from exchange_claim`.execute(state.db);
          await sql`delete from intel_source`.execute(state.db);
        }
        await introduce(a, b);
        const lines: string[] = [];
        let last: readonly string[] = [];
        for (const each of steps) {
          clock.advanceMs(1000);
          if (each.do === "feed") {
            await a.feed(
              "List",
              each.values.map((n) => ({ value: `198.51.100.${n}`, confidence: each.confidence })),
            );
            last = each.values.map((n) => `198.51.100.${n} peer:A ${each.confidence}`).sort();
          } else if (each.do === "replay") {
            const line = lines[each.which % Math.max(lines.length, 1)];
            if (line !== undefined) await b.receive(a, line);
          } else {
            await a.fill(b);
            const { line } = await takeBatch({ ...a.parts(), nowUs: clock.nowUs() }, await a.peer(b), null);
            lines.push(line);
            // Lost on the way there, or the answer on the way back: the sender knows nothing of it.
            if (each.do === "send") await b.receive(a, line);
          }
        }
        await a.push(b);
        expect(await b.claims()).toEqual(last);
        for (const line of lines) await b.receive(a, line);
        expect(await b.claims()).toEqual(last);
      }),
      { numRuns: 20 },
    );
  }, 180_000);

  test("a center that came back from a backup is told everything anew, on either side", async () => {
    await introduce(a, b);
    await a.feed("List", [{ value: "198.51.100.1" }, { value: "198.51.100.2" }]);
    await a.push(b);
    // The receiver lost what it had.
    await sql`update peer_link set received = 0`.execute(b.state.db);
    await sql`delete from peer_object`.execute(b.state.db);
    await sql`delete from indicator_claim`.execute(b.state.db);
    await a.feed("List", [{ value: "198.51.100.1" }, { value: "198.51.100.3" }]);
    await a.push(b);
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.1 peer:A 50", "198.51.100.3 peer:A 50"]);
    // The sender lost what it had told since.
    const link = await a.state.db.selectFrom("peer_link").selectAll().executeTakeFirstOrThrow();
    await a.feed("List", [{ value: "198.51.100.4" }]);
    await a.push(b);
    await a.state.db
      .updateTable("peer_link")
      .set({ last_sequence: link.last_sequence, acknowledged: link.acknowledged })
      .execute();
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.4 peer:A 50"]);
  });
});

describe("three centers in a ring", () => {
  const around = async (): Promise<void> => {
    for (let round = 0; round < 3; round++)
      for (const [from, to] of [
        [a, b],
        [b, c],
        [c, a],
        [b, a],
        [c, b],
        [a, c],
      ] as const)
        await from.push(to);
  };

  test("a word goes around once, is never returned, and counts once whatever ways it came", async () => {
    await introduce(a, b);
    await introduce(b, c);
    await introduce(c, a);
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await around();
    expect(await a.holds()).toEqual([]);
    expect(await a.claims()).toEqual(["198.51.100.7 List 50"]);
    // Straight from who said it first, however it came besides.
    expect(await b.claims()).toEqual(["198.51.100.7 peer:A 50"]);
    expect(await c.claims()).toEqual(["198.51.100.7 peer:A 50"]);
    const sent = async () =>
      (
        await Promise.all(
          [a, b, c].map(({ state }) => state.db.selectFrom("peer_link").select("last_sequence").execute()),
        )
      )
        .flat()
        .map(({ last_sequence }) => last_sequence);
    const before = await sent();
    await around();
    expect(await sent()).toEqual(before);
    await a.feed("List", []);
    await around();
    expect([await b.claims(), await c.claims()]).toEqual([[], []]);
  });

  test("it reaches who is no peer of its origin, and is withdrawn there too; AMBER does not go on", async () => {
    await introduce(a, b, { tlpCeiling: "TLP:AMBER" });
    await introduce(b, c, { tlpCeiling: "TLP:AMBER" });
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await a.push(b);
    await b.push(c);
    expect(await c.holds()).toEqual(["indicator 198.51.100.7 TLP:GREEN by B after 1"]);
    const row = await c.state.db
      .selectFrom("peer_object")
      .select(["origin_token", "origin_center"])
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(a.identity.publicKey);
    await endPeer(b, (await b.peer(a)).id, "test");
    await b.push(c);
    expect(await c.claims()).toEqual([]);
  });
});
