import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember } from "../members/index.js";
import type { Member, WarningDraft } from "../model/index.js";
import { blurUs } from "../share/index.js";
import { listAudit, type State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { closeWarning } from "./answering.js";
import { applyOutcome } from "./applying.js";
import { tellOthers } from "./telling.js";
import { testBatch, testHit } from "./testing.js";

const startUs = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000;
const attacker = { type: "ipv4", value: "192.0.2.9" } as const;
const names = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"] as const;
type Name = (typeof names)[number];

let state: State;
const clock = fixedClock(startUs);
const members = new Map<Name, Member>();

beforeAll(async () => {
  state = await openTestState();
  for (const [at, name] of names.entries()) {
    const networks = [`198.51.100.${at * 16}/28`];
    // The last two are one voice: together they warn nobody.
    const providers = at < 4 ? [] : ["Harbor IT"];
    const input = { name: `Company ${name}`, sector: "railroad", networks, providers };
    const member = await addMember(state.db, clock, input);
    if (member instanceof Problem) throw new Error(member.detail);
    members.set(name, member);
  }
}, 60_000);
afterAll(() => state.close());
beforeEach(async () => {
  for (const table of ["warning", "sighting", "batch", "release"] as const)
    await state.db.deleteFrom(table).execute();
  clock.setUs(startUs);
});

const id = (name: Name) => (members.get(name) as Member).id;
const addressOf = (name: Name) => `198.51.100.${names.indexOf(name) * 16 + 1}`;
let batches = 0;
const met = (name: Name, way: "in" | "out", change = {}, timeUs = clock.nowUs()) => {
  const ends = way === "in" ? [attacker.value, addressOf(name)] : [addressOf(name), attacker.value];
  const [from = "", to = ""] = ends;
  const hit = testHit({ timeUs, from, to, listed: attacker, change });
  return applyOutcome(state, clock, {}, testBatch(`batch-${batches++}`, id(name), [hit]));
};
const tell = async () => {
  while ((await tellOthers(state, clock)).sightings > 0);
};
const timesOf = async (name: Name) => {
  const rows = await state.db.selectFrom("sighting").selectAll().where("member_id", "=", id(name)).execute();
  return rows.map((row) => row.told_us);
};
/** Until the sightings of some members count toward others, to the microsecond. */
const untilTold = async (...some: readonly Name[]) => {
  clock.setUs(Math.max(...(await Promise.all(some.map(timesOf))).flat()));
};
const warningsOf = async (name: Name, rule?: string) => {
  const rows = await state.db
    .selectFrom("warning")
    .selectAll()
    .where("member_id", "=", id(name))
    .orderBy("created_us")
    .execute();
  return rows
    .filter((row) => rule === undefined || row.rule === rule)
    .map((row) => ({ ...row, draft: row.draft as WarningDraft }));
};
/** What a member can know of, and what the audit chain and its copies do. */
const traces = async () => [
  await state.db.selectFrom("warning").selectAll().orderBy("id").execute(),
  await state.db.selectFrom("release").selectAll().orderBy("id").execute(),
  (await listAudit(state.db, { limit: 50 })).map(({ sequence }) => sequence),
];

describe("what is not urgent", () => {
  test("leaves no trace before its drawn time, and is there from then on", async () => {
    await met("alpha", "in");
    const before = await traces();
    await met("bravo", "in");
    const [alphaUs = 0] = await timesOf("alpha");
    const [bravoUs = 0] = await timesOf("bravo");
    for (const told of [alphaUs, bravoUs]) {
      expect(told).toBeGreaterThanOrEqual(startUs);
      expect(told).toBeLessThan(startUs + blurUs);
    }
    clock.setUs(Math.max(alphaUs, bravoUs) - 1);
    await tell();
    expect(await traces()).toEqual(before);
    clock.setUs(Math.max(alphaUs, bravoUs));
    await tell();
    const [warning] = await warningsOf("charlie");
    expect(warning).toMatchObject({ rule: "second-member", urgency: "low", created_us: clock.nowUs() });
    expect(await warningsOf("alpha")).toEqual([]);
    expect(await warningsOf("bravo")).toEqual([]);
  });

  test("is drawn once for good, and happens once however often it is asked for", async () => {
    await met("alpha", "in");
    await met("bravo", "in");
    const drawn = await timesOf("alpha");
    for (let n = 0; n < 5; n++) await met("alpha", "in");
    expect(await timesOf("alpha")).toEqual(drawn);
    await untilTold("alpha", "bravo");
    await Promise.all([1, 2, 3].map(() => tellOthers(state, clock)));
    await tell();
    expect(await warningsOf("charlie")).toHaveLength(1);
    const due = await state.db.selectFrom("sighting").select("id").where("tell_us", "is not", null).execute();
    expect(due).toEqual([]);
  });

  test("says the same whoever came first, and whoever it was", async () => {
    const told: unknown[] = [];
    for (const pair of [
      ["alpha", "bravo"],
      ["bravo", "alpha"],
      ["delta", "echo"],
    ] as const) {
      for (const table of ["warning", "sighting", "batch", "release"] as const)
        await state.db.deleteFrom(table).execute();
      clock.setUs(startUs);
      for (const name of pair) await met(name, "in");
      clock.setUs(startUs + blurUs);
      await tell();
      const [warning] = await warningsOf("charlie");
      const { originMemberIds, sightingIds, ...says } = (warning as { draft: WarningDraft }).draft;
      expect([originMemberIds.length, sightingIds.length]).toEqual([2, 2]);
      told.push(says);
    }
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });

  test("does not go to who has met it too, though others may not know that yet", async () => {
    await met("alpha", "in");
    await met("bravo", "in");
    await untilTold("alpha", "bravo");
    await met("charlie", "in");
    await tell();
    expect(await warningsOf("charlie")).toEqual([]);
    expect(await warningsOf("delta")).toHaveLength(1);
  });

  test("that changes has a new time for what changed", async () => {
    await met("alpha", "in");
    await met("bravo", "in");
    clock.setUs(startUs + blurUs);
    await tell();
    await met("alpha", "in", { labels: ["qakbot"] }, startUs);
    const story = async () => (await warningsOf("charlie"))[0]?.draft.story ?? "";
    expect(await story()).not.toContain("qakbot");
    clock.setUs(startUs + 2 * blurUs);
    await tell();
    expect(await story()).toContain("qakbot");
  });
});

describe("what is urgent", () => {
  test("is told at once, and once: what is added to it has its time", async () => {
    await met("alpha", "out");
    await met("bravo", "out");
    const toCharlie = async () => (await warningsOf("charlie", "second-member"))[0];
    const first = await toCharlie();
    expect(first).toMatchObject({ urgency: "high", created_us: startUs });
    expect(first?.draft.story).toContain("2 to 4 other members");
    const before = await traces();
    clock.advanceMs(1000);
    for (const name of ["delta", "echo", "foxtrot"] as const) {
      await met(name, "out");
      expect(await toCharlie()).toEqual(first);
    }
    const own = (list: Awaited<ReturnType<typeof traces>>) =>
      (list[1] as { object_id: string }[]).filter((row) => row.object_id === first?.id);
    expect(own(await traces())).toEqual(own(before));
    await untilTold("delta", "echo", "foxtrot");
    await tell();
    expect((await toCharlie())?.draft.story).toContain("5 or more other members");
    expect((await toCharlie())?.updated_us).toBe(clock.nowUs());
  });

  test("what becomes urgent does not wait either", async () => {
    await met("alpha", "in");
    await met("bravo", "in");
    await untilTold("alpha", "bravo");
    await tell();
    expect(await warningsOf("charlie")).toMatchObject([{ urgency: "low" }]);
    clock.advanceMs(1000);
    await met("bravo", "out");
    expect(await warningsOf("charlie")).toMatchObject([{ urgency: "high", updated_us: clock.nowUs() }]);
  });

  test("a later look at the same never says less than it did", async () => {
    for (const name of ["alpha", "bravo", "delta", "echo"] as const) await met(name, "in");
    await met("foxtrot", "out");
    const [first] = await warningsOf("charlie");
    expect(first?.draft.story).toContain("5 or more");
    clock.setUs(startUs + blurUs);
    await tell();
    const [again] = await warningsOf("charlie");
    expect([again?.draft.story, again?.updated_us]).toEqual([first?.draft.story, first?.updated_us]);
  });

  test("closed as handled, it does not come back by the minute of another's next hit", async () => {
    await met("alpha", "out");
    await met("bravo", "out");
    const [first] = await warningsOf("charlie");
    const analyst = { id: "person-a", name: "Ana", role: "analyst", memberId: id("charlie") } as const;
    await closeWarning(state, clock, analyst, first?.id ?? "", "true and handled");
    clock.advanceMs(1000);
    await met("alpha", "out");
    expect(await warningsOf("charlie")).toHaveLength(1);
    clock.setUs(startUs + 11 * 60e6);
    await met("alpha", "out");
    expect(await warningsOf("charlie")).toHaveLength(1);
    await untilTold("alpha");
    await tell();
    expect(await warningsOf("charlie")).toMatchObject([{ state: "closed" }, { state: "open" }]);
  });
});

describe("a member's own danger", () => {
  test("is told at once, and says nothing of others by asking again and again", async () => {
    await met("echo", "in");
    await met("foxtrot", "out");
    const story = async () => (await warningsOf("foxtrot"))[0]?.draft.story ?? "";
    expect(await story()).toContain("contacted");
    const [echoUs = 0] = await timesOf("echo");
    clock.setUs(echoUs - 1);
    await met("foxtrot", "out");
    expect(await story()).not.toContain("other member");
    clock.setUs(echoUs);
    await met("foxtrot", "out");
    expect(await story()).toContain("One other member of this port");
  });
});
