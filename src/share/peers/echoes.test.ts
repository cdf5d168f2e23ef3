/** One word that came by TAXII and from a peer: it counts once wherever its ids tell that it is one. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock } from "../../base/index.js";
import { introduce, TestPort } from "./testing.js";

const clock = fixedClock(1_800_000_000_000_000);
let a: TestPort;
let b: TestPort;
let c: TestPort;

beforeAll(async () => {
  [a, b, c] = [
    await TestPort.open("A", clock),
    await TestPort.open("B", clock),
    await TestPort.open("C", clock),
  ];
}, 120_000);
afterAll(async () => {
  for (const { state } of [a, b, c]) await state.close();
});
beforeEach(async () => {
  for (const { state } of [a, b, c]) {
    await sql`truncate peer, taxii_other cascade`.execute(state.db);
    await sql`delete from exchange_claim`.execute(state.db);
    await sql`delete from intel_source`.execute(state.db);
  }
});

describe("a word that came by TAXII and from a peer", () => {
  /** What a center has read of another's collection of indicators, under the ids that stand there. */
  const readTaxii = async (reader: TestPort, of: TestPort) => {
    const { rows } = await sql<{ stix_id: string; type: string; value: string }>`
      select e.stix_id, i.type, i.value from exchange_claim e join indicator i on i.id = e.indicator_id
      where not e.revoked`.execute(of.state.db);
    await sql`insert into taxii_other (name, collection, cursor, objects, tried_us, failures, note)
      values (${of.name}, 'https://192.0.2.7/', '{}', 0, 0, 0, '') on conflict do nothing`.execute(
      reader.state.db,
    );
    for (const { stix_id, type, value } of rows) {
      await sql`insert into taxii_pulled (other, stix_id, version_us) values (${of.name}, ${stix_id}, 1)`.execute(
        reader.state.db,
      );
      await sql`insert into taxii_pulled_value (other, stix_id, type, value)
        values (${of.name}, ${stix_id}, ${type}, ${value})`.execute(reader.state.db);
    }
    await reader.feed(
      `taxii ${of.name}`,
      rows.map(({ value }) => ({ value })),
    );
  };

  test("counts once: neither at who said it first, nor at who reads both, nor at a third", async () => {
    for (const [one, other] of [
      [a, b],
      [b, c],
      [a, c],
    ] as const)
      await introduce(one, other);
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await readTaxii(b, a);
    await b.push(a);
    expect(await a.claims()).toEqual(["198.51.100.7 List 50"]);
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.7 taxii A 50"]);
    await a.push(c);
    await b.push(c);
    expect(await c.claims()).toEqual(["198.51.100.7 peer:A 50"]);
  });

  test("what the other has from a source of its own as well counts beside it", async () => {
    await introduce(a, b);
    await a.feed("List", [{ value: "198.51.100.7" }]);
    await readTaxii(b, a);
    await b.feed("Its own", [{ value: "198.51.100.7" }]);
    await b.push(a);
    expect(await a.claims()).toEqual(["198.51.100.7 List 50", "198.51.100.7 peer:B 50"]);
  });
});
