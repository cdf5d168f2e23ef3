/** Reading another feed: only what changed, what it takes back, and what a hostile one may try. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../../base/index.js";
import type { State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { type OtherFeed, shareSettings } from "../../settings.js";
import { askFeed } from "./ask-feed.js";
import { readManifest } from "./manifest.js";
import { pullFeed, readFeeds } from "./pull-feed.js";
import { readEvent } from "./take-event.js";

let state: State;
let nowUs = 1_800_000_000_000_000;
let nowMs = 0;
const clock = { nowUs: () => nowUs, monotonicMs: () => nowMs };
const folder = mkdtempSync(join(tmpdir(), "misp-"));
let http: Server;
let url = "";
/** The files of the other feed; a number is a status to answer. */
const files = new Map<string, string | number>();
const asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
let onAsked: () => void = () => undefined;

beforeAll(async () => {
  state = await openTestState();
  http = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({ path, authorization: request.headers.authorization });
    onAsked();
    const found = files.get(path.replace("/feed/", ""));
    if (typeof found === "number")
      return void response.writeHead(found, { location: "http://127.0.0.1:9/" }).end("no");
    if (found === undefined) return void response.writeHead(404).end();
    const etag = `"${createHash("sha256").update(found).digest("hex")}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
    response.writeHead(200, path.endsWith("manifest.json") ? { etag } : {}).end(found);
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/feed`;
}, 60_000);
afterAll(async () => {
  http.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  nowUs += 3600e6;
  files.clear();
  asked.length = 0;
  onAsked = () => undefined;
  await sql`delete from misp_feed`.execute(state.db);
  await sql`delete from intel_source`.execute(state.db);
});

const feedOf = (more: object = {}): OtherFeed =>
  shareSettings.parse({ misp: { feeds: [{ name: "circl", url, near: true, ...more }] } }).misp
    .feeds[0] as OtherFeed;
const pull = (of: OtherFeed = feedOf()) => pullFeed(state, clock, of, askFeed(of));
const note = async (of: OtherFeed = feedOf()) => (await readFeeds(state, [of]))[0]?.note;
const uuidOf = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const attribute = (value: string, more: object = {}) => ({ type: "domain", value, to_ids: true, ...more });

/** Puts an event, and what the manifest says of it. */
function put(n: number, seconds: number, attributes: readonly object[], more: object = {}): void {
  const event = { uuid: uuidOf(n), info: `event ${n}`, timestamp: String(seconds), Attribute: attributes };
  files.set(`${uuidOf(n)}.json`, JSON.stringify({ Event: { ...event, ...more } }));
  const manifest = JSON.parse(String(files.get("manifest.json") ?? "{}"));
  files.set("manifest.json", JSON.stringify({ ...manifest, [uuidOf(n)]: { timestamp: String(seconds) } }));
}

const claimed = async () =>
  (
    await sql<{ said: string }>`
      select i.value || ' ' || c.tlp as said from indicator_claim c join indicator i on i.id = c.indicator_id
      join intel_source s on s.id = c.source_id where s.name = 'misp circl' order by i.value`.execute(
      state.db,
    )
  ).rows.map(({ said }) => said);
const values = async () => (await claimed()).map((said) => said.split(" ")[0]);
const paths = () => asked.splice(0).map(({ path }) => path.replace("/feed/", ""));

describe("only what changed", () => {
  test("events are fetched once, and again when the manifest says they changed", async () => {
    put(1, 100, [attribute("a.example")]);
    put(2, 100, [attribute("b.example")]);
    expect(await pull()).toEqual({ taken: 2, problem: null });
    expect(paths()).toEqual(["manifest.json", `${uuidOf(1)}.json`, `${uuidOf(2)}.json`]);
    expect(await pull()).toEqual({ taken: 0, problem: null });
    expect(paths()).toEqual(["manifest.json"]);
    put(2, 101, [attribute("c.example")]);
    expect(await pull()).toEqual({ taken: 1, problem: null });
    expect(paths()).toEqual(["manifest.json", `${uuidOf(2)}.json`]);
    expect(await values()).toEqual(["a.example", "c.example"]);
    expect(await readFeeds(state, [feedOf()])).toMatchObject([
      { events: 2, faults: 0, failures: 0, note: "" },
    ]);
  });

  test("what an event deletes, and an event that is gone, lose their claims; what another event has stays", async () => {
    put(1, 100, [attribute("a.example"), attribute("both.example")]);
    put(2, 100, [attribute("b.example"), attribute("both.example")]);
    put(3, 100, [attribute("d.example")]);
    await pull();
    put(1, 101, [attribute("a.example", { deleted: true }), attribute("both.example", { to_ids: false })]);
    const manifest = JSON.parse(String(files.get("manifest.json")));
    delete manifest[uuidOf(3)];
    files.set("manifest.json", JSON.stringify(manifest));
    expect(await pull()).toEqual({ taken: 2, problem: null });
    expect(await values()).toEqual(["b.example", "both.example"]);
  });

  test("a run that breaks off keeps what it took, and goes on", async () => {
    put(1, 100, [attribute("a.example")]);
    put(2, 100, [attribute("b.example")]);
    files.set(`${uuidOf(2)}.json`, 503);
    expect(await pull()).toEqual({ taken: 1, problem: null });
    expect(await note()).toContain("503");
    put(2, 100, [attribute("b.example")]);
    expect(await pull()).toEqual({ taken: 1, problem: null });
    expect(await values()).toEqual(["a.example", "b.example"]);
  });

  test("one feed keeps the others waiting ten minutes at most", async () => {
    for (const n of [1, 2, 3]) put(n, 100, [attribute(`${n}.example`)]);
    onAsked = () => {
      nowMs += 400_000;
    };
    expect(await pull()).toMatchObject({ taken: 2 });
    expect(await note()).toContain("goes on next time");
    onAsked = () => undefined;
    expect(await pull()).toMatchObject({ taken: 1 });
    expect(await note()).toBe("");
  });

  test("another address under the same name is read anew, and what only the old one had goes", async () => {
    put(1, 100, [attribute("a.example")]);
    put(2, 500, [attribute("b.example")]);
    await pull();
    files.clear();
    put(2, 100, [attribute("c.example")]);
    await pull(feedOf({ url: `${url}/` }));
    expect(await values()).toEqual(["c.example"]);
  });
});

describe("how far it goes", () => {
  test("markings and distribution bound it; the feed's own setting may stand for the distribution", async () => {
    put(1, 100, [attribute("a.example", { Tag: [{ name: "tlp:red" }] }), attribute("b.example")]);
    put(2, 100, [attribute("c.example", { distribution: "5" })], { distribution: "0" });
    await pull(feedOf({ tlp: "TLP:GREEN" }));
    expect(await claimed()).toEqual(["a.example TLP:RED", "b.example TLP:GREEN", "c.example TLP:RED"]);
    put(2, 101, [attribute("c.example", { distribution: "5" })], { distribution: "0" });
    await pull(feedOf({ tlp: "TLP:GREEN", distribution: "feed" }));
    expect(await claimed()).toContain("c.example TLP:GREEN");
  });

  test("credentials go as Basic, as a Bearer token or bare; a secret that can't be read is said", async () => {
    const secretFile = join(folder, "secret");
    writeFileSync(secretFile, "key\n");
    put(1, 100, []);
    for (const more of [{ user: "me" }, {}, { bareKey: true }]) await pull(feedOf({ secretFile, ...more }));
    const basic = `Basic ${Buffer.from("me:key").toString("base64")}`;
    expect(
      asked.filter(({ path }) => path.endsWith("manifest.json")).map((one) => one.authorization),
    ).toEqual([...[basic, "Bearer key", "key"]]);
    const gone = await pull(feedOf({ secretFile: join(folder, "gone") }));
    expect(gone.problem?.code).toBe("share.misp-setting");
  });
});

describe("hostile feeds", () => {
  test("a server near by is not asked unless set so, and no redirect is followed", async () => {
    expect((await pull(feedOf({ near: false }))).problem?.code).toBe("base.address-near");
    expect(asked).toEqual([]);
    files.set("manifest.json", 302);
    expect((await pull()).problem?.detail).toContain("not followed");
    expect(asked).toHaveLength(1);
  });

  test("names that are no UUID are asked for by nobody", async () => {
    const names = ["../../etc/passwd", "http://127.0.0.1:9/x", "..%2f", "", "a".repeat(5000), "__proto__"];
    const manifest = Object.fromEntries(names.map((name) => [name, { timestamp: "1" }]));
    files.set("manifest.json", JSON.stringify(manifest).replace("}}", '},"__proto__":{"timestamp":"1"}}'));
    expect(await pull()).toEqual({ taken: 0, problem: null });
    expect(paths()).toEqual(["manifest.json"]);
    expect(await note()).toMatch(/^\d entries of the manifest are no events/);
  });

  test("a manifest that lies of an event's age, a file that is another's, one UUID twice", async () => {
    put(1, 100, [attribute("new.example")]);
    await pull();
    put(1, 50, [attribute("old.example")]);
    files.set(
      "manifest.json",
      `{"${uuidOf(1)}":{"timestamp":"200"},"${uuidOf(1).toUpperCase()}":{"timestamp":"7"}}`,
    );
    expect(await pull()).toMatchObject({ taken: 0 });
    expect(await values()).toEqual(["new.example"]);
    files.set(
      `${uuidOf(1)}.json`,
      JSON.stringify({ Event: { uuid: uuidOf(2), timestamp: "300", Attribute: [] } }),
    );
    files.set("manifest.json", `{"${uuidOf(1)}":{"timestamp":300}}`);
    expect(await pull()).toMatchObject({ taken: 0 });
    expect(await note()).toContain("another UUID");
    expect(await values()).toEqual(["new.example"]);
  });

  test("an empty or broken manifest takes nothing away", async () => {
    put(1, 100, [attribute("a.example")]);
    await pull();
    for (const manifest of ["{}", "[]", "", "nope", "[1]", '{"x":1}', "null", "\u0000"]) {
      files.set("manifest.json", manifest);
      await pull();
      expect(await values()).toEqual(["a.example"]);
    }
  });

  test("a broken event is noted with its place and left alone until it changes; the others are taken", async () => {
    put(1, 100, [attribute("a.example")]);
    put(2, 100, [attribute("b.example")]);
    files.set(`${uuidOf(1)}.json`, `{"Event":{"uuid":"${uuidOf(1)}",\n"Attribute":[{},]}}`);
    expect(await pull()).toEqual({ taken: 1, problem: null });
    expect(await note()).toMatch(/line 2, column \d+/i);
    expect(await readFeeds(state, [feedOf()])).toMatchObject([{ events: 1, faults: 1 }]);
    paths();
    await pull();
    expect(paths()).toEqual(["manifest.json"]);
    put(1, 101, [attribute("a.example")]);
    await pull();
    expect(await values()).toEqual(["a.example", "b.example"]);
    expect(await readFeeds(state, [feedOf()])).toMatchObject([{ events: 2, faults: 0 }]);
  });

  test("control characters, values too long and networks too wide do not stop a feed", async () => {
    put(1, 100, [
      attribute("a.example", {
        Tag: [{ name: "x\u0000y" }, { name: "l\u001fm" }, { name: "z".repeat(5000) }],
      }),
      { type: "url", value: `http://b.example/${"x".repeat(7000)}`, to_ids: true },
      { type: "ip-dst", value: "0.0.0.0/0", to_ids: true },
    ]);
    expect(await pull()).toEqual({ taken: 1, problem: null });
    expect(await values()).toEqual(["a.example"]);
  });

  test("a file that never ends is cut off, and not fetched again until it changes", async () => {
    put(1, 100, []);
    put(2, 100, [attribute("b.example")]);
    files.set(`${uuidOf(1)}.json`, " ".repeat(33 * 1024 * 1024));
    expect(await pull()).toEqual({ taken: 1, problem: null });
    paths();
    await pull();
    expect(paths()).toEqual(["manifest.json"]);
  });

  test("an event of 10 MB is taken; one of more values than are taken, or nested too deep, is refused", () => {
    const text = (attributes: string) =>
      Buffer.from(`{"Event":{"uuid":"${uuidOf(1)}","timestamp":"1","Attribute":[${attributes}]}}`);
    const many = (count: number) =>
      Array.from(
        { length: count },
        (_, n) => `{"type":"domain","value":"h${n}.example","to_ids":true}`,
      ).join();
    const large = readEvent(uuidOf(1), text(many(180_000)), false);
    expect(large instanceof Problem ? large.detail : large.entries.length).toBe(180_000);
    const refused = [many(200_001), "[".repeat(100) + "]".repeat(100), `${"[".repeat(200_000)}`];
    for (const attributes of refused)
      expect(readEvent(uuidOf(1), text(attributes), false)).toBeInstanceOf(Problem);
  });

  test("manifests and events of any bytes are read or refused", () => {
    const shapes = fc.oneof(
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({
          Event: fc.record(
            {
              uuid: fc.constantFrom(uuidOf(1), 7, null),
              timestamp: fc.constantFrom("1", 1, -1, "x", null, {}),
              Attribute: fc.anything(),
              Object: fc.anything(),
              Tag: fc.anything(),
              Galaxy: fc.anything(),
              Sighting: fc.anything(),
            },
            { requiredKeys: [] },
          ),
        })
        .map((value) =>
          Buffer.from(JSON.stringify(value, (_key, one) => (typeof one === "bigint" ? 0 : one))),
        ),
    );
    fc.assert(
      fc.property(shapes, fc.boolean(), (bytes, ignores) => {
        readManifest(bytes);
        const read = readEvent(uuidOf(1), bytes, ignores);
        if (!(read instanceof Problem)) expect(read.eventS).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });
});
