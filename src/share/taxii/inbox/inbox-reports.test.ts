import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clock, newId } from "../../../base/index.js";
import { addMember, ensureCenterMember, listMembers } from "../../../members/index.js";
import type { Member } from "../../../model/index.js";
import type { State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { openGate } from "../../gate/gate.js";
import { tlp2Ids } from "../../gate/markings.js";
import { withdrawReport } from "../../reports/withdraw-report.js";
import { KeptShelf } from "../kept/kept-shelf.js";
import { lastVersion } from "../query.js";
import { inboxTimes, reportInbox } from "./inbox-reports.js";

let state: State;
let giver: Member;
let root = "";
let nowUs = 1_800_000_000_000_000;
const clock: Clock = { nowUs: () => nowUs, monotonicMs: () => 0 };
const collectionId = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";

beforeAll(async () => {
  state = await openTestState();
  await ensureCenterMember(state.db, clock);
  const [one] = await Promise.all(
    ["Pier One", "Beta Lines"].map((name) =>
      addMember(state.db, clock, { name, sector: "terminal operator", networks: [] }),
    ),
  );
  giver = one as Member;
});
afterAll(() => state.close());

beforeEach(async () => {
  nowUs += 3600e6;
  root = `/taxii2/${newId()}/`;
  for (const table of ["taxii_object", "report"] as const) await state.db.deleteFrom(table).execute();
  await state.db
    .insertInto("taxii_root")
    .values({ path: root, title: "t", description: "", content_max: 1, created_us: 1 })
    .execute();
  await state.db
    .insertInto("taxii_collection")
    .values({
      root_path: root,
      id: collectionId,
      alias: null,
      title: "Inbox",
      description: "",
      read_by: "everyone",
      write_by: "everyone",
      media_types: [],
      unmarked_tlp: "TLP:AMBER",
      last_added_us: 0,
      source: "kept",
    })
    .execute();
});

const community = async () => {
  const members = await listMembers(state.db);
  return { gate: openGate(members), members };
};
const shelf = async (actor = "token:1") =>
  new KeptShelf(
    { state, clock, ...(await community()) },
    { rootPath: root, id: collectionId },
    { memberId: giver.id, recipient: { kind: "member", memberId: giver.id }, actor },
  );
const markOf = (label: string) => Object.entries(tlp2Ids).find(([, tlp]) => tlp === label)?.[0] as string;
const idOf = (n: number) => `indicator--0000000${n}-0000-4000-8000-000000000000`;
const indicator = (n: number, more: object = {}, minute = 0) => ({
  type: "indicator",
  spec_version: "2.1",
  id: idOf(n),
  created: "2026-01-01T00:00:00.000Z",
  modified: `2026-01-01T00:0${minute}:00.000Z`,
  pattern: `[ipv4-addr:value = '198.51.100.${n}']`,
  pattern_type: "stix",
  valid_from: "2026-01-01T00:00:00Z",
  ...more,
});
const give = async (objects: readonly object[], actor?: string) => (await shelf(actor)).add(objects);
/** Everything that is ripe, some seconds later. */
async function settle(): Promise<number> {
  nowUs += inboxTimes.quietUs + 1e6;
  let sent = 0;
  for (;;) {
    const some = await reportInbox(state, clock, await community());
    if (some === null) return sent;
    sent += some;
  }
}
const values = (observables: readonly { readonly value: string }[]) => observables.map(({ value }) => value);
async function reports() {
  const rows = await state.db.selectFrom("report").selectAll().orderBy("received_us").orderBy("id").execute();
  return rows.map(({ state: standing, way, report, person_id }) => {
    const { observables, tlp, attribution } = report as never as {
      observables: { value: string }[];
      tlp: string;
      attribution: string;
    };
    return { standing, way, person_id, tlp, attribution, values: values(observables) };
  });
}
const standing = async () => (await reports()).filter((each) => each.standing === "stands");

describe("what members give by TAXII", () => {
  test("becomes one report for each marking, known as the member's to the center alone", async () => {
    await give([
      indicator(1),
      indicator(2, { object_marking_refs: [markOf("TLP:GREEN")] }),
      { type: "relationship", spec_version: "2.1", id: "relationship--00000000-0000-4000-8000-000000000000" },
    ]);
    await give([indicator(3, { object_marking_refs: [markOf("TLP:GREEN")] })]);
    expect(await settle()).toBe(2);
    const sent = { standing: "stands", way: "taxii", person_id: "token:1", attribution: "center" };
    expect(await reports()).toEqual(
      expect.arrayContaining([
        { ...sent, tlp: "TLP:AMBER", values: ["198.51.100.1"] },
        { ...sent, tlp: "TLP:GREEN", values: ["198.51.100.2", "198.51.100.3"] },
      ]),
    );
    expect(await settle()).toBe(0);
  });

  test("waits until its client is through, but not for ever", async () => {
    await give([indicator(1)]);
    expect(await reportInbox(state, clock, await community())).toBeNull();
    for (let n = 2; n < 9; n++) {
      nowUs += 4e6;
      await give([indicator(n)]);
      expect(await reportInbox(state, clock, await community())).toBeNull();
    }
    nowUs += 4e6;
    await give([indicator(9)]);
    expect(await reportInbox(state, clock, await community())).toBe(1);
    expect((await reports())[0]?.values).toHaveLength(9);
  });

  test("two clients of a member have reports of their own", async () => {
    await give([indicator(1)], "token:1");
    await give([indicator(2)], "token:2");
    expect(await settle()).toBe(2);
    expect((await reports()).map(({ person_id }) => person_id).sort()).toEqual(["token:1", "token:2"]);
  });

  test("a version that says the same changes nothing", async () => {
    await give([indicator(1), indicator(2)]);
    await settle();
    await give([indicator(1, {}, 1)]);
    expect(await settle()).toBe(0);
    expect(await reports()).toHaveLength(1);
    // And it is the one that counts from then on.
    await give([indicator(1, { revoked: true }, 2)]);
    await settle();
    expect((await standing()).map((each) => each.values)).toEqual([["198.51.100.2"]]);
  });

  test("a revoked object withdraws its report, and the rest is sent anew", async () => {
    await give([indicator(1), indicator(2)]);
    await settle();
    await give([indicator(1, { revoked: true }, 1)]);
    expect(await settle()).toBe(1);
    expect(await reports()).toMatchObject([
      { standing: "withdrawn", values: ["198.51.100.1", "198.51.100.2"] },
      { standing: "stands", values: ["198.51.100.2"] },
    ]);
    await give([indicator(2, { revoked: true }, 1)]);
    expect(await settle()).toBe(0);
    expect(await standing()).toEqual([]);
  });

  test("one that is marked higher leaves the report it was in", async () => {
    const green = { object_marking_refs: [markOf("TLP:GREEN")] };
    await give([indicator(1, green), indicator(2, green)]);
    await settle();
    await give([indicator(1, { object_marking_refs: [markOf("TLP:RED")] }, 1)]);
    await settle();
    expect((await standing()).map(({ tlp, values: of }) => [tlp, of]).sort()).toEqual([
      ["TLP:GREEN", ["198.51.100.2"]],
      ["TLP:RED", ["198.51.100.1"]],
    ]);
  });

  test("an older version that comes late changes nothing", async () => {
    await give([indicator(1, { pattern: "[ipv4-addr:value = '198.51.100.9']" }, 5)]);
    await settle();
    await give([indicator(1, {}, 1)]);
    expect(await settle()).toBe(0);
    expect((await standing()).map((each) => each.values)).toEqual([["198.51.100.9"]]);
  });

  test("a removed object withdraws its report", async () => {
    await give([indicator(1), indicator(2)]);
    await settle();
    const everything = { ids: null, types: null, version: lastVersion, specVersions: null };
    expect(await (await shelf()).remove(idOf(1), everything)).toBe(1);
    expect(await standing()).toEqual([]);
    await settle();
    expect((await standing()).map((each) => each.values)).toEqual([["198.51.100.2"]]);
  });

  test("what the member withdrew itself stays so", async () => {
    await give([indicator(1), indicator(2)]);
    await settle();
    const { id } = await state.db.selectFrom("report").select("id").executeTakeFirstOrThrow();
    const admin = { id: "p", name: "Ann", role: "admin", memberId: giver.id } as const;
    expect(await withdrawReport(state, clock, await community(), admin, id)).toBeNull();
    await give([indicator(1, { revoked: true }, 1)]);
    await settle();
    expect(await standing()).toEqual([]);
    await give([indicator(1, { name: "again" }, 2)]);
    await settle();
    expect((await standing()).map((each) => each.values)).toEqual([["198.51.100.1"]]);
  });

  test("of a member that left, nothing is sent", async () => {
    await give([indicator(1)]);
    nowUs += inboxTimes.quietUs + 1e6;
    const { gate } = await community();
    expect(await reportInbox(state, clock, { gate, members: [] })).toBe(0);
    expect(await reportInbox(state, clock, { gate, members: [] })).toBeNull();
    expect(await reports()).toEqual([]);
  });
});
