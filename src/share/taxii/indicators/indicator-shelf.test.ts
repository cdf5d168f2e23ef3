import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../../base/index.js";
import { importEntries } from "../../../intel/index.js";
import { addMember, ensureCenterMember } from "../../../members/index.js";
import type { FeedEntry, Member, Tlp } from "../../../model/index.js";
import type { State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { openGate } from "../../gate/gate.js";
import { lastVersion, type Match } from "../query.js";
import { IndicatorShelf } from "./indicator-shelf.js";
import { syncClaims } from "./sync-claims.js";

let state: State;
let members: readonly Member[];
let nowUs = 1_800_000_000_000_000;
const clock: Clock = { nowUs: () => nowUs, monotonicMs: () => 0 };
const everything: Match = { ids: null, types: null, version: lastVersion, specVersions: null };

beforeAll(async () => {
  state = await openTestState();
  await ensureCenterMember(state.db, clock);
  members = await Promise.all(
    [
      ["Pier One", "203.0.113.0/28", "TLP:GREEN"],
      ["Beta Lines", "203.0.113.16/28", "TLP:AMBER+STRICT"],
    ].map(async ([name, network, tlpCeiling]) => {
      const input = { name: name as string, networks: [network as string], tlpCeiling: tlpCeiling as Tlp };
      return (await addMember(state.db, clock, { ...input, sector: "terminal operator" })) as Member;
    }),
  );
});
afterAll(() => state.close());

beforeEach(async () => {
  nowUs += 60e6;
  await sql`delete from exchange_claim`.execute(state.db);
  await sql`delete from intel_source`.execute(state.db);
});

interface Said {
  readonly value: string;
  readonly tlp?: Tlp;
  readonly confidence?: number;
  readonly labels?: readonly string[];
}

/** Says these of the source and nothing else, as an import that replaces does. */
async function feed(name: string, said: readonly Said[]): Promise<void> {
  const entries = said.map(({ value, ...claim }, at): FeedEntry => {
    const type = /^[\d.]+$/.test(value) ? "ipv4" : value.includes("/") ? "cidr" : "domain";
    return { observable: { type, value }, claim, line: at + 1 };
  });
  const source = { name, format: "lines", tlp: "TLP:GREEN", confidence: 50, mark: null } as const;
  await importEntries(state, clock, source, entries);
  await sql`delete from indicator_claim c using indicator i, intel_source s
    where i.id = c.indicator_id and s.id = c.source_id and s.name = ${name}
      and i.value <> all(${said.map(({ value }) => value)}::text[])`.execute(state.db);
  await syncClaims(state, clock);
}

const shelfOf = (reader: Member | null) =>
  new IndicatorShelf(
    { state, clock, gate: openGate(members), members },
    "/taxii2/port/indicators",
    reader === null
      ? {
          memberId: null,
          actor: "token:1",
          recipient: { kind: "person", person: { id: "op", name: "Op", role: "operator", memberId: null } },
        }
      : { memberId: reader.id, actor: "token:2", recipient: { kind: "member", memberId: reader.id } },
  );

type Object_ = Readonly<Record<string, unknown>>;
const read = async (reader: Member | null, match = everything, after = 0): Promise<readonly Object_[]> =>
  (await shelfOf(reader).page(after, 100, match)).objects.map(
    ({ content }) => JSON.parse(content) as Object_,
  );
const short = (objects: readonly Object_[]) =>
  objects.map(({ pattern, revoked }) => (revoked === true ? "revoked" : /'(.*)'/.exec(String(pattern))?.[1]));
const of = (objects: readonly Object_[], value: string): Object_ =>
  objects.find(({ pattern }) => String(pattern).includes(`'${value}'`)) as Object_;
const [green, strict] = [() => members[0] as Member, () => members[1] as Member];

describe("indicators as a collection", () => {
  test("each source's claim is a STIX indicator, with its pattern, its marking and no creator", async () => {
    await feed("List", [
      { value: "198.51.100.7", labels: ["emotet"], confidence: 80 },
      { value: "198.51.100.0/24" },
      { value: "bad.example" },
    ]);
    const objects = await read(green());
    const ofKind = (start: string) => objects.find(({ pattern }) => String(pattern).startsWith(start));
    expect(ofKind("[ipv4-addr:value =")).toMatchObject({
      type: "indicator",
      spec_version: "2.1",
      pattern: "[ipv4-addr:value = '198.51.100.7']",
      pattern_type: "stix",
      confidence: 80,
      labels: ["emotet"],
      external_references: [{ source_name: "List" }],
      object_marking_refs: ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
    });
    expect(objects.every((object) => !("created_by_ref" in object))).toBe(true);
    expect(ofKind("[ipv4-addr:value ISSUBSET '198.51.100.0/24']")).toBeDefined();
    expect(ofKind("[domain-name:value = 'bad.example']")).toBeDefined();
  });

  test("a feed that says the same again changes nothing; what it says otherwise is a new version", async () => {
    await feed("List", [{ value: "198.51.100.7", confidence: 80 }, { value: "bad.example" }]);
    const before = await read(green());
    nowUs += 1e6;
    await feed("List", [{ value: "198.51.100.7", confidence: 90 }, { value: "bad.example" }]);
    const after = await read(green());
    const changed = of(before, "198.51.100.7");
    expect(after.map(({ id }) => id)).toEqual([of(before, "bad.example")["id"], changed["id"]]);
    expect(after[0]).toEqual(of(before, "bad.example"));
    expect(after[1]).toMatchObject({ confidence: 90, created: changed["created"] });
    expect(String(after[1]?.["modified"]) > String(changed["modified"])).toBe(true);
  });

  test("what a feed drops goes out once more as revoked, and comes again as another", async () => {
    await feed("List", [{ value: "198.51.100.7" }, { value: "bad.example" }]);
    const first = of(await read(green()), "198.51.100.7");
    await feed("List", [{ value: "bad.example" }]);
    expect(short(await read(green()))).toEqual(["bad.example", "revoked"]);
    const revoked = (await read(green()))[1];
    expect(revoked).toMatchObject({ id: first["id"], revoked: true });
    expect(JSON.stringify(revoked)).not.toContain("198.51.100.7");
    await feed("List", [{ value: "bad.example" }, { value: "198.51.100.7" }]);
    const again = await read(green());
    expect(short(again)).toEqual(["bad.example", "revoked", "198.51.100.7"]);
    expect(again[2]?.["id"]).not.toBe(first["id"]);
  });

  test("a raised marking reaches who may not have it any more as revoked, without the value", async () => {
    await feed("List", [{ value: "198.51.100.7", tlp: "TLP:GREEN" }]);
    await feed("List", [{ value: "198.51.100.7", tlp: "TLP:AMBER" }]);
    expect(short(await read(green()))).toEqual(["revoked"]);
    expect(JSON.stringify(await read(green()))).not.toContain("198.51.100.7");
    expect(short(await read(strict())).sort()).toEqual(["198.51.100.7", "revoked"]);
    // What is said of it above the reader's ceiling moves nothing the reader sees.
    const before = await read(green());
    await feed("List", [{ value: "198.51.100.7", tlp: "TLP:AMBER", confidence: 99 }]);
    expect(await read(green())).toEqual(before);
    // Lowered again it is there again.
    await feed("List", [{ value: "198.51.100.7", tlp: "TLP:GREEN" }]);
    expect(short(await read(green()))).toEqual(["revoked", "198.51.100.7"]);
  });

  test("goes to each as its marking allows, and never shows another member", async () => {
    await feed("List", [
      { value: "198.51.100.1", tlp: "TLP:CLEAR" },
      { value: "198.51.100.2", tlp: "TLP:AMBER+STRICT" },
      { value: "198.51.100.3", tlp: "TLP:RED" },
      { value: "203.0.113.17" },
      { value: "198.51.100.4", labels: ["reported by beta lines", "emotet"] },
    ]);
    const greens = await read(green());
    expect(short(greens).sort()).toEqual(["198.51.100.1", "198.51.100.4"]);
    expect(greens.flatMap(({ labels }) => labels ?? [])).toEqual(["emotet"]);
    const stricts = ["198.51.100.1", "198.51.100.2", "198.51.100.4", "203.0.113.17"];
    expect(short(await read(strict())).sort()).toEqual(stricts);
    expect(await read(null)).toHaveLength(5);
  });

  test.each([
    ["still listed by nobody", false],
    ["gone with its indicator", true],
  ])("a value that was hidden from a reader stays so when its feed drops it: %s", async (_, isGone) => {
    await feed("List", [{ value: "203.0.113.17" }, { value: "bad.example" }]);
    expect(short(await read(green()))).toEqual(["bad.example"]);
    if (isGone)
      await sql`with gone as (delete from indicator_claim c using indicator i
          where i.id = c.indicator_id and i.value = '203.0.113.17' returning c.indicator_id)
        delete from indicator where id in (select indicator_id from gone)`.execute(state.db);
    await feed("List", [{ value: "bad.example" }]);
    expect(short(await read(green()))).toEqual(["bad.example"]);
    expect(short(await read(strict())).sort()).toEqual(["bad.example", "revoked"]);
  });

  test("when each was added tells neither that one is kept from a reader nor between which two", async () => {
    const hosts = Array.from({ length: 40 }, (_, n) => `host${String(n).padStart(2, "0")}.example`);
    await feed(
      "List",
      hosts.map((value, n) => ({ value, tlp: n === 20 ? "TLP:RED" : "TLP:GREEN" })),
    );
    const addedOf = async () => {
      const { objects } = await shelfOf(green()).page(0, 100, everything);
      const steps = objects.slice(1).map(({ addedUs }, at) => addedUs - (objects[at]?.addedUs ?? 0));
      return { values: short(objects.map(({ content }) => JSON.parse(content) as Object_)), steps };
    };
    const { values, steps } = await addedOf();
    expect(values).toHaveLength(39);
    expect(steps.every((step) => step > 0)).toBe(true);
    // One step in two is wider than a microsecond at the very least, and not only the one over what is hidden.
    expect(steps.filter((step) => step > 1).length).toBeGreaterThan(5);
    expect(values).not.toEqual([...values].sort());
    await feed("List", [{ value: "bad.example" }]);
    const gone = await addedOf();
    expect(gone.values.filter((value) => value === "revoked")).toHaveLength(39);
    expect(gone.steps.filter((step) => step > 1).length).toBeGreaterThan(5);
  });

  test("two sources are two indicators", async () => {
    await feed("One", [{ value: "198.51.100.7" }]);
    await feed("Two", [{ value: "198.51.100.7" }]);
    expect(new Set((await read(green())).map(({ id }) => id)).size).toBe(2);
  });

  test("is filtered by id, type, version and STIX, and paged without loss", async () => {
    await feed(
      "List",
      Array.from({ length: 9 }, (_, n) => ({ value: `198.51.100.${n + 1}` })),
    );
    const all = await read(green());
    const id = String(all[3]?.["id"]);
    const version = (part: Partial<Match>) => read(green(), { ...everything, ...part });
    expect(await version({ ids: [id] })).toEqual([all[3]]);
    expect(await version({ types: ["malware"] })).toEqual([]);
    expect(await version({ specVersions: ["2.0"] })).toEqual([]);
    const found: Object_[] = [];
    for (let after = 0; ; ) {
      const page = await shelfOf(green()).page(after, 4, everything);
      found.push(...page.objects.map(({ content }) => JSON.parse(content) as Object_));
      if (!page.more) break;
      after = page.objects.at(-1)?.addedUs ?? 0;
    }
    expect(found).toEqual(all);
    expect(await shelfOf(green()).has(id)).toBe(true);
    expect(await shelfOf(green()).has("indicator--00000000-0000-4000-8000-000000000000")).toBe(false);
  });
});
