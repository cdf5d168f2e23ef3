/**
 * Bodies that are small as sent and of millions of values unpacked. The console, the doors and the exchange share one
 * event loop, so that no body may hold it for long, whatever it is made of. What counts is this thread's own CPU time
 * between two passes of the loop, so that a busy machine changes nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { readBulk } from "./elastic/bulk.js";
import { readEvents } from "./hec/events.js";
import { takeItems } from "./items.js";
import { bytesField } from "./otlp/protobuf.js";
import { readJson } from "./otlp/read-json.js";
import { readProtobuf } from "./otlp/read-protobuf.js";
import { openTestDoors, type TestDoors, TestSink } from "./testing.js";

/** They hold it 10 to 45 ms, and garbage may be collected between; read in one go, these took up to 3.8 s. */
const heldMsMax = 150;

/** The longest that work holds the loop, in milliseconds of this thread's CPU. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  // Nanoseconds that this thread was on a processor; where Linux doesn't tell, the time that went by.
  const told = "/proc/thread-self/schedstat";
  const isTold = existsSync(told);
  const now = () => (isTold ? Number(readFileSync(told, "utf8").split(" ", 1)[0]) / 1e6 : performance.now());
  let from = now();
  let longest = 0;
  let isDone = false;
  const pass = () => {
    const at = now();
    longest = Math.max(longest, at - from);
    from = at;
    if (!isDone) setImmediate(pass);
  };
  await new Promise<void>((done) => setImmediate(done));
  from = now();
  setImmediate(pass);
  await work().catch((error: unknown) => error);
  isDone = true;
  return Math.max(longest, now() - from);
}

/** A third of the largest body, for the tests' sake. */
const full = 11_000_000;
const times = (text: string, bytes = full) => text.repeat(Math.floor(bytes / text.length));
const list = (element: string, bytes = full) => `[${times(`${element},`, bytes).slice(0, -1)}]`;
const logs = (value: string) => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${value}]}]}]}`;
const bulkLine = '{"index":{"_index":"a"}}\n';
const sender = { door: "elastic", address: "192.0.2.1", token: null } as const;

interface Body {
  readonly name: string;
  /** Made before anything is measured: at a door it is there already. */
  readonly make: () => Buffer | string;
  readonly read: (body: never) => Promise<unknown>;
}
const protobuf = (name: string, make: () => Buffer): Body => ({ name, make, read: readProtobuf });
const otlp = (name: string, make: () => string): Body => ({
  name,
  make: () => Buffer.from(make()),
  read: (body: Buffer) => readJson(body),
});
const hec = (name: string, make: () => string): Body => ({
  name,
  make,
  read: (body: string) => readEvents(body),
});
const bulk = (
  name: string,
  make: () => string,
  read = (body: Buffer): Promise<unknown> => readBulk(body, ""),
): Body => ({
  name,
  make: () => Buffer.from(make()),
  read,
});

const bodies: readonly Body[] = [
  protobuf("protobuf of unknown fields", () => Buffer.alloc(full, Buffer.from([0x78, 0]))),
  protobuf("protobuf of empty resources", () => Buffer.alloc(full, Buffer.from([0x0a, 0]))),
  protobuf("protobuf with one record of unknown fields", () =>
    bytesField(1, bytesField(2, bytesField(2, Buffer.alloc(full, Buffer.from([0x78, 0]))))),
  ),
  otlp("OTLP JSON of empty resources", () => `{"resourceLogs":${list("{}")}}`),
  otlp("OTLP JSON with one array of everything", () =>
    logs(`{"body":{"arrayValue":{"values":${list("{}")}}}}`),
  ),
  otlp("OTLP JSON of blanks", () => `{"resourceLogs":${times(" ")}[]}`),
  hec("HEC with one event of empty arrays", () => `{"event":${list("[]")}}`),
  hec("HEC of separators", () => times(", ")),
  hec("HEC of small events", () => times('{"event":"a"}', 390_000)),
  bulk("_bulk of crowded documents", () => times(`${bulkLine}{"a":${list("[]", 900_000)}}\n`)),
  bulk("_bulk of crowded documents, each just read", () =>
    times(`${bulkLine}{"a":${list("[]", 190_000)}}\n`),
  ),
  bulk("_bulk of blank lines", () => times("\r\n\n")),
  bulk(
    "_bulk of small documents, taken",
    () => Array.from({ length: 30_000 }, (_, at) => `{"index":{"_index":"a","_id":"${at}"}}\n{}\n`).join(""),
    async (body) => {
      const items = await readBulk(body, "");
      if (items instanceof Problem) throw new Error(items.detail);
      const named = items.flatMap(({ record, id }) =>
        record instanceof Problem ? [] : [{ ...record, name: id }],
      );
      expect(named).toHaveLength(30_000);
      return takeItems(new TestSink(), sender, named);
    },
  ),
];

test.each(bodies)("$name: nobody waits", { timeout: 60_000 }, async ({ make, read }) => {
  const body = make() as never;
  expect(await longestHold(() => read(body))).toBeLessThan(heldMsMax);
});

describe("at the doors", () => {
  let sink: TestSink;
  let doors: TestDoors;
  beforeEach(async () => {
    sink = new TestSink();
    doors = await openTestDoors(sink);
  });
  afterEach(() => doors.close());

  const send = async (path: string, body: string | Buffer, type: string, packed = false) => {
    const sent = packed ? gzipSync(body) : body;
    const headers: Record<string, string> = { "content-type": type };
    if (packed) headers["content-encoding"] = "gzip";
    const response = await fetch(`${doors.address}${path}`, {
      method: "POST",
      headers,
      body: sent as BodyInit,
    });
    return { status: response.status, text: await response.text() };
  };

  test("too many values are refused with a reason, and a crowded record costs only itself", async () => {
    const fields = Buffer.alloc(9_000_000, Buffer.from([0x78, 0]));
    expect((await send("/v1/logs", fields, "application/x-protobuf")).status).toBe(413);
    const empty = `{"resourceLogs":${list("{}", 12_300_000)}}`;
    expect(await send("/v1/logs", empty, "application/json")).toMatchObject({ status: 413 });
    const crowded = `{"attributes":${list("[]", 300_000)}}`;
    const mixed = await send(
      "/v1/logs",
      logs(`${crowded},{"body":{"stringValue":"good"}}`),
      "application/json",
    );
    expect(JSON.parse(mixed.text)).toMatchObject({ partialSuccess: { rejectedLogRecords: "1" } });
    expect(sink.lines()).toHaveLength(1);
    const bulk = `${bulkLine}{"a":${list("[]", 300_000)}}\n${bulkLine}{"message":"also good"}\n`;
    const answer = await send("/_bulk", bulk, "application/json");
    expect(answer.text).toContain("intake.record-crowded");
    expect(sink.lines()).toHaveLength(2);
  });

  test("what unpacks to far more than was sent is refused early", async () => {
    const answer = await send("/_bulk", times("\n", 20_000_000), "application/json", true);
    expect(answer).toMatchObject({ status: 413, text: expect.stringContaining("250 times") });
  });

  test("a resource is not repeated without end", async () => {
    const resource = `{"attributes":[{"key":"a","value":{"stringValue":"${"x".repeat(900_000)}"}}]}`;
    const records = `[${"{},".repeat(300).slice(0, -1)}]`;
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":${records}}],"resource":${resource}}]}`;
    expect((await send("/v1/logs", body, "application/json")).status).toBe(413);
  });

  test("honest batches pass: 8,192 records of OTLP, 5,000 documents of Filebeat, 10 MB of _bulk", async () => {
    const attributes = Array.from(
      { length: 20 },
      (_, at) => `{"key":"attribute.${at}","value":{"stringValue":"value ${at}"}}`,
    );
    const record = (at: number) =>
      `{"timeUnixNano":"17936064001234${at}","body":{"stringValue":"line ${at}"},"attributes":[${attributes}]}`;
    const otlp = logs(Array.from({ length: 8192 }, (_, at) => record(at)).join(","));
    expect(await send("/v1/logs", otlp, "application/json", true)).toEqual({ status: 200, text: "{}" });
    const document = (at: number) =>
      JSON.stringify({
        "@timestamp": "2026-11-02T08:00:00Z",
        message: `something ${at} was said`,
        log: { offset: at, file: { path: "/var/log/x" } },
        agent: { type: "filebeat", version: "8.15.2", id: "0123", name: "host" },
        ecs: { version: "8.0.0" },
        padding: "text ".repeat(340),
      });
    const documents = Array.from({ length: 5000 }, (_, at) => `${bulkLine}${document(at)}\n`).join("");
    expect(documents.length).toBeGreaterThan(9_000_000);
    const answer = await send("/_bulk", documents, "application/x-ndjson", true);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"errors":false');
    expect(sink.lines()).toHaveLength(8192 + 5000);
  });
});
