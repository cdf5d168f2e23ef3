import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember } from "../members/index.js";
import type { Member, WarningDraft } from "../model/index.js";
import { blurUs, readReceipts } from "../share/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "./applying.js";
import { refusedSamplesMax } from "./refused-samples.js";
import { tellOthers } from "./telling.js";
import { testBatch, testHit } from "./testing.js";

const startUs = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000;
const minuteUs = 60e6;
const dayUs = 24 * 60 * minuteUs;
const attacker = { type: "ipv4", value: "192.0.2.9" } as const;

let state: State;
const clock = fixedClock(startUs);
const members: Record<string, Member> = {};

beforeAll(async () => {
  state = await openTestState();
  const add = async (name: string, networks: readonly string[], provider?: string, mark?: string) => {
    const providers = provider === undefined ? [] : [provider];
    const member = await addMember(state.db, clock, { name, sector: "railroad", networks, providers, mark });
    if (member instanceof Problem) throw new Error(member.detail);
    return member;
  };
  members["line"] = await add("Blue Anchor Lines", ["203.0.113.0/25", "10.0.0.0/8"], "Harbor IT");
  members["rail"] = await add("Rail Ramp West", ["203.0.113.128/25", "10.0.0.0/8"]);
  members["crane"] = await add("Crane One Services", ["198.51.100.0/24"], "harbor it");
  members["truck"] = await add("Tall Trucking", []);
}, 60_000);
afterAll(() => state.close());
beforeEach(async () => {
  for (const table of ["warning", "sighting", "batch", "release", "refused_record"] as const)
    await state.db.deleteFrom(table).execute();
  clock.setUs(startUs);
});

const id = (name: string) => (members[name] as Member).id;
let batches = 0;
const apply = (memberId: string | null, hits: Parameters<typeof testBatch>[2], change = {}) =>
  applyOutcome(state, clock, {}, testBatch(`batch-${batches++}`, memberId, hits, change));
/** Until every drawn time has come. */
const told = async () => {
  clock.advanceMs(blurUs / 1000);
  while ((await tellOthers(state, clock)).sightings > 0);
};
const out = (from: string, timeUs = startUs, change = {}) =>
  testHit({ timeUs, from, to: attacker.value, listed: attacker, change });
const into = (to: string, timeUs = startUs) =>
  testHit({ timeUs, from: attacker.value, to, listed: attacker });

const warnings = async () =>
  (await state.db.selectFrom("warning").selectAll().orderBy("created_us").orderBy("id").execute()).map(
    (row) => ({
      ...row,
      draft: row.draft as WarningDraft,
    }),
  );
const sightings = () => state.db.selectFrom("sighting").selectAll().orderBy("window_start_us").execute();

describe("a batch", () => {
  test("is applied once, whatever comes again", async () => {
    const batch = testBatch("same", id("line"), [out("10.4.2.17"), out("10.4.2.17")]);
    const first = await applyOutcome(state, clock, {}, batch);
    expect(first).toMatchObject({ alreadyKnown: false, sightings: 1, newSightings: 1, newWarnings: 1 });
    const again = await Promise.all([1, 2, 3].map(() => applyOutcome(state, clock, {}, batch)));
    for (const answer of again)
      expect(answer).toMatchObject({ alreadyKnown: true, sightings: 0, newWarnings: 0 });
    expect(await sightings()).toMatchObject([{ count: 2 }]);
    expect(await warnings()).toHaveLength(1);
  });

  test("leaves nothing behind when it fails halfway, and is applied when it comes again", async () => {
    const good = out("10.4.2.17");
    const bad = { ...good, confidence: 1e9 };
    await expect(
      applyOutcome(state, clock, {}, testBatch("half", id("line"), [good, bad])),
    ).rejects.toThrow();
    expect(await state.db.selectFrom("batch").selectAll().execute()).toEqual([]);
    expect(await sightings()).toEqual([]);
    const answer = await applyOutcome(state, clock, {}, testBatch("half", id("line"), [good]));
    expect(answer).toMatchObject({ alreadyKnown: false, newWarnings: 1 });
  });

  test("with NUL bytes and half characters is stored all the same", async () => {
    const odd = "a\u0000b\ud800c\\u0000";
    const hit = out("10.4.2.17", startUs, { labels: [odd] });
    const refusals = [{ line: 1, code: "x", detail: odd, sample: odd }];
    await apply(id("line"), [{ ...hit, evidence: { ...hit.evidence, record: odd } }], {
      refused: 1,
      refusals,
    });
    expect(await sightings()).toMatchObject([
      { labels: ["a\ufffdb\ufffdc\\u0000"], evidence: [{ record: "a\ufffdb\ufffdc\\u0000" }] },
    ]);
    const [refused] = await state.db.selectFrom("refused_record").selectAll().execute();
    expect(refused?.sample).toBe("a\ufffdb\ufffdc\\u0000");
  });

  test("with times no calendar has is stored under the time it was received", async () => {
    const times = [Number.NaN, -1, 1e17, Number.POSITIVE_INFINITY, startUs + 0.5];
    const batch = testBatch(
      "times",
      id("line"),
      times.map((timeUs) => out("10.4.2.17", timeUs)),
    );
    await applyOutcome(state, clock, {}, { ...batch, meta: { ...batch.meta, receivedUs: startUs } });
    expect(await sightings()).toMatchObject([{ count: 5, first_us: startUs, last_us: startUs + 1 }]);
    expect(await warnings()).toHaveLength(1);
  });

  test("of batches applied at the same time none loses a count", async () => {
    const hit = out("10.4.2.17");
    await Promise.all(Array.from({ length: 8 }, () => apply(id("line"), [hit, hit, hit])));
    expect(await sightings()).toMatchObject([{ count: 24 }]);
    expect(await warnings()).toHaveLength(1);
  });

  test("with counts beyond 2^53 holds up no later one, also where such a count is stored already", async () => {
    const many = {
      gathered: { count: Number.MAX_SAFE_INTEGER, lastUs: startUs, direction: "outbound" },
    } as const;
    for (let i = 0; i < 3; i++) await apply(id("line"), [out("203.0.113.5", startUs, many)]);
    await apply(id("line"), [out("203.0.113.5", startUs + 11 * minuteUs, many)]);
    const counts = async () => (await sightings()).map(({ count }) => count);
    expect(await counts()).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
    await sql`update sighting set count = 10000000000000000`.execute(state.db);
    await apply(id("line"), [out("203.0.113.5"), out("203.0.113.5", startUs + 11 * minuteUs)]);
    expect(await counts()).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
  });

  test("keeps refused samples bounded", async () => {
    const refusals = Array.from({ length: 4000 }, (_, line) => ({
      line,
      code: "c",
      detail: "d",
      sample: "s",
    }));
    for (let i = 0; i < 3; i++) await apply(null, [], { refused: 4000, refusals });
    const rows = await state.db.selectFrom("refused_record").select("id").execute();
    expect(rows).toHaveLength(refusedSamplesMax);
  });
});

describe("whose a hit is", () => {
  test("by token, by network, and the center's own where nothing tells", async () => {
    await apply(id("rail"), [out("10.4.2.17")]);
    await apply(null, [into("198.51.100.7")]);
    await apply(null, [out("10.4.2.17")]);
    const center = await state.db
      .selectFrom("setting")
      .select("value")
      .where("key", "=", "center")
      .executeTakeFirst();
    const owners = (await sightings()).map((row) => row.member_id).sort();
    const { memberId } = (center ?? { value: {} }).value as { memberId?: string };
    expect(owners).toEqual([id("rail"), id("crane"), memberId].sort());
  });

  test("a removed member's hits are left out, the batch is done", async () => {
    expect(await apply("gone", [out("10.4.2.17")])).toMatchObject({ alreadyKnown: false, sightings: 0 });
  });
});

describe("your machine talks to a known attack server", () => {
  test("warns the member, with evidence, and updates the one warning", async () => {
    await apply(id("line"), [out("10.4.2.17"), out("10.4.2.17", startUs + minuteUs)]);
    clock.advanceMs(60_000);
    const answer = await apply(id("line"), [out("10.4.2.18", startUs + 30 * minuteUs)]);
    expect(answer).toMatchObject({ newWarnings: 0, updatedWarnings: 1 });
    const [warning, ...more] = await warnings();
    expect(more).toEqual([]);
    expect(warning?.draft.sentence).toBe(
      "Two computers at your company are talking to a known attack server.",
    );
    expect(warning?.draft.story).toBe(
      "10.4.2.18 and 10.4.2.17 contacted 192.0.2.9 three times on 22 November 2026 between 10:00 and 10:30 UTC. " +
        "Two sources list that address as cobalt strike.",
    );
    expect(warning).toMatchObject({ member_id: id("line"), urgency: "high", state: "open" });
  });

  test("is silent on scans from outside, allowed values, and weak single claims", async () => {
    const weak = { confidence: 50, sources: ["one list"] };
    await apply(id("line"), [into("203.0.113.7")]);
    await apply(id("line"), [out("10.4.2.17", startUs + dayUs, { allowedBy: "public resolvers" })]);
    await apply(id("rail"), [out("10.4.2.17", startUs + 9 * dayUs, weak)]);
    expect(await warnings()).toEqual([]);
  });

  test("writes a receipt when it is released and when its form changes, and none for the rest", async () => {
    await apply(id("line"), [out("10.4.2.17")]);
    const [warning] = await warnings();
    const receipts = () => readReceipts(state.db, "warning", [warning?.id as string]);
    expect(await receipts()).toMatchObject([{ released: true, rule: "own-member", recipientId: id("line") }]);
    await apply(id("line"), [out("10.4.2.17", startUs + minuteUs)]);
    expect(await receipts()).toHaveLength(2);
    await apply(id("line"), [into("203.0.113.7", startUs)]);
    const hashes = (await receipts()).map((receipt) => receipt.formHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe("second member", () => {
  test("warns all others, and not those who saw it", async () => {
    await apply(id("line"), [into("203.0.113.7")]);
    expect(await warnings()).toEqual([]);
    await apply(id("rail"), [into("203.0.113.200", startUs + dayUs)]);
    await told();
    const made = await warnings();
    expect(made.map((w) => w.member_id)).not.toContain(id("line"));
    expect(made.map((w) => w.member_id)).not.toContain(id("rail"));
    expect(made.map((w) => w.member_id)).toEqual(expect.arrayContaining([id("crane"), id("truck")]));
    expect(made[0]?.draft.story).toContain("2 to 4 other members of this port met the address 192.0.2.9");
    const receipts = await readReceipts(
      state.db,
      "warning",
      made.map((w) => w.id),
    );
    expect(receipts.every((r) => r.released && r.rule === "origin-hidden")).toBe(true);
  });

  test("of one provider are one voice, and after seven days it is no second", async () => {
    await apply(id("line"), [into("203.0.113.7")]);
    await apply(id("crane"), [into("198.51.100.7", startUs + minuteUs)]);
    await told();
    expect(await warnings()).toEqual([]);
    await apply(id("rail"), [into("203.0.113.200", startUs + 8 * dayUs)]);
    await told();
    expect(await warnings()).toEqual([]);
  });

  test("counts telemetry that arrives late", async () => {
    await apply(id("line"), [into("203.0.113.7", startUs + 3 * dayUs)]);
    await apply(id("rail"), [into("203.0.113.200", startUs)]);
    await told();
    expect((await warnings()).length).toBeGreaterThan(0);
  });

  test("above a member's ceiling is kept from it, with a receipt that says so", async () => {
    const red = { tlps: ["TLP:AMBER+STRICT" as const] };
    await apply(id("line"), [out("10.4.2.17", startUs, red)]);
    await apply(id("rail"), [out("10.4.2.18", startUs, red)]);
    const made = (await warnings()).filter((w) => w.rule === "second-member" && w.member_id === id("truck"));
    const receipts = await readReceipts(
      state.db,
      "warning",
      made.map((w) => w.id),
    );
    expect(receipts).toMatchObject([{ released: false, rule: "tlp-ceiling", formHash: "" }]);
  });

  test("changes nothing its reader can see, its time included, while the count's step stays", async () => {
    await apply(id("line"), [into("203.0.113.7")]);
    await apply(id("rail"), [into("203.0.113.200")]);
    await told();
    const seenByTruck = async () => (await warnings()).filter((w) => w.member_id === id("truck"));
    const [before] = await seenByTruck();
    clock.advanceMs(60_000);
    await apply(id("crane"), [into("198.51.100.7")]);
    await told();
    const [after, ...more] = await seenByTruck();
    expect(more).toEqual([]);
    expect(after?.draft.originMemberIds).toHaveLength(3);
    expect(after?.updated_us).toBe(before?.updated_us);
    expect(await readReceipts(state.db, "warning", [after?.id as string])).toHaveLength(1);
  });

  test("of the sample port touches no real member", async () => {
    await apply(id("line"), [into("203.0.113.7")], { mark: "demo" });
    await apply(id("rail"), [into("203.0.113.200")], { mark: "demo" });
    await told();
    expect(await warnings()).toEqual([]);
  });
});

describe("the gate within a batch", () => {
  test("a member's own danger is told without the others where their mention would show one", async () => {
    await apply(id("rail"), [out("10.4.2.18")]);
    const hit = out("10.4.2.17");
    const evidence = { ...hit.evidence, record: "seen at rail ramp west" };
    await apply(id("line"), [{ ...hit, evidence }]);
    const own = (await warnings()).filter((w) => w.member_id === id("line"));
    expect(own).toMatchObject([{ rule: "attack-server", draft: { originMemberIds: [id("line")] } }]);
    expect(own[0]?.draft.story).not.toContain("other member");
    const receipts = await readReceipts(
      state.db,
      "warning",
      own.map((w) => w.id),
    );
    expect(receipts).toMatchObject([{ released: true, rule: "own-member" }]);
  });
});

describe("what feeds say", () => {
  test("of a member reaches no other in a warning, and leaves what it warns of", async () => {
    const change = {
      sources: ["feed of Tall Trucking", "list of Rail Ramp West"],
      labels: ["reported by Rail Ramp West", "emotet", "loves Tall Trucking"],
    };
    await apply(id("rail"), [out("10.4.2.18", startUs, change)]);
    await apply(id("line"), [out("10.4.2.17", startUs, change)]);
    const byMember = new Map((await warnings()).map((w) => [w.member_id, w.draft]));
    const said = (name: string) => JSON.stringify(byMember.get(id(name)));
    expect(byMember.get(id("line"))).toMatchObject({ rule: "attack-server" });
    expect(said("line")).not.toMatch(/rail ramp|tall trucking/i);
    expect(said("line")).toContain("Two sources list that address as emotet.");
    expect(said("line")).toContain("a source and a source (2)");
    expect(byMember.get(id("truck"))).toMatchObject({ rule: "second-member" });
    expect(said("truck")).not.toMatch(/rail ramp/i);
    expect(said("truck")).toContain("loves Tall Trucking");
    expect(said("rail")).toContain("reported by Rail Ramp West");
    const receipts = await readReceipts(
      state.db,
      "warning",
      (await warnings()).map((w) => w.id),
    );
    expect(receipts.filter((receipt) => !receipt.released)).toEqual([]);
  });
});

describe("closed warnings", () => {
  test("stay quiet for the same hit, and come back by a later one where they were handled", async () => {
    await apply(id("line"), [out("10.4.2.17")]);
    const close = (reason: string) =>
      state.db
        .updateTable("warning")
        .set({ state: "closed", close_reason: reason, updated_us: clock.nowUs() })
        .where("state", "=", "open")
        .execute();
    clock.advanceMs(3_600_000);
    await close("true and handled");
    await apply(id("line"), [out("10.4.2.17", startUs + minuteUs)]);
    expect(await warnings()).toHaveLength(1);
    await apply(id("line"), [out("10.4.2.17", startUs + 120 * minuteUs)]);
    expect(await warnings()).toHaveLength(2);
    clock.advanceMs(3 * 3_600_000);
    await close("false alarm");
    await apply(id("line"), [out("10.4.2.17", startUs + 300 * minuteUs)]);
    expect(await warnings()).toHaveLength(2);
    clock.advanceMs(8 * 24 * 3_600_000);
    await apply(id("line"), [out("10.4.2.17", clock.nowUs())]);
    expect(await warnings()).toHaveLength(3);
  });
});

describe("a large batch", () => {
  test("of 50,000 hits on 500 values is applied in time", async () => {
    const hits = Array.from({ length: 50_000 }, (_, i) => {
      const value = `192.0.${(i % 500) >> 8}.${i % 256}`;
      const listed = { type: "ipv4", value } as const;
      return testHit({ timeUs: startUs + i * 1000, from: "10.4.2.17", to: value, listed });
    });
    const start = performance.mark("start").startTime;
    const answer = await apply(id("line"), hits);
    const took = performance.mark("end").startTime - start;
    console.info(
      `50,000 hits: ${answer.sightings} sightings, ${answer.newWarnings} warnings in ${Math.round(took)} ms`,
    );
    expect(took).toBeLessThan(8000);
  });
});
