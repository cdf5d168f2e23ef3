/** Reading another server: our own over HTTP, into the store; what it takes back; and how failures are kept. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Problem } from "../../../base/index.js";
import { importEntries } from "../../../intel/index.js";
import type { State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { type OtherServer, shareSettings } from "../../settings.js";
import { taxiiTime } from "../times.js";
import { askOther } from "./ask-other.js";
import { dueUs, type OtherState, pullOther, readOthers } from "./pull.js";
import { roomOf } from "./take-page.js";

let state: State;
let nowUs = 1_800_000_000_000_000;
let nowMs = 0;
const clock = { nowUs: () => nowUs, monotonicMs: () => nowMs };
let onAsked = () => {};
const folder = mkdtempSync(join(tmpdir(), "pull-"));
let http: Server;
let collection = "";
/** What the other server has: objects by when they were added. */
let shelf: { addedUs: number; object: object }[] = [];
let fault: number | null = null;
const asked: { authorization: string | undefined; query: string }[] = [];

beforeAll(async () => {
  state = await openTestState();
  http = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://other");
    asked.push({ authorization: request.headers.authorization, query: url.search });
    onAsked();
    if (fault !== null) return void response.writeHead(fault).end("no");
    const after = url.searchParams.get("added_after");
    const found = shelf.filter(({ addedUs }) => after === null || taxiiTime(addedUs) > after);
    const page = found.slice(0, 2);
    const last = page.at(-1);
    response.setHeader("content-type", "application/taxii+json;version=2.1");
    if (last !== undefined) response.setHeader("x-taxii-date-added-last", taxiiTime(last.addedUs));
    response.end(JSON.stringify({ more: found.length > 2, objects: page.map(({ object }) => object) }));
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  collection = `http://127.0.0.1:${(http.address() as AddressInfo).port}/root/collections/c/`;
}, 60_000);
afterAll(async () => {
  http.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  shelf = [];
  fault = null;
  onAsked = () => {};
  asked.length = 0;
  await sql`delete from taxii_other`.execute(state.db);
  await sql`delete from intel_source`.execute(state.db);
});

const server = (more: object = {}): OtherServer =>
  shareSettings.parse({ taxii: { servers: [{ name: "other", collection, near: true, ...more }] } }).taxii
    .servers[0] as OtherServer;
const pull = (of: OtherServer = server()) => pullOther(state, clock, of, askOther(of));
const indicator = (n: number, version: number, values: readonly string[], more: object = {}) => ({
  type: "indicator",
  spec_version: "2.1",
  id: `indicator--0000000${n}-0000-4000-8000-000000000000`,
  created: "2026-01-01T00:00:00.000Z",
  modified: `2026-01-0${version}T00:00:00.000Z`,
  pattern: `[${values.map((value) => `ipv4-addr:value = '${value}'`).join(" OR ")}]`,
  pattern_type: "stix",
  valid_from: "2026-01-01T00:00:00.000Z",
  ...more,
});
const put = (object: object) => shelf.push({ addedUs: 1_790_000_000_000_000 + shelf.length, object });
const claimed = async () =>
  (
    await sql<{
      value: string;
    }>`select i.value from indicator_claim c join indicator i on i.id = c.indicator_id
      join intel_source s on s.id = c.source_id where s.name = 'taxii other' order by i.value`.execute(
      state.db,
    )
  ).rows.map(({ value }) => value);

test("takes what is new, page by page, and only that the next time", async () => {
  for (let n = 1; n <= 5; n += 1) put(indicator(n, 1, [`198.51.100.${n}`]));
  expect(await pull()).toEqual({ taken: 5, problem: null });
  expect(await claimed()).toHaveLength(5);
  expect(await pull()).toEqual({ taken: 0, problem: null });
  put(indicator(6, 1, ["198.51.100.6"]));
  expect(await pull()).toMatchObject({ taken: 1 });
  expect(asked.at(-1)?.query).toContain("added_after");
  const [other] = await readOthers(state, [server()]);
  expect(other).toMatchObject({ objects: 6, failures: 0, note: "" });
});

test("a revoked indicator, and values a new version drops, lose their claim; shared ones keep it", async () => {
  put(indicator(1, 1, ["198.51.100.1", "198.51.100.2"]));
  put(indicator(2, 1, ["198.51.100.2", "198.51.100.3"]));
  put(indicator(3, 1, ["198.51.100.4"]));
  await pull();
  put(indicator(1, 2, ["198.51.100.9"]));
  put(indicator(3, 2, ["198.51.100.4"], { revoked: true }));
  await pull();
  expect(await claimed()).toEqual(["198.51.100.2", "198.51.100.3", "198.51.100.9"]);
});

test("an older version that comes after a newer one changes nothing", async () => {
  put(indicator(1, 3, ["198.51.100.3"]));
  await pull();
  put(indicator(1, 2, ["198.51.100.2"]));
  expect(await pull()).toMatchObject({ taken: 0 });
  expect(await claimed()).toEqual(["198.51.100.3"]);
});

test("markings that come along are kept; what has none counts as set up", async () => {
  put(indicator(1, 1, ["198.51.100.1"]));
  put(
    indicator(2, 1, ["198.51.100.2"], {
      object_marking_refs: ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"],
    }),
  );
  await pull(server({ tlp: "TLP:GREEN" }));
  const { rows } = await sql<{ tlp: string }>`select tlp from indicator_claim order by tlp`.execute(state.db);
  expect(rows.map(({ tlp }) => tlp)).toEqual(["TLP:GREEN", "TLP:RED"]);
});

test("another source's claim on the same value is not touched", async () => {
  const source = { name: "list", tlp: "TLP:GREEN", confidence: 50, mark: null } as const;
  await importEntries(state, clock, source, [
    { observable: { type: "ipv4", value: "198.51.100.1" }, claim: {}, line: 1 },
  ]);
  put(indicator(1, 1, ["198.51.100.1"]));
  await pull();
  put(indicator(1, 2, ["198.51.100.1"], { revoked: true }));
  await pull();
  const { rows } = await sql`select 1 from indicator_claim`.execute(state.db);
  expect(rows).toHaveLength(1);
});

test("credentials go as Basic or Bearer; a secret that can't be read is said and tried later", async () => {
  const secretFile = join(folder, "secret");
  writeFileSync(secretFile, "pass:word\n");
  await pull(server({ user: "me", secretFile }));
  await pull(server({ secretFile }));
  expect(asked.map(({ authorization }) => authorization)).toEqual([
    `Basic ${Buffer.from("me:pass:word").toString("base64")}`,
    "Bearer pass:word",
  ]);
  const gone = await pull(server({ secretFile: join(folder, "gone") }));
  expect(gone.problem).toBeInstanceOf(Problem);
});

test("what fails is kept, waits longer each time, and loses nothing", async () => {
  put(indicator(1, 1, ["198.51.100.1"]));
  fault = 503;
  const waits: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    expect((await pull()).problem).toBeInstanceOf(Problem);
    const [other] = await readOthers(state, [server()]);
    waits.push((dueUs(server(), other as OtherState) - nowUs) / 60e6);
    nowUs += 60e6;
  }
  expect(waits).toEqual([30, 60, 120]);
  const [other] = await readOthers(state, [server()]);
  expect(other).toMatchObject({ failures: 3, note: expect.stringContaining("503") });
  fault = null;
  expect(await pull()).toEqual({ taken: 1, problem: null });
});

test("one server keeps the others waiting two minutes at most, and the next run goes on", async () => {
  for (let n = 1; n <= 7; n += 1) put(indicator(n, 1, [`198.51.100.${n}`]));
  onAsked = () => {
    nowMs += 70_000;
  };
  expect(await pull()).toEqual({ taken: 4, problem: null });
  const [other] = await readOthers(state, [server()]);
  expect(other?.note).toContain("the next run goes on");
  onAsked = () => {};
  expect(await pull()).toEqual({ taken: 3, problem: null });
  expect(await claimed()).toHaveLength(7);
});

test("a server that gives without end fills its room alone, which is told; what it takes back goes", async () => {
  const room = { indicators: 3, values: 3, passed: 0 };
  for (let n = 1; n <= 6; n += 1) put(indicator(n, 1, [`198.51.100.${n}`]));
  put(indicator(2, 2, ["198.51.100.2"], { revoked: true }));
  put(indicator(7, 1, ["198.51.100.7"], { revoked: true }));
  const went = await pullOther(state, clock, server(), askOther(server()), room);
  expect(went).toMatchObject({ taken: 4, problem: { code: "share.taxii-other" } });
  expect(await claimed()).toEqual(["198.51.100.1", "198.51.100.3"]);
  const [other] = await readOthers(state, [server()]);
  expect(other).toMatchObject({ failures: 1, note: expect.stringContaining("4 were passed over") });
  const left = await roomOf(state, "other");
  expect(left).toEqual({ indicators: 999_997, values: 999_998, passed: 0 });
});

test("another address under the same name is read from the start", async () => {
  put(indicator(1, 1, ["198.51.100.1"]));
  await pull();
  await pull(server({ collection: collection.replace("/c/", "/d/") }));
  expect(asked.at(-1)?.query).not.toContain("added_after");
});

test("a server near by is not asked unless that is said", async () => {
  const answer = await pull(server({ near: false }));
  expect(answer.problem?.code).toBe("base.address-near");
  expect(asked).toEqual([]);
});
