/** What other centers may hear of what members met, and who is told of what another port warns of. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember, registerExposures } from "../members/index.js";
import type { HitRecord, Member, Observable } from "../model/index.js";
import { blurUs } from "../share/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "./applying.js";
import { loadCommunity } from "./community.js";
import { noticesOf } from "./peer-notices.js";
import { tellOfPeers } from "./peer-warnings.js";
import { testBatch, testHit } from "./testing.js";

const startUs = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000;
const dayUs = 86_400e6;
const attacker: Observable = { type: "ipv4", value: "192.0.2.9" };
const names = ["alpha", "bravo", "charlie", "delta"] as const;
type Name = (typeof names)[number];

let state: State;
const clock = fixedClock(startUs);
const members = new Map<Name, Member>();
const fine = <T>(value: T | Problem): T => {
  if (value instanceof Problem) throw new Error(value.detail);
  return value;
};

beforeAll(async () => {
  state = await openTestState();
  for (const [at, name] of names.entries()) {
    // The last two are one voice.
    const providers = at < 2 ? [] : ["Harbor IT"];
    const networks = [`198.51.100.${at * 16}/28`];
    const input = { name: `Company ${name}`, sector: "railroad", networks, providers };
    members.set(name, fine(await addMember(state.db, clock, input)));
  }
}, 60_000);
afterAll(() => state.close());
beforeEach(async () => {
  for (const table of ["warning", "sighting", "batch", "release", "peer"] as const)
    await state.db.deleteFrom(table).execute();
  clock.setUs(startUs);
});

const id = (name: Name) => (members.get(name) as Member).id;
let batches = 0;
interface Met {
  readonly way?: "in" | "out";
  readonly change?: Partial<HitRecord>;
  readonly mark?: string | null;
}
async function met(name: Name, { way = "out", change = {}, mark = null }: Met = {}): Promise<void> {
  const own = `198.51.100.${names.indexOf(name) * 16 + 1}`;
  const [from, to] = way === "in" ? [attacker.value, own] : [own, attacker.value];
  const hit = testHit({ timeUs: clock.nowUs(), from, to, listed: attacker, change });
  await applyOutcome(state, clock, {}, testBatch(`batch-${batches++}`, id(name), [hit], { mark }));
}
/** What may be told when everything that was met counts toward others. */
async function notices(values: readonly Observable[] = [attacker]) {
  clock.setUs(clock.nowUs() + blurUs);
  return noticesOf(state.db, await loadCommunity(state.db), values, clock.nowUs());
}

describe("what another center may hear of what was met", () => {
  test("nothing of one member, nothing of two that are one voice, a count and a warning of two", async () => {
    await met("charlie");
    expect(await notices()).toEqual([]);
    await met("delta");
    expect(await notices()).toEqual([]);
    await met("alpha", { change: { confidence: 60, labels: ["qakbot"], tlps: ["TLP:GREEN"] } });
    const said = await notices();
    expect(said.map(({ about, id: key, urgency }) => [about, key, urgency])).toEqual([
      ["sighting", "sighting ipv4 192.0.2.9", null],
      ["warning", "warning ipv4 192.0.2.9", "high"],
    ]);
    expect(said[0]).toMatchObject({
      from: "center",
      confidence: 85,
      labels: ["cobalt strike", "qakbot"],
      tlps: ["TLP:CLEAR", "TLP:GREEN"],
      memberIds: [id("alpha"), id("charlie"), id("delta")].sort(),
    });
  });

  test("nothing before it counts toward others here, and nothing after seven days", async () => {
    await met("alpha", { way: "in" });
    await met("bravo", { way: "in" });
    const before = await noticesOf(state.db, await loadCommunity(state.db), [attacker], startUs);
    expect(before).toEqual([]);
    expect(await notices()).toHaveLength(2);
    clock.setUs(startUs + 8 * dayUs);
    expect(await notices()).toEqual([]);
  });

  test("who was only knocked at, over a word of little confidence, is counted and not warned of", async () => {
    for (const name of ["alpha", "bravo"] as const)
      await met(name, { way: "in", change: { confidence: 50 } });
    expect((await notices()).map(({ about }) => about)).toEqual(["sighting"]);
    await met("bravo", { way: "in", change: { confidence: 90 } });
    expect((await notices()).map(({ about, urgency }) => [about, urgency])).toEqual([
      ["sighting", null],
      ["warning", "low"],
    ]);
  });

  test("what only another center listed is not warned of: that would be its own word, told back", async () => {
    for (const name of ["alpha", "bravo"] as const)
      await met(name, { change: { sources: ["peer:Far Port"] } });
    expect((await notices()).map(({ about }) => about)).toEqual(["sighting"]);
  });

  test("nothing of what an allow list has, nor of the sample port", async () => {
    for (const name of ["alpha", "bravo"] as const) await met(name, { change: { allowedBy: "resolvers" } });
    expect(await notices()).toEqual([]);
    for (const name of ["alpha", "bravo"] as const) await met(name, { mark: "demo" });
    expect(await notices()).toEqual([]);
  });

  test("of many values each by itself, and of none nothing", async () => {
    await met("alpha");
    await met("bravo");
    const others = [1, 2, 3].map((n): Observable => ({ type: "domain", value: `${n}.example` }));
    expect((await notices([...others, attacker])).map(({ observable }) => observable.value)).toEqual([
      attacker.value,
      attacker.value,
    ]);
    expect(await notices([])).toEqual([]);
  });
});

let arrivals = 0;
/** A warning of another port, as `receiveBatch` leaves it. */
async function warned(...values: readonly Observable[]): Promise<void> {
  await state.db
    .insertInto("peer")
    .values({
      id: "far",
      name: "Far Port",
      public_key: "00",
      certificate: "00",
      url: null,
      state: "confirmed",
      agreement: JSON.stringify({}),
      created_us: startUs,
      confirmed_us: startUs,
      ended_us: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  for (const { type, value } of values) {
    const at = ++arrivals;
    await state.db
      .insertInto("peer_object")
      .values({
        peer_id: "far",
        object: `object-${at}`,
        kind: "warning",
        origin_center: "far",
        origin_token: `token-${at}`,
        hops: 0,
        sequence: at,
        arrival: at,
        withdrawn: false,
        type,
        value,
        confidence: 80,
        labels: ["emotet"],
        valid_from_us: null,
        valid_until_us: null,
        upstream: null,
        urgency: "high",
        met: "2",
        tlp: "TLP:GREEN",
        at_us: startUs,
        tell: true,
      })
      .execute();
  }
}
const warnings = async () =>
  (await state.db.selectFrom("warning").selectAll().orderBy("member_id").execute()).map((row) => [
    row.rule,
    row.member_id,
  ]);

describe("who is told of what another port warns of", () => {
  test("whose network it is in, once, with the other port's name and marked as it was", async () => {
    await warned({ type: "ipv4", value: "198.51.100.18" });
    expect(await tellOfPeers(state, clock)).toEqual({ looked: 1, warnings: 1 });
    expect(await warnings()).toEqual([["peer-warns", id("bravo")]]);
    const [row] = await state.db.selectFrom("warning").select("draft").execute();
    expect(JSON.stringify(row?.draft)).toContain("Far Port");
    expect(await tellOfPeers(state, clock)).toEqual({ looked: 0, warnings: 0 });
  });

  test("whose registered name it is below; nobody where it is nobody's, or wider than what is somebody's", async () => {
    const by = { memberId: id("charlie"), byOperator: true, dryRun: false, audit: "exposure-add" } as const;
    await registerExposures(state.db, clock, by, [{ kind: "domain", value: "charlie.example" }]);
    await warned(
      { type: "url", value: "https://login.charlie.example/x" },
      { type: "domain", value: "example" },
      { type: "cidr", value: "198.51.0.0/16" },
      { type: "ipv4", value: "10.0.0.1" },
    );
    expect(await tellOfPeers(state, clock)).toEqual({ looked: 4, warnings: 1 });
    expect(await warnings()).toEqual([["peer-warns", id("charlie")]]);
  });

  test("two at a time look at each once", async () => {
    await warned({ type: "ipv4", value: "198.51.100.1" }, { type: "ipv4", value: "198.51.100.17" });
    const told = await Promise.all([1, 2, 3].map(() => tellOfPeers(state, clock)));
    expect(told.reduce((sum, { looked }) => sum + looked, 0)).toBe(2);
    expect(await warnings()).toHaveLength(2);
  });

  test("more than are looked at together are all looked at, in the order in which they came", async () => {
    await warned(
      ...Array.from({ length: 201 }, (_, n): Observable => ({ type: "domain", value: `${n}.example` })),
    );
    expect((await tellOfPeers(state, clock)).looked).toBe(200);
    const { value } = await state.db
      .selectFrom("peer_object")
      .select("value")
      .where("tell", "=", true)
      .executeTakeFirstOrThrow();
    expect(value).toBe("200.example");
    expect((await tellOfPeers(state, clock)).looked).toBe(1);
  });
});
