/** Looking values up meets what telemetry would: a URL its host, names above it, networks around it, its http twin. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../model/index.js";
import { indicatorLookup } from "./actions/indicator-lookup.js";
import { coveringValues } from "./known.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
const listed = [
  ["domain", "copper-bollard.example"],
  ["cidr", "198.51.100.0/24"],
  ["url", "http://shop.example/a"],
  ["url", "https://files.example/bad"],
  ["domain", "host.redrig.example"],
  ["ipv4", "203.0.113.77"],
  ["cidr", "203.0.113.0/24"],
] as const;

beforeAll(async () => {
  center = await openTestCenter();
  const { db } = center.state;
  const nowUs = center.clock.nowUs();
  const addSource = (name: string) =>
    db
      .insertInto("intel_source")
      .values({ name, format: "list", tlp: "TLP:CLEAR", confidence: 80, imported_us: nowUs, mark: null })
      .returning("id")
      .executeTakeFirstOrThrow();
  const source = await addSource("one list");
  for (const [type, value] of listed) {
    const { id } = await db
      .insertInto("indicator")
      .values({ type, value })
      .returning("id")
      .executeTakeFirstOrThrow();
    await db
      .insertInto("indicator_claim")
      .values({
        indicator_id: id,
        source_id: source.id,
        confidence: 80,
        tlp: "TLP:CLEAR",
        valid_from_us: null,
        valid_until_us: null,
        labels: [],
        first_us: nowUs,
        last_us: nowUs,
      })
      .execute();
  }
  const list = await db
    .insertInto("allow_list")
    .values({ name: "large sites", matching: "hostname" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db.insertInto("allow_entry").values({ list_id: list.id, value: "files.example" }).execute();
});
afterAll(() => center.close());

async function look(text: string, person: Person = center.operator) {
  const found = await indicatorLookup.handle(center, { person } as never, { text });
  if (!("rows" in found)) throw new Error("refused");
  return found.rows[0];
}

const sure = ", with a confidence of up to 80 of 100.";

test.each([
  ["https://copper-bollard.example/x?y=1", "its host copper-bollard.example"],
  ["hxxps://cdn.copper-bollard[.]example:8443/", "the domain copper-bollard.example above its host"],
  ["http://198.51.100.7/a", "the network 198.51.100.0/24 around its host"],
  ["https://shop.example/a", "the same page over http"],
  ["http://shop.example/a", "it"],
  ["cdn.copper-bollard.example", "the domain copper-bollard.example above it"],
  ["198.51.100.7", "the network 198.51.100.0/24 around it"],
  ["boss@copper-bollard.example", "its domain copper-bollard.example"],
])("%s: %s is listed", async (text, what) => {
  expect(await look(text)).toMatchObject({
    verdict: "known hostile",
    sentence: `1 source lists ${what}${sure}`,
  });
});

test.each([
  "https://shop.example/b",
  "http://files.example.test/bad",
  "https://copper-bollard.example.test/",
])("%s is not known", async (text) => {
  expect(await look(text)).toMatchObject({ verdict: "not known", claims: [] });
});

test("a bad page on an allowed host is bad; another page there is allowed", async () => {
  expect(await look("https://files.example/bad")).toMatchObject({ verdict: "known hostile" });
  expect(await look("https://files.example/good")).toMatchObject({ verdict: "allowed" });
});

test("a URL over http does not meet what is listed over https, as in telemetry", async () => {
  expect((await look("http://files.example/bad"))?.claims).toEqual([]);
});

test("the nearest comes first, and nothing is named twice", () => {
  const values = coveringValues({ type: "url", value: "https://a.b.example/x" });
  expect(values).toEqual(["https://a.b.example/x", "http://a.b.example/x", "a.b.example", "b.example"]);
});

test("an allow list that is named after a member tells only that member its name", async () => {
  const { db } = center.state;
  const list = await db
    .insertInto("allow_list")
    .values({ name: "Servers of Blue Anchor Lines", matching: "exact" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db.insertInto("allow_entry").values({ list_id: list.id, value: "192.0.2.77" }).execute();
  const own = await center.addMember("Blue Anchor Lines", []);
  const other = await center.addMember("Pier Seven Terminal", []);
  const told = async (memberId: string) => {
    const row = await look("192.0.2.77", await center.addPerson("Ana", "viewer", memberId));
    return [row?.verdict, row?.allowedBy, row?.sentence];
  };
  expect(await told(other.id)).toEqual(["allowed", "an allow list", "It is on an allow list."]);
  const name = "Servers of Blue Anchor Lines";
  expect(await told(own.id)).toEqual(["allowed", name, `It is on the allow list ${name}.`]);
});

test("a listed value that shows another member is not known, as no list would have it", async () => {
  const own = await center.addMember("Redrig", ["203.0.113.0/24"]);
  const other = await center.addMember("Tall Trucking", []);
  const db = center.state.db;
  const { id } = await db.selectFrom("allow_list").select("id").limit(1).executeTakeFirstOrThrow();
  await db.insertInto("allow_entry").values({ list_id: id, value: "allowed.redrig.example" }).execute();
  const [reader, owner] = [
    await center.addPerson("Bea", "viewer", other.id),
    await center.addPerson("Cal", "viewer", own.id),
  ];
  for (const [value, unknown] of [
    ["host.redrig.example", "host.nobody.example"],
    ["https://host.redrig.example/x", "https://host.nobody.example/x"],
    ["203.0.113.77", "192.0.2.200"],
    ["allowed.redrig.example", "allowed.nobody.example"],
  ] as const) {
    const [hidden, none] = [await look(value, reader), await look(unknown, reader)];
    const without = (row: object | undefined) => ({ ...row, text: "", observable: null });
    expect(without(hidden)).toEqual(without(none));
    expect((await look(value, owner))?.verdict).not.toBe("not known");
    expect((await look(value))?.verdict).not.toBe("not known");
  }
});
