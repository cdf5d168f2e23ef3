/** Detections in the store: gathered as sightings are, once a batch, warned of where they are grave, through the gate. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { detectors } from "../detect/index.js";
import { addMember, addPerson } from "../members/index.js";
import type { Detection, Member, Person } from "../model/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "./applying.js";
import { explainDetection } from "./explaining-detections.js";
import { testBatch, testDetection } from "./testing.js";

const startUs = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000;
const minuteUs = 60e6;
const attacker = "192.0.2.9";

let state: State;
const clock = fixedClock(startUs);
const members: Record<string, Member> = {};
const people: Record<string, Person> = {};

beforeAll(async () => {
  state = await openTestState();
  for (const [key, name, network] of [
    ["line", "Blue Anchor Lines", "203.0.113.0/25"],
    ["rail", "Rail Ramp West", "203.0.113.128/25"],
    ["crane", "Crane One Services", "198.51.100.0/24"],
  ] as const) {
    const member = await addMember(state.db, clock, { name, sector: "railroad", networks: [network] });
    if (member instanceof Problem) throw new Error(member.detail);
    members[key] = member;
    const input = { name: `Reader ${key}`, role: "analyst", memberId: member.id } as const;
    const person = await addPerson(state.db, clock, input);
    if (person instanceof Problem) throw new Error(person.detail);
    people[key] = person;
  }
}, 60_000);
afterAll(() => state.close());
beforeEach(async () => {
  for (const table of ["warning", "detection", "batch", "release"] as const)
    await state.db.deleteFrom(table).execute();
});

const id = (name: string) => (members[name] as Member).id;
let batches = 0;
const apply = (memberId: string | null, detections: readonly Detection[], mark: string | null = null) =>
  applyOutcome(state, clock, {}, testBatch(`batch-${batches++}`, memberId, [], { detections, mark }));
const fired = (change: Partial<Detection> = {}, to = "203.0.113.7", timeUs = startUs) =>
  testDetection({ timeUs, from: attacker, to, change: { firstUs: timeUs, lastUs: timeUs, ...change } });
const sigma = { ...fired().rule, kind: "sigma", id: "a-rule", title: "A rule" } as const;
const rows = () => state.db.selectFrom("detection").selectAll().orderBy("first_us").execute();
const warnings = () => state.db.selectFrom("warning").selectAll().orderBy("member_id").execute();

describe("gathering", () => {
  test("a rule's firings add up within ten minutes, and begin anew behind", async () => {
    await apply(id("line"), [fired({ rule: sigma, count: 3 })]);
    await apply(id("line"), [
      fired({ rule: sigma }, "203.0.113.8", startUs + minuteUs),
      fired({ rule: sigma, count: 7 }, "203.0.113.8", startUs + 11 * minuteUs),
    ]);
    expect((await rows()).map(({ count, first_us, last_us }) => [count, first_us, last_us])).toEqual([
      [4, startUs, startUs + minuteUs],
      [7, startUs + 11 * minuteUs, startUs + 11 * minuteUs],
    ]);
  });

  test("behaviour tells whole counts, which are not added up", async () => {
    await apply(id("line"), [fired({ count: 10 })]);
    await apply(id("line"), [fired({ count: 20 })]);
    await apply(id("line"), [fired({ count: 5 })]);
    expect((await rows()).map(({ count }) => count)).toEqual([20]);
  });

  test("a batch that is applied twice counts once", async () => {
    const batch = testBatch("same", id("line"), [], { detections: [fired({ rule: sigma })] });
    await applyOutcome(state, clock, {}, batch);
    expect(await applyOutcome(state, clock, {}, batch)).toMatchObject({ alreadyKnown: true, detections: 0 });
    expect((await rows()).map(({ count }) => count)).toEqual([1]);
  });

  test("without a token it is the member's whose network was reached, or from which it came", async () => {
    await apply(null, [fired({}, "203.0.113.200"), fired({ about: "x" }, "203.0.113.7")]);
    expect((await rows()).map((row) => row.member_id).sort()).toEqual([id("line"), id("rail")].sort());
  });

  test.each([Number.NaN, -1, 2 ** 60, 0.5])("a time of %j is that of receipt", async (timeUs) => {
    await apply(id("line"), [fired({ firstUs: timeUs, lastUs: timeUs })]);
    expect(await rows()).toHaveLength(1);
  });

  test("texts that no store can hold stop nothing", async () => {
    await apply(id("line"), [fired({ about: "a\0b", fields: { user: "\ud800" } }), fired({ about: "a\0b" })]);
    await apply(id("line"), [fired({ about: "a\0b" }), fired({ about: "a\ufffdb" })]);
    expect(await rows()).toHaveLength(1);
  });
});

describe("warnings", () => {
  test("of level high and above, one for a rule and subject, to its own member alone", async () => {
    await apply(id("line"), [fired(), fired({ rule: { ...sigma, level: "medium" } })]);
    await apply(id("line"), [fired({}, "203.0.113.7", startUs + 20 * minuteUs)]);
    expect(await warnings()).toMatchObject([
      {
        member_id: id("line"),
        draft: { rule: "detected", urgency: "high", tlp: "TLP:AMBER", originMemberIds: [id("line")] },
      },
    ]);
  });

  test("of level medium only where a machine of one's own did it", async () => {
    const beacon = { ...fired().rule, id: "beacon", level: "medium" } as const;
    await apply(id("line"), [fired({ rule: beacon }), fired({ rule: { ...sigma, level: "medium" } })]);
    expect(await warnings()).toEqual([]);
    const from = "203.0.113.9";
    const subject = { type: "ipv4", value: attacker } as const;
    const own = testDetection({ timeUs: startUs, from, to: attacker, change: { rule: beacon, subject } });
    await apply(id("line"), [own]);
    expect(await warnings()).toMatchObject([
      { member_id: id("line"), urgency: "medium", draft: { observable: subject } },
    ]);
  });

  test("say the rule, whom, how often, and one's own machine, in both languages", async () => {
    await apply(id("line"), [fired({ count: 14 })]);
    const [warning] = await warnings();
    const draft = warning?.draft as { facts: { label: string; value: string }[]; translations: object };
    expect(draft.facts).toContainEqual({ label: "Your computers", value: "203.0.113.7" });
    expect(draft.facts).toContainEqual({ label: "Address", value: attacker });
    expect(JSON.stringify(draft.translations)).toContain("Sus equipos");
  });

  test("a reader of its own member has the story; of another it does not exist", async () => {
    await apply(id("line"), [fired()]);
    const [row] = await rows();
    expect(await explainDetection(state, people["line"] as Person, row?.id ?? "")).toMatchObject({
      detection: { rule: { id: "brute-force" } },
      evidence: [{ sourceAddress: attacker }],
      warnings: [{ rule: "detected" }],
    });
    expect(await explainDetection(state, people["rail"] as Person, row?.id ?? "")).toMatchObject({
      code: "warn.detection-unknown",
    });
  });
});

describe("along the waterfront", () => {
  /** As the detector says it to a member that has not met it. */
  const comes = (change: Partial<Detection> = {}) =>
    fired({
      rule: { ...fired().rule, id: "waterfront", level: "medium" },
      about: "",
      count: 3,
      evidence: [],
      ...change,
    });
  const said = (memberId: string, change: Partial<Detection> = {}) => comes({ memberId, ...change });

  test("whoever has not met it is told, and nobody else, with nothing of who has", async () => {
    await apply(id("line"), [said(id("crane"))]);
    const told = await warnings();
    expect(told.map(({ member_id, rule }) => [member_id, rule])).toEqual([[id("crane"), "next-in-line"]]);
    const text = JSON.stringify(told[0]?.draft);
    for (const other of ["Blue Anchor", "Rail Ramp", "203.0.113.", id("line"), id("rail")])
      expect(text).not.toContain(other);
  });

  test("low where it only knocked, high where it got in, and by this rule alone", async () => {
    const graded = (level: "low" | "medium" | "high") =>
      said(id("crane"), { rule: { ...comes().rule, level } });
    const told = async () =>
      (await warnings()).map(({ rule, urgency, draft }) => [
        rule,
        urgency,
        (draft as { story: string }).story,
      ]);
    for (const [level, story] of [
      ["low", /it only knocked/],
      ["medium", /answered it\./],
      ["high", /logged in at one of them/],
    ] as const) {
      await apply(id("line"), [graded(level)]);
      expect(await told()).toEqual([["next-in-line", level, expect.stringMatching(story)]]);
    }
  });

  test("each of several is told, and the last as well", async () => {
    await apply(id("line"), [said(id("crane")), said(id("rail"))]);
    expect((await warnings()).map(({ member_id }) => member_id)).toEqual([id("crane"), id("rail")].sort());
  });

  test("that another member's machine goes along it is not told, in no form", async () => {
    await apply(id("line"), [said(id("crane"), { subject: { type: "ipv4", value: "203.0.113.130" } })]);
    const decided = await state.db.selectFrom("release").select(["released", "rule"]).execute();
    expect(decided).toEqual([{ released: false, rule: "origin-leak" }]);
    const [row] = await rows();
    const story = (reader: string) =>
      explainDetection(state, people[reader] as Person, (row as { id: string }).id);
    expect(await story("crane")).toBeInstanceOf(Problem);
  });

  test("all detectors that look at the whole port are held to that", () => {
    expect(detectors.filter(({ scope }) => scope === "port").map((detector) => detector.id)).toEqual([
      "waterfront",
    ]);
  });

  test("what lists name as knocking everywhere comes to all, and warns nobody", async () => {
    await apply(id("line"), [said(id("crane"), { targetedness: "everybody" })]);
    expect(await warnings()).toEqual([]);
  });

  test("a private address is a machine of many", async () => {
    await apply(id("line"), [said(id("crane"), { subject: { type: "ipv4", value: "10.1.2.3" } })]);
    expect(await warnings()).toEqual([]);
  });
});
