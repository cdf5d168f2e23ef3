import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clock, newId } from "../../../base/index.js";
import { addMember, ensureCenterMember } from "../../../members/index.js";
import type { Member } from "../../../model/index.js";
import type { State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { openGate } from "../../gate/gate.js";
import { tlp2Ids } from "../../gate/markings.js";
import type { Client } from "../client.js";
import { quota } from "../inbox/quota.js";
import { MemoryShelf } from "../memory-shelf.js";
import { lastVersion, type Match } from "../query.js";
import type { Taking } from "../shelf.js";
import { taxiiTime } from "../times.js";
import { KeptShelf } from "./kept-shelf.js";
import { objectLimits, readObject } from "./stored.js";

let state: State;
let members: readonly Member[];
let root = "";
const clock: Clock = { nowUs: () => 1_800_000_000_000_000, monotonicMs: () => 0 };
const collectionId = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";
const everything: Match = {
  ids: null,
  types: null,
  version: { all: true, first: false, last: false, at: [] },
  specVersions: ["2.0", "2.1"],
};
const center: Client = { memberId: null, recipient: { kind: "member", memberId: "" }, actor: "center" };
const markOf = (label: string) => Object.entries(tlp2Ids).find(([, tlp]) => tlp === label)?.[0] as string;
const id = (n: number, type = "indicator") =>
  `${type}--${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;
const object = (n: number, day: number, more: object = {}) => ({
  type: "indicator",
  spec_version: "2.1",
  id: id(n),
  created: "2026-01-01T00:00:00.000Z",
  modified: `2026-01-0${day}T00:00:00.000Z`,
  name: `number ${n}`,
  object_marking_refs: [markOf("TLP:GREEN")],
  ...more,
});

beforeAll(async () => {
  state = await openTestState();
  await ensureCenterMember(state.db, clock);
  const named = [
    ["Pier One", "203.0.113.0/28"],
    ["Beta Lines", "203.0.113.16/28"],
  ] as const;
  members = await Promise.all(
    named.map(async ([name, network]) => {
      const made = await addMember(state.db, clock, {
        name,
        sector: "terminal operator",
        networks: [network],
      });
      return made as Member;
    }),
  );
});
afterAll(() => state.close());

beforeEach(async () => {
  root = `/taxii2/${newId()}/`;
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
      title: "t",
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

const operator = { id: "operator", name: "Op", role: "operator", memberId: null } as const;

function shelfOf(reader: Member | null): KeptShelf {
  const client: Client =
    reader === null
      ? { ...center, recipient: { kind: "person", person: operator } }
      : { memberId: reader.id, recipient: { kind: "member", memberId: reader.id }, actor: "token:1" };
  const parts = { state, clock, gate: openGate(members), members };
  return new KeptShelf(parts, { rootPath: root, id: collectionId }, client);
}

const named = async (shelf: KeptShelf, match: Match = everything) =>
  (await shelf.page(0, 100, match)).objects.map(
    (each) => `${Number(each.id.split("--")[1]?.slice(0, 8))} ${each.version.slice(9, 10)}`,
  );

describe("a kept collection", () => {
  test("answers as the plain shelf in memory does, whatever is asked", async () => {
    const versions = fc.record({
      n: fc.integer({ min: 1, max: 3 }),
      day: fc.integer({ min: 1, max: 4 }),
      old: fc.boolean(),
    });
    const filters = fc.record({
      ids: fc.option(fc.constantFrom([id(1)], [id(2), id(3)]), { nil: null }),
      types: fc.option(fc.constantFrom(["indicator"], ["malware"]), { nil: null }),
      version: fc.constantFrom(
        lastVersion,
        { all: false, first: true, last: false, at: [] },
        { all: false, first: true, last: true, at: [] },
        { all: true, first: false, last: false, at: [] },
        { all: false, first: false, last: true, at: [Date.UTC(2026, 0, 2) * 1000] },
      ),
      specVersions: fc.option(fc.constantFrom(["2.0"], ["2.1"], ["2.0", "2.1"]), { nil: null }),
    });
    const asking = fc.tuple(
      fc.uniqueArray(versions, { maxLength: 12, selector: ({ n, day, old }) => `${n} ${day} ${old}` }),
      filters,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(asking, async ([given, match, limit, skipped]) => {
        await state.db.deleteFrom("taxii_object").where("root_path", "=", root).execute();
        const shelf = shelfOf(null);
        const objects = given.map(({ n, day, old }) => object(n, day, old ? { spec_version: "2.0" } : {}));
        await shelf.add(objects);
        const all = await shelf.page(0, 100, everything);
        expect(all.objects).toHaveLength(given.length);
        const plain = new MemoryShelf(all.objects);
        const after = all.objects[skipped]?.addedUs ?? 0;
        expect(await shelf.page(after, limit, match)).toEqual(await plain.page(after, limit, match));
        expect(await shelf.remove(id(1), match)).toBe(await plain.remove(id(1), match));
        expect((await shelf.page(0, 100, everything)).objects).toEqual(plain.objects);
      }),
      { numRuns: 60 },
    );
  });

  test("gives each object a time of its own, rising over all that is ever added", async () => {
    const shelf = shelfOf(null);
    for (let round = 0; round < 3; round += 1)
      await shelf.add([object(round * 2, 1), object(round * 2 + 1, 1)]);
    await Promise.all([10, 11, 12, 13].map((n) => shelf.add([object(n, 1)])));
    const { objects } = await shelf.page(0, 100, everything);
    const times = objects.map(({ addedUs }) => addedUs);
    expect(new Set(times).size).toBe(10);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  test("what the center gives in one envelope shows a member by no step what is kept from it", async () => {
    const red = { object_marking_refs: [markOf("TLP:RED")] };
    await shelfOf(null).add(Array.from({ length: 40 }, (_, n) => object(n, 1, n === 20 ? red : {})));
    const { objects } = await shelfOf(members[0] as Member).page(0, 100, everything);
    const steps = objects.slice(1).map(({ addedUs }, at) => addedUs - (objects[at]?.addedUs ?? 0));
    expect(steps).toHaveLength(38);
    expect(steps.filter((step) => step > 1).length).toBeGreaterThan(5);
  });

  test("takes the same object twice without an error, and keeps the first of two that differ", async () => {
    const shelf = shelfOf(null);
    await shelf.add([object(1, 1)]);
    expect(await shelf.add([object(1, 1)])).toMatchObject({ successes: [{ id: id(1) }], failures: [] });
    const other = (await shelf.add([object(1, 1, { name: "another" })])) as Taking;
    expect(other.failures[0]?.message).toContain("Another object");
    expect((await shelf.page(0, 9, everything)).objects).toHaveLength(1);
  });

  test("a member's day has a measure, of which nothing is taken beyond it; the center has none", async () => {
    const [member] = members as [Member];
    const large = { note: "x".repeat(quota.bytes / 2) };
    await shelfOf(member).add([large]);
    const over = await shelfOf(member).add([object(1, 1), large]);
    expect(over).toMatchObject({ code: "share.taxii-quota" });
    expect(await shelfOf(member).has(id(1))).toBe(false);
    expect(await shelfOf(null).add([object(1, 1), large])).toMatchObject({ successes: [{ id: id(1) }] });
  });

  test("versions an object without times by when it came", async () => {
    const shelf = shelfOf(null);
    const address = { type: "ipv4-addr", spec_version: "2.1", id: id(1, "ipv4-addr"), value: "198.51.100.3" };
    const first = (await shelf.add([address])) as Taking;
    const again = (await shelf.add([address])) as Taking;
    expect(again.successes[0]?.version).toBe(first.successes[0]?.version);
    const [kept] = (await shelf.page(0, 9, everything)).objects;
    expect(kept?.version).toBe(taxiiTime(kept?.addedUs as number));
  });

  test("each page that holds something leaves one receipt; an empty one none", async () => {
    const receipts = async () =>
      (await state.db.selectFrom("release").select("id").where("object_id", "like", `${root}%`).execute())
        .length;
    const shelf = shelfOf(members[0] as Member);
    await shelf.page(0, 9, everything);
    expect(await receipts()).toBe(0);
    await shelfOf(null).add([object(1, 1), object(2, 1)]);
    await shelf.page(0, 9, everything);
    expect(await receipts()).toBe(1);
  });
});

describe("what a member reads in it", () => {
  const [one, two] = [0, 1].map((at) => () => members[at] as Member) as [() => Member, () => Member];

  test("what it gave itself, and nothing of what another gave", async () => {
    await shelfOf(one()).add([object(1, 1)]);
    await shelfOf(two()).add([object(1, 2), object(2, 1)]);
    expect(await named(shelfOf(one()))).toEqual(["1 1"]);
    expect(await named(shelfOf(one()), { ...everything, version: lastVersion })).toEqual(["1 1"]);
    expect(await named(shelfOf(two()))).toEqual(["1 2", "2 1"]);
    expect(await named(shelfOf(null))).toEqual(["1 1", "1 2", "2 1"]);
    expect(await shelfOf(one()).has(id(2))).toBe(false);
  });

  test("another's object with the same id is no obstacle and no hint", async () => {
    await shelfOf(two()).add([object(1, 1, { name: "two's" })]);
    expect(await shelfOf(one()).add([object(1, 1, { name: "one's" })])).toMatchObject({ failures: [] });
    expect(await shelfOf(one()).remove(id(1), everything)).toBe(1);
    expect(await named(shelfOf(two()))).toEqual(["1 1"]);
  });

  test("the center's, as far as the marking goes, unmarked ones as the collection says", async () => {
    await shelfOf(null).add([
      object(1, 1),
      object(2, 1, { object_marking_refs: [markOf("TLP:RED")] }),
      object(3, 1, { object_marking_refs: undefined }),
      object(4, 1, { object_marking_refs: ["marking-definition--aaaaaaaa-0000-4000-8000-000000000000"] }),
      object(5, 1, { granular_markings: [{ marking_ref: markOf("TLP:RED"), selectors: ["name"] }] }),
      object(6, 1, { object_marking_refs: [markOf("TLP:AMBER+STRICT")] }),
    ]);
    expect(await named(shelfOf(one()))).toEqual(["1 1", "3 1"]);
    expect(await shelfOf(one()).has(id(2))).toBe(false);
  });

  test("nothing that shows another member, in whatever writing", async () => {
    await shelfOf(null).add([
      object(1, 1, { description: "Seen at Beta Lines." }),
      object(2, 1, { pattern: "[ipv4-addr:value = '203.0.113.17']" }),
      object(3, 1, { name: Buffer.from("https://203.0.113.18/login").toString("base64") }),
      object(4, 1, { description: "Seen at Pier One." }),
    ]);
    expect(await named(shelfOf(one()))).toEqual(["4 1"]);
    expect(await named(shelfOf(two()))).toEqual(["1 1", "2 1", "3 1"]);
  });

  test("does not remove what the center keeps", async () => {
    await shelfOf(null).add([object(1, 1)]);
    expect(await shelfOf(one()).remove(id(1), everything)).toBe(0);
    expect(await named(shelfOf(null))).toEqual(["1 1"]);
  });
});

describe("what is no object", () => {
  const read = (given: unknown) => readObject(given, new Map(), "TLP:AMBER", 0);
  const deep = (left: number): unknown => (left === 0 ? 1 : { a: deep(left - 1) });

  test.each([
    [null, "JSON object"],
    ["text", "JSON object"],
    [{}, "id:"],
    [{ id: "indicator--1", type: "indicator" }, "id:"],
    [{ id: `${id(1)}'; drop table member; --`, type: "indicator" }, "id:"],
    [{ id: "x".repeat(10_000), type: "x" }, "id:"],
    [object(1, 1, { type: "malware" }), "type:"],
    [object(1, 1, { modified: "yesterday" }), "modified:"],
    [object(1, 1, { modified: 7 }), "modified:"],
    [object(1, 1, { spec_version: "3.0" }), "spec_version:"],
    [object(1, 1, { object_marking_refs: "TLP:RED" }), "object_marking_refs:"],
    [object(1, 1, { object_marking_refs: [7] }), "object_marking_refs:"],
    [object(1, 1, { granular_markings: [7] }), "object_marking_refs:"],
    [object(1, 1, { name: "a\u0000b" }), "name:"],
    [object(1, 1, { name: "\ud800" }), "name:"],
    [object(1, 1, { x: { y: ["fine", "\udc00"] } }), "x.y.1:"],
    [object(1, 1, { "a\u0000": 1 }), "a\ufffd:"],
    [object(1, 1, JSON.parse('{"confidence": 1e999}') as object), "confidence:"],
    [object(1, 1, { x: deep(objectLimits.depth + 5) }), "deep"],
    [object(1, 1, { x: "x".repeat(objectLimits.bytes) }), "bytes"],
  ])("is named with its reason (case %#)", (given, message) => {
    expect(read(given)).toMatchObject({ message: expect.stringContaining(message) });
  });

  test("whatever JSON comes, it is read or refused", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (given) => typeof read(given) === "object"));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(object(1, 1))), fc.jsonValue()), (given) => {
        expect(read({ ...object(1, 1), ...given })).toHaveProperty("id");
      }),
    );
  });
});
