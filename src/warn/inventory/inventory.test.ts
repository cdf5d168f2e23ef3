/** Inventory in the store: news join what is known, a person's answer is a version, and what came later is new to them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import { addMember, addPerson, listCranes, putSiteEntry } from "../../members/index.js";
import type { InventoryNews, Person } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { applyOutcome } from "../applying.js";
import { loadCommunity } from "../community.js";
import { testBatch, testDetection, testInventory } from "../testing.js";
import { craneFigures, warningsOfCrane, zonesOfCrane } from "./cranes.js";
import { keepInventory } from "./keeping.js";
import { listAssets, listRelations } from "./reading.js";
import { listSessions, readLearning } from "./reading-sessions.js";
import { reviewObject } from "./reviewing.js";

const dayUs = 86_400e6;
const startUs = Date.UTC(2026, 10, 1) * 1000;
const clock = fixedClock(startUs);
let state: State;
let memberId = "";
let person: Person;
let stranger: Person;

const isGiven = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Error(answer.detail);
  return answer;
};

beforeAll(async () => {
  state = await openTestState();
  const ids: string[] = [];
  for (const name of ["Pier Seven Terminal", "Blue Anchor Lines"])
    ids.push(
      isGiven(await addMember(state.db, clock, { name, sector: "terminal operator", networks: [] })).id,
    );
  memberId = ids[0] as string;
  const add = async (of: string) =>
    isGiven(await addPerson(state.db, clock, { name: "Olga Ownperson", role: "admin", memberId: of }));
  person = await add(memberId);
  stranger = await add(ids[1] as string);
}, 60_000);
afterAll(() => state.close());

const keep = (news: InventoryNews) => keepInventory(state.db, clock.nowUs(), news);
const review = (by: Person, id: string) =>
  reviewObject(state.db, clock, "asset", id, { person: by, actor: by.id, state: "confirmed", note: "ours" });
const asset = async () => (await listAssets(state.db, { memberId, limit: 10 })).rows[0];

describe("inventory", () => {
  test("joins, is reviewed, and shows what came later", async () => {
    const first = testInventory(memberId, { atUs: startUs });
    await keep(first);
    const before = await asset();
    expect(before).toMatchObject({ role: "plc", review: "new", version: 1, talksTo: 1 });
    const id = before?.id ?? "";
    expect(await review(stranger, id)).toBe(false);
    expect(await review(person, id)).toBe(true);
    expect(await asset()).toMatchObject({ review: "confirmed", reviewedBy: "Olga Ownperson", changes: [] });

    const [known] = first.assets;
    if (known === undefined) throw new Error("no asset");
    const identity = { ...known.identity, firmware: "V2.1" };
    await keep({ ...first, assets: [{ ...known, identity, lastUs: startUs + dayUs }] });
    const after = await asset();
    expect(after).toMatchObject({
      review: "confirmed",
      version: 3,
      firstUs: startUs,
      lastUs: startUs + dayUs,
    });
    expect(after?.changes).toEqual([
      { version: 3, atUs: startUs + dayUs, by: "", changes: [{ field: "firmware", from: "", to: "V2.1" }] },
    ]);
  });

  test("a machine is confirmed by its terminal's list, unless a person says otherwise, and asked about once it is off it", async () => {
    const [known] = testInventory(memberId, { atUs: startUs }).assets;
    if (known === undefined) throw new Error("no asset");
    const heard = (address: string, listedId: string | null): InventoryNews => ({
      assets: [{ ...known, address, listedId }],
      relations: [],
      sessions: [],
      learning: [],
    });
    const of = async (address: string) =>
      (await listAssets(state.db, { memberId, text: address, limit: 10 })).rows.find(
        (row) => row.address === address,
      );
    await keep(heard("10.71.9.1", "list-1"));
    expect(await of("10.71.9.1")).toMatchObject({ review: "confirmed", reviewedBy: "", changes: [] });
    await keep(heard("10.71.9.1", null));
    const off = await of("10.71.9.1");
    expect(off).toMatchObject({ review: "new", reviewedUs: null });
    expect(off?.changes[0]?.changes).toContainEqual({ field: "review", from: "confirmed", to: "new" });
    await keep(heard("10.71.9.1", "list-2"));
    expect(await of("10.71.9.1")).toMatchObject({ review: "confirmed" });

    await keep(heard("10.71.9.2", null));
    const id = (await of("10.71.9.2"))?.id ?? "";
    const answer = (to: "new" | "not expected") =>
      reviewObject(state.db, clock, "asset", id, { person, actor: person.id, state: to, note: "" });
    await answer("not expected");
    await keep(heard("10.71.9.2", "list-3"));
    expect(await of("10.71.9.2")).toMatchObject({ review: "not expected", reviewedBy: "Olga Ownperson" });
    await answer("new");
    await keep(heard("10.71.9.2", "list-3"));
    expect(await of("10.71.9.2")).toMatchObject({ review: "new" });
    for (const address of ["10.71.9.1", "10.71.9.2"])
      await state.db.deleteFrom("asset").where("address", "=", address).execute();
  });

  test("tells relations and functions beyond the baseline", async () => {
    const late = testInventory(memberId, { atUs: startUs + 20 * dayUs });
    const [relation] = late.relations;
    if (relation === undefined) throw new Error("no relation");
    const write = {
      name: "WRITE_SINGLE_COIL",
      kind: "write",
      count: 3,
      firstUs: startUs + 20 * dayUs,
    } as const;
    await keep({
      ...late,
      relations: [
        { ...relation, functions: [write] },
        { ...relation, sender: "10.9.0.66" },
        // Forgotten and heard again within a batch.
        { ...relation, sender: "10.9.0.66" },
      ],
    });
    const { rows } = await listRelations(state.db, { memberId, limit: 10 });
    const told = rows.map(({ sender, isNew, newFunctions, messages }) => [
      sender,
      isNew,
      newFunctions,
      messages,
    ]);
    expect(told.sort()).toEqual([
      ["10.9.0.66", true, ["READ_COILS"], 2],
      ["10.9.0.9", false, ["WRITE_SINGLE_COIL"], 3],
    ]);
    expect(await readLearning(state.db, memberId)).toMatchObject([
      { sinceUs: startUs, days: 14, share: 1, assets: 1, relations: 2, newRelations: 1 },
    ]);
  });

  test("documents every session of a vendor, the last told of each", async () => {
    const { sessions } = testInventory(memberId, { name: "Maker", atUs: startUs });
    const none = { assets: [], relations: [], learning: [] };
    await keep({
      ...none,
      sessions: sessions.map((session) => ({ ...session, isOpen: false, endUs: startUs + 1 })),
    });
    const { rows } = await listSessions(state.db, { memberId, limit: 10 });
    expect(rows).toMatchObject([{ vendor: "Maker", isOpen: false, endUs: startUs + 1, verdict: "no order" }]);
  });

  test("of a member who is gone is left out", async () => {
    await keep(testInventory("nobody"));
    expect((await listAssets(state.db, { memberId: "nobody", limit: 10 })).rows).toEqual([]);
  });
});

describe("a crane", () => {
  const put = async (name: string) =>
    isGiven(await putSiteEntry(state.db, clock, { memberId, actor: "test" }, "cranes", null, { name })).id;
  const heard = async (address: string, zone: string, craneId: string | null, zoneKind = "control") => {
    const [asset] = testInventory(memberId, { atUs: startUs }).assets;
    if (asset === undefined) throw new Error("no asset");
    const assets = [{ ...asset, address, zone, zoneKind, craneId }];
    await keep({ assets, relations: [], sessions: [], learning: [] });
  };

  test("has what stands unlisted in a zone that is its own alone, and what was detected on it", async () => {
    const [one, two] = [await put("STS-1"), await put("STS-2")];
    await heard("10.9.1.1", "Crane 1", one);
    await heard("10.9.1.99", "Crane 1", null);
    await heard("10.9.2.1", "Yard", one);
    await heard("10.9.2.2", "Yard", two);
    await heard("10.9.2.99", "Yard", null);
    await heard("10.9.3.1", "Office", two, "enterprise");
    await heard("10.9.3.99", "Office", null, "enterprise");
    const fired = testDetection({
      timeUs: clock.nowUs(),
      from: "10.9.1.99",
      to: "10.9.1.1",
      change: {
        rule: { id: "grave-command", title: "Stopped", kind: "ot", level: "high", techniques: [] },
        fields: { crane: "STS-1" },
      },
    });
    await applyOutcome(state, clock, {}, testBatch("crane", memberId, [], { detections: [fired] }));
    const community = await loadCommunity(state.db);
    const figuresFor = async (by: Person, nowUs = clock.nowUs()) => {
      const cranes = await listCranes(state.db, { memberId });
      const figures = await craneFigures(state.db, community, { person: by, memberId, cranes, nowUs });
      return [one, two].map((id) => figures.get(id));
    };
    const detections = { informational: 0, low: 0, medium: 0, high: 1, critical: 0 };
    expect(await figuresFor(person)).toMatchObject([
      { machines: 3, questions: 3, lastUs: startUs, detections, warnings: 1 },
      { machines: 2, questions: 2, detections: { high: 0 }, warnings: 0 },
    ]);
    // Its warning is not another's to count, and in the week after next nothing of it is left.
    expect((await figuresFor(stranger))[0]).toMatchObject({ warnings: 0 });
    expect((await figuresFor(person, clock.nowUs() + 8 * dayUs))[0]).toMatchObject({
      detections: { high: 0 },
      warnings: 0,
    });
    expect(await zonesOfCrane(state.db, memberId, one)).toEqual(["Crane 1"]);
    expect(await zonesOfCrane(state.db, memberId, two)).toEqual([]);
    const crane = { id: one, name: "STS-1", maker: "", model: "" };
    const asked = { memberId, crane, nowUs: clock.nowUs() };
    expect(await warningsOfCrane(state.db, community, person, asked)).toMatchObject([{ urgency: "high" }]);
    const { rows } = await listAssets(state.db, {
      memberId,
      craneId: one,
      craneZones: ["Crane 1"],
      limit: 9,
    });
    expect(rows.map(({ address }) => address).sort()).toEqual(["10.9.1.1", "10.9.1.99", "10.9.2.1"]);
  });

  test("has the warning that tells of something on a crane of its maker and model, and others have not", async () => {
    const others = stranger.memberId ?? "";
    const of = async (owner: string, cells: Record<string, string>) =>
      isGiven(await putSiteEntry(state.db, clock, { memberId: owner, actor: "test" }, "cranes", null, cells))
        .id;
    const made = { maker: "Konecranes", model: "STS 65" };
    const mine = await of(memberId, { name: "STS-8", ...made });
    const [sister, older] = [
      await of(others, { name: "Crane A", maker: "KONECRANES Oy", model: "STS-65" }),
      await of(others, { name: "Crane B", maker: "Konecranes", model: "STS 6" }),
    ];
    const asset = { name: "plc-8", addresses: "10.9.8.1", role: "plc", crane: "STS-8" };
    isGiven(await putSiteEntry(state.db, clock, { memberId, actor: "test" }, "assets", null, asset));
    const fired = testDetection({
      timeUs: clock.nowUs(),
      from: "10.9.8.9",
      to: "10.9.8.1",
      change: {
        rule: { id: "grave-command", title: "Stopped", kind: "ot", level: "high", techniques: [] },
        fields: { crane: "STS-8" },
      },
    });
    await applyOutcome(state, clock, {}, testBatch("sisters", memberId, [], { detections: [fired] }));
    const community = await loadCommunity(state.db);
    const nowUs = clock.nowUs();
    const cranes = await listCranes(state.db, { memberId: others });
    const asked = { person: stranger, memberId: others, cranes, nowUs };
    const figures = await craneFigures(state.db, community, asked);
    expect([sister, older].map((id) => figures.get(id)?.warnings)).toEqual([1, 0]);
    const known = cranes.find((one) => one.crane.id === sister);
    if (known === undefined) throw new Error("no crane");
    expect(await warningsOfCrane(state.db, community, stranger, { ...known, nowUs })).toHaveLength(1);
    const own = await listCranes(state.db, { memberId });
    const ours = await craneFigures(state.db, community, { person, memberId, cranes: own, nowUs });
    expect(ours.get(mine)?.warnings).toBe(1);
  });

  test("has the relations of its machines, and those that were not seen for long are found", async () => {
    const of = (asked: object) => listRelations(state.db, { memberId, limit: 9, ...asked });
    const all = (await of({})).rows;
    const ofPlc = all.filter(({ receiver, sender }) => [receiver, sender].includes("10.9.0.5"));
    expect(ofPlc.length).toBeGreaterThan(0);
    expect((await of({ addresses: ["10.9.0.5", "10.9.7.7"] })).rows).toEqual(ofPlc);
    expect((await of({ addresses: ["10.9.7.7"] })).rows).toEqual([]);
    const firstEnd = Math.min(...all.map(({ lastUs }) => lastUs));
    expect((await of({ silentSinceUs: firstEnd })).rows).toEqual([]);
    expect((await of({ silentSinceUs: firstEnd + 1 })).rows).toEqual(
      all.filter(({ lastUs }) => lastUs === firstEnd),
    );
  });
});
