/** The feed of the center, read by a MISP: what is in it, for whom, and that its files agree while things change. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clock, Problem } from "../../../base/index.js";
import { importEntries } from "../../../intel/index.js";
import { addMember, ensureCenterMember } from "../../../members/index.js";
import type { Claim, FeedEntry, Member, Tlp } from "../../../model/index.js";
import type { State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { openGate } from "../../gate/gate.js";
import type { Client } from "../../taxii/client.js";
import { syncClaims } from "../../taxii/indicators/sync-claims.js";
import { FeedViews } from "./feed-views.js";
import { type FeedAnswer, serveFeed } from "./serve-feed.js";
import { syncMispEvents } from "./sync-events.js";
import { coreEvent, coreManifest, PullingMisp } from "./testing.js";

let state: State;
let members: Member[];
let nowUs = 1_800_000_000_000_000;
const clock: Clock = { nowUs: () => nowUs, monotonicMs: () => 0 };
let gate: ReturnType<typeof openGate>;
let views: FeedViews;

beforeAll(async () => {
  state = await openTestState();
  await ensureCenterMember(state.db, clock);
  const rows = [
    ["Pier One", "203.0.113.0/28", "TLP:GREEN"],
    ["Beta Lines", "203.0.113.16/28", "TLP:AMBER+STRICT"],
    ["Gamma Haulage", "203.0.113.32/28", "TLP:AMBER"],
  ] as const;
  members = [];
  for (const [name, network, tlpCeiling] of rows)
    members.push(
      (await addMember(state.db, clock, {
        ...{ name, networks: [network], tlpCeiling },
        sector: "terminal operator",
      })) as Member,
    );
}, 60_000);
afterAll(() => state.close());

beforeEach(async () => {
  nowUs += 60e6;
  await sql`delete from misp_event`.execute(state.db);
  await sql`delete from exchange_claim`.execute(state.db);
  await sql`delete from intel_source`.execute(state.db);
  gate = openGate(members);
  views = new FeedViews();
});

interface Said extends Partial<Pick<Claim, "confidence" | "labels" | "validFromUs" | "validUntilUs">> {
  readonly value: string;
  readonly tlp?: Tlp;
}

const typeOf = (value: string): FeedEntry["observable"]["type"] =>
  value.includes("/") && !value.includes(":") ? "cidr" : /^[\d.]+$/.test(value) ? "ipv4" : "domain";

/** Says these of the source and nothing else, as an import that replaces does. */
async function say(name: string, said: readonly Said[]): Promise<void> {
  const entries = said.map(
    ({ value, ...claim }, at): FeedEntry => ({
      observable: { type: typeOf(value), value },
      claim,
      line: at + 1,
    }),
  );
  await importEntries(state, clock, { name, tlp: "TLP:GREEN", confidence: 50, mark: null }, entries);
  await sql`delete from indicator_claim c using indicator i, intel_source s
    where i.id = c.indicator_id and s.id = c.source_id and s.name = ${name}
      and i.value <> all(${said.map(({ value }) => value)}::text[])`.execute(state.db);
}

async function sync(): Promise<void> {
  await syncClaims(state, clock);
  await syncMispEvents(state, clock);
}

async function feed(name: string, said: readonly Said[]): Promise<void> {
  await say(name, said);
  await sync();
}

const clientOf = (reader: Member | null): Client =>
  reader === null
    ? {
        memberId: null,
        actor: "token:1",
        recipient: { kind: "person", person: { id: "op", name: "Op", role: "operator", memberId: null } },
      }
    : { memberId: reader.id, actor: "token:2", recipient: { kind: "member", memberId: reader.id } };

async function ask(
  reader: Member | null,
  file: string,
  conditions: { ifNoneMatch?: string; ifModifiedSince?: string } = {},
): Promise<FeedAnswer | Problem> {
  const parts = { state, clock, gate };
  const client = clientOf(reader);
  return serveFeed(parts, views.of(parts, client), client, {
    file,
    ifNoneMatch: conditions.ifNoneMatch,
    ifModifiedSince: conditions.ifModifiedSince,
  });
}

async function text(reader: Member | null, file: string): Promise<string | null> {
  const answer = await ask(reader, file);
  return answer instanceof Problem ? null : Buffer.from(answer.body).toString();
}

const manifest = async (reader: Member | null) =>
  coreManifest.parse(JSON.parse((await text(reader, "manifest.json")) ?? ""));
const event = async (reader: Member | null, uuid: string) =>
  coreEvent.parse(JSON.parse((await text(reader, `${uuid}.json`)) ?? "")).Event;
const misp = (reader: Member | null) => new PullingMisp((file) => text(reader, file));
const pulled = async (reader: Member | null): Promise<readonly string[]> => {
  const pulling = misp(reader);
  await pulling.pull();
  return pulling.values();
};
const hashes = async (reader: Member | null) =>
  ((await text(reader, "hashes.csv")) ?? "").split("\n").filter((line) => line !== "");
const md5 = (value: string) => createHash("md5").update(value).digest("hex");
const [green, strict] = [() => members[0] as Member, () => members[1] as Member];

/** Whether the three kinds of files say the same, for one reader, when nothing changes. */
async function agree(reader: Member | null): Promise<void> {
  const listed = await manifest(reader);
  const expected: string[] = [];
  for (const [uuid, { timestamp, ...head }] of Object.entries(listed)) {
    const found = await event(reader, uuid);
    expect(found).toMatchObject({ ...head, uuid, timestamp, publish_timestamp: timestamp });
    for (const each of found.Attribute) if (!each.deleted) expected.push(`${md5(each.value)},${uuid}`);
  }
  expect((await hashes(reader)).sort()).toEqual(expected.sort());
}

describe("what is in it", () => {
  test("a source's day is an event of the core format, with tags for marking, confidence and labels", async () => {
    await feed("List", [
      {
        value: "198.51.100.7",
        labels: ["emotet", "t1071.001", 'osint:source-type="blog-post"'],
        confidence: 80,
        validFromUs: 1_700_000_000_000_000,
        validUntilUs: 1_900_000_000_000_000,
      },
      { value: "198.51.100.0/24" },
      { value: "bad.example" },
    ]);
    const listed = Object.entries(await manifest(green()));
    expect(listed).toHaveLength(1);
    const [uuid = "", head] = listed[0] ?? [];
    expect(head).toMatchObject({
      info: "List, 2027-01-15",
      date: "2027-01-15",
      Tag: [{ name: "tlp:green" }],
    });
    const found = await event(green(), uuid);
    expect(found).toMatchObject({ distribution: "1", published: true, attribute_count: "3" });
    const one = found.Attribute.find(({ value }) => value === "198.51.100.7");
    expect(one).toMatchObject({
      ...{ type: "ip-dst", category: "Network activity", to_ids: true, deleted: false },
      first_seen: "2023-11-14T22:13:20.000000+00:00",
      Sighting: [{ type: "2", date_sighting: "1900000000" }],
    });
    expect(one?.Tag?.map(({ name }) => name)).toEqual([
      'misp:confidence-level="usually-confident"',
      'breakwater:confidence="80"',
      "emotet",
      'misp-galaxy:mitre-attack-pattern="T1071.001"',
      'osint:source-type="blog-post"',
    ]);
    await agree(green());
  });

  test("a feed that says the same again changes nothing; a change makes the timestamp higher, also within a second", async () => {
    await feed("List", [{ value: "bad.example" }, { value: "other.example" }]);
    const before = await text(green(), "manifest.json");
    nowUs += 5e6;
    await feed("List", [{ value: "bad.example" }, { value: "other.example" }]);
    expect(await text(green(), "manifest.json")).toBe(before);
    const times: number[] = [];
    for (const confidence of [60, 61, 62]) {
      await feed("List", [{ value: "bad.example", confidence }, { value: "other.example" }]);
      times.push(...Object.values(await manifest(green())).map(({ timestamp }) => Number(timestamp)));
    }
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(times).toHaveLength(3);
  });

  test("what is taken back comes deleted without its value; an event of nothing else goes after a month", async () => {
    const pulling = misp(green());
    await feed("List", [{ value: "bad.example" }, { value: "other.example" }]);
    await pulling.pull();
    await feed("List", [{ value: "other.example" }]);
    await pulling.pull();
    expect(pulling.values()).toEqual(["other.example"]);
    const [uuid = ""] = Object.keys(await manifest(green()));
    expect(await text(green(), `${uuid}.json`)).not.toContain("bad.example");
    await feed("List", []);
    await agree(green());
    await pulling.pull();
    expect(pulling.values()).toEqual([]);
    nowUs += 31 * 86_400e6;
    expect(await manifest(green())).toEqual({});
    expect(await hashes(green())).toEqual([]);
    expect(await text(green(), `${uuid}.json`)).not.toBeNull();
  });

  test("a value that comes again after it was taken back is there again", async () => {
    const pulling = misp(green());
    for (const said of [[{ value: "bad.example" }], [], [{ value: "bad.example" }]]) {
      await feed("List", said);
      await pulling.pull();
    }
    expect(pulling.values()).toEqual(["bad.example"]);
  });

  test("many of one day are several events, none much larger than a thousand", async () => {
    const many = Array.from({ length: 4000 }, (_, n) => ({ value: `host${n}.bad.example` }));
    await feed("List", many);
    const listed = Object.keys(await manifest(green()));
    expect(listed.length).toBeGreaterThan(2);
    const counts = await Promise.all(
      listed.map(async (uuid) => (await event(green(), uuid)).Attribute.length),
    );
    expect(Math.max(...counts)).toBeLessThan(1300);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(4000);
    expect(await pulled(green())).toHaveLength(4000);
  });
});

describe("for whom", () => {
  test("each gets what its marking allows, nothing shows another member, and nothing moves by what it may not have", async () => {
    await feed("List", [
      { value: "clear.example", tlp: "TLP:CLEAR" },
      { value: "strict.example", tlp: "TLP:AMBER+STRICT" },
      { value: "red.example", tlp: "TLP:RED" },
      { value: "203.0.113.17" },
      { value: "labelled.example", labels: ["reported by beta lines", "emotet"] },
    ]);
    expect(await pulled(green())).toEqual(["clear.example", "labelled.example"]);
    expect(await pulled(strict())).toEqual([
      ...["203.0.113.17", "clear.example", "labelled.example", "strict.example"],
    ]);
    expect(await pulled(null)).toHaveLength(5);
    for (const reader of [green(), strict(), null]) await agree(reader);
    const [before, beforeHashes] = [await text(green(), "manifest.json"), await hashes(green())];
    const events = await Promise.all(
      Object.keys(JSON.parse(before ?? "")).map((uuid) => text(green(), `${uuid}.json`)),
    );
    expect(events.join()).not.toMatch(/beta|203\.0\.113/i);
    nowUs += 5e6;
    await feed("List", [
      { value: "clear.example", tlp: "TLP:CLEAR" },
      { value: "strict.example", tlp: "TLP:AMBER+STRICT", confidence: 99 },
      { value: "203.0.113.17", confidence: 99 },
      { value: "203.0.113.18" },
      { value: "labelled.example", labels: ["reported by beta lines", "emotet"] },
    ]);
    expect(await text(green(), "manifest.json")).toBe(before);
    expect(await hashes(green())).toEqual(beforeHashes);
    nowUs += 5e6;
    await feed("List", [
      { value: "clear.example", tlp: "TLP:CLEAR" },
      { value: "strict.example", tlp: "TLP:AMBER+STRICT", confidence: 99 },
      { value: "203.0.113.18" },
      { value: "labelled.example", labels: ["reported by beta lines", "emotet"] },
    ]);
    // The end of what was hidden is hidden.
    expect(await text(green(), "manifest.json")).toBe(before);
  });

  test("an event or attribute that it may not have is as unknown as one that never was", async () => {
    await feed("List", [{ value: "strict.example", tlp: "TLP:AMBER+STRICT" }]);
    const [uuid = ""] = Object.keys(await manifest(strict()));
    const none = await ask(green(), "00000000-0000-4000-8000-000000000000.json");
    const hidden = await ask(green(), `${uuid}.json`);
    expect(none).toBeInstanceOf(Problem);
    expect({ ...(hidden as Problem) }).toEqual({ ...(none as Problem) });
  });

  test("a raised marking reaches who may not have it any more as deleted, without the value", async () => {
    const pulling = misp(green());
    await feed("List", [{ value: "bad.example", tlp: "TLP:GREEN" }]);
    await pulling.pull();
    await feed("List", [{ value: "bad.example", tlp: "TLP:AMBER+STRICT" }]);
    await pulling.pull();
    expect(pulling.values()).toEqual([]);
    expect(await pulled(strict())).toEqual(["bad.example"]);
  });

  test("two sources that can't be named are one event; to whom they may be named they are two", async () => {
    await feed("Beta Lines list", [{ value: "one.example" }]);
    await feed("More of Beta Lines", [{ value: "two.example" }]);
    expect(Object.values(await manifest(green())).map(({ info }) => info)).toEqual([
      expect.stringMatching(/^Indicators of a source, \d{4}-\d\d-\d\d$/),
    ]);
    expect(await pulled(green())).toEqual(["one.example", "two.example"]);
    expect(Object.keys(await manifest(strict()))).toHaveLength(2);
    await agree(green());
  });

  test("a member that joins hides what shows it from then on", async () => {
    await feed("List", [{ value: "bad.example" }, { value: "203.0.113.33" }]);
    gate = openGate(members.slice(0, 2));
    expect(await pulled(green())).toEqual(["203.0.113.33", "bad.example"]);
    gate = openGate(members);
    expect(await pulled(green())).toEqual(["bad.example"]);
    await agree(green());
  });

  test("every file that leaves is a receipt with its hash; one that is there already is none", async () => {
    await feed("List", [{ value: "bad.example" }]);
    const first = (await ask(green(), "manifest.json")) as FeedAnswer;
    const receipts = await sql<{ form_hash: string; channel: string }>`
      select form_hash, channel from release where object_kind = 'misp-file' order by at_us desc limit 1`.execute(
      state.db,
    );
    expect(receipts.rows[0]).toEqual({
      channel: "misp",
      form_hash: createHash("sha256").update(first.body).digest("hex"),
    });
    const count = async () =>
      (await sql<{ n: number }>`select count(*)::int as n from release`.execute(state.db)).rows[0]?.n;
    const before = await count();
    const tag = first.headers["etag"] as string;
    for (const conditions of [
      { ifNoneMatch: tag },
      { ifNoneMatch: `W/${tag}, "x"` },
      { ifNoneMatch: "*" },
      { ifModifiedSince: first.headers["last-modified"] as string },
    ])
      expect(await ask(green(), "manifest.json", conditions)).toMatchObject({ status: 304 });
    expect(await count()).toBe(before);
    expect(await ask(green(), "manifest.json", { ifNoneMatch: '"x"' })).toMatchObject({ status: 200 });
    nowUs += 60e6;
    await feed("List", [{ value: "bad.example", confidence: 1 }]);
    expect(await ask(green(), "manifest.json", { ifNoneMatch: tag })).toMatchObject({ status: 200 });
  });

  test.each([
    ...["", "../manifest.json", "manifest.json/", "MANIFEST.JSON", "%2e%2e/x.json", "x.json"],
    ...["00000000-0000-4000-8000-000000000000.json.gz", "__proto__.json"],
  ])("no other file is there: %s", async (file) => {
    expect(await ask(null, `${"a".repeat(10_000)}${file}`)).toBeInstanceOf(Problem);
    expect(await ask(null, file)).toBeInstanceOf(Problem);
  });
});

describe("while things change", () => {
  type Step = { readonly source: string; readonly said: readonly Said[]; readonly stepUs: number };
  const value = fc.constantFrom("a.example", "b.example", "c.example", "203.0.113.17", "198.51.100.1");
  const said: fc.Arbitrary<Said> = fc.record({
    value,
    tlp: fc.constantFrom<Tlp>("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"),
    confidence: fc.constantFrom(10, 20, 90),
  });
  const step: fc.Arbitrary<Step> = fc.record({
    source: fc.constantFrom("One", "Two", "Beta Lines list"),
    said: fc.uniqueArray(said, { selector: (one) => one.value, maxLength: 5 }),
    stepUs: fc.constantFrom(0, 200_000, 90_000_000, 86_400_000_000),
  });
  const visible: Readonly<Record<string, readonly Tlp[]>> = {
    green: ["TLP:CLEAR", "TLP:GREEN"],
    strict: ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"],
  };

  test("whoever pulls at any time never misses a file, and ends with exactly what it may have", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.constantFrom("none", "green", "strict", "both", "between")), {
          minLength: 1,
          maxLength: 7,
        }),
        async (steps) => {
          await sql`delete from misp_event`.execute(state.db);
          await sql`delete from exchange_claim`.execute(state.db);
          await sql`delete from intel_source`.execute(state.db);
          views = new FeedViews();
          const pulling = { green: misp(green()), strict: misp(strict()) };
          const held = new Map<string, readonly Said[]>();
          const take = async ({ source, said: all, stepUs }: Step) => {
            nowUs += stepUs;
            held.set(source, all);
            await say(source, all);
          };
          for (const [one, who] of steps) {
            await take(one);
            if (who !== "none") await sync();
            if (who === "green" || who === "both") await pulling.green.pull();
            if (who === "strict" || who === "both") await pulling.strict.pull();
            if (who === "between")
              await pulling.green.pull(async () => {
                await take({ ...one, said: one.said.slice(1), stepUs: 1000 });
                await sync();
              });
          }
          await sync();
          for (const [name, reader] of [
            ["green", green()],
            ["strict", strict()],
          ] as const) {
            await pulling[name].pull();
            const may = [...held.values()]
              .flat()
              .filter(({ tlp }) => visible[name]?.includes(tlp ?? "TLP:GREEN"))
              .map((each) => each.value)
              .filter((each) => name === "strict" || !each.startsWith("203."));
            expect(pulling[name].values()).toEqual([...new Set(may)].sort());
            await agree(reader);
            expect(await pulling[name].pull()).toBe(0);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});
