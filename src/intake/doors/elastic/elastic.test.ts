import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../../base/index.js";
import { intakeProblem } from "../../problems.js";
import { busy, openTestDoors, type TestDoors, TestSink } from "../testing.js";
import { readBulk } from "./bulk.js";

let sink: TestSink;
let doors: TestDoors;
beforeEach(async () => {
  sink = new TestSink();
  doors = await openTestDoors(sink);
});
afterEach(() => doors.close());

const raw =
  "<34>1 2026-11-02T08:00:00Z fw1 sshd 7 - - Failed password for root from 203.0.113.66 port 4711 ssh2";
const ndjson = (...lines: unknown[]) => `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;

interface Answer {
  readonly status: number;
  readonly errors: boolean;
  readonly items: readonly Record<string, { status: number; error?: { reason: string } }>[];
  readonly headers: Headers;
}

async function bulk(
  body: string | Uint8Array,
  path = "/elastic/_bulk",
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${doors.address}${path}`, {
    method: "POST",
    body: body as BodyInit,
    headers,
  });
  const answer = (await response.json()) as Answer;
  return { ...answer, status: response.status, headers: response.headers };
}

const statuses = (answer: Answer) => answer.items.map((item) => Object.values(item)[0]?.status);

describe("what is sent", () => {
  test("a raw line in a known format goes before the document around it", async () => {
    const answer = await bulk(
      ndjson(
        { create: { _index: "logs" } },
        { "@timestamp": "2026-11-02T08:00:00Z", message: raw, agent: { type: "filebeat" } },
        { index: { _index: "logs" } },
        { event: { original: raw }, message: "Failed password" },
        { index: { _index: "logs" } },
        { "@timestamp": "2026-11-02T08:00:00Z", source: { ip: "192.0.2.1" }, message: "said something" },
      ),
    );
    expect([answer.status, answer.errors, statuses(answer)]).toEqual([200, false, [201, 201, 201]]);
    expect(answer.headers.get("x-elastic-product")).toBe("Elasticsearch");
    expect(sink.taken.map(({ delivery, text }) => [delivery.format, text.split("\n").length - 1])).toEqual([
      ["syslog", 2],
      ["json-lines", 1],
    ]);
    expect(sink.lines().slice(0, 2)).toEqual([raw, raw]);
  });

  test("EVE is known by its keys, as message and as document", async () => {
    const eve = {
      timestamp: "2026-11-02T08:00:00.000000+0000",
      event_type: "dns",
      src_ip: "192.0.2.1",
      dest_ip: "192.0.2.53",
      dns: { type: "query", rrname: "bad.example" },
    };
    await bulk(
      ndjson({ index: { _index: "a" } }, { message: JSON.stringify(eve) }, { index: { _index: "a" } }, eve),
    );
    expect(sink.taken.map(({ delivery }) => delivery.format)).toEqual(["eve"]);
    expect(sink.lines()).toHaveLength(2);
  });

  test("an item without an id is answered with one, the same at every try and no other's", async () => {
    const one = [{ index: { _index: "a" } }, { message: raw }];
    const body = ndjson(...one, ...one, { index: { _index: "a", _id: "own" } }, { message: raw });
    const idsOf = ({ items }: Answer) =>
      items.map((item) => (Object.values(item)[0] as unknown as { _id: string })._id);
    const ids = idsOf(await bulk(body));
    expect(ids).toEqual([expect.stringMatching(/^[\w-]{20}$/), expect.stringMatching(/^[\w-]{20}$/), "own"]);
    expect(new Set(ids).size).toBe(3);
    expect(idsOf(await bulk(body))).toEqual(ids);
  });

  test("the index may stand in the path, and bodies may be packed", async () => {
    const body = gzipSync(ndjson({ create: {} }, { message: raw }));
    const answer = await bulk(body, "/fw-logs/_bulk", { "content-encoding": "gzip" });
    expect(answer.items).toMatchObject([{ create: { _index: "fw-logs", status: 201 } }]);
    const bare = await bulk(ndjson({ create: { _index: "x" } }, { message: raw }), "/_bulk?pipeline=p");
    expect(statuses(bare)).toEqual([201]);
  });

  test("a broken item costs only itself, and changes are refused", async () => {
    const body = [
      '{"index":{"_index":"a"}}',
      '{"message":"cut',
      '{"update":{"_index":"a","_id":"1"}}',
      '{"doc":{}}',
      '{"delete":{"_index":"a","_id":"1"}}',
      '{"index":{}}',
      '{"message":"no index"}',
      '{"create":{"_index":"a"}}',
      JSON.stringify({ message: raw }),
    ].join("\r\n");
    const answer = await bulk(body);
    expect([answer.status, answer.errors]).toEqual([200, true]);
    expect(statuses(answer)).toEqual([400, 400, 400, 400, 201]);
    expect(answer.items[0]?.["index"]?.error?.reason).toContain("intake.json-invalid");
    expect(sink.lines()).toEqual([raw]);
  });

  test("an action that can't be read refuses the whole body, and nothing of it is taken", async () => {
    for (const bad of [
      "{",
      '{"upsert":{}}',
      '{"index":{"_index":"a"},"create":{}}',
      "[]",
      '{"index":[]}',
      "",
    ]) {
      const body = `${JSON.stringify({ index: { _index: "a" } })}\n${JSON.stringify({ message: raw })}\n${bad}\n{}\n`;
      const answer = await bulk(bad === "" ? "\n" : body);
      expect([bad, answer.status]).toEqual([bad, 400]);
    }
    expect((await bulk('{"index":{"_index":"a"}}\n')).status).toBe(400);
    expect(sink.offered).toBe(0);
  });
});

describe("what comes again", () => {
  const items = (from: number, to: number) =>
    ndjson(
      ...Array.from({ length: to - from }, (_, index) => [
        { create: { _index: "a", _id: `id-${from + index}` } },
        { message: `${raw} ${from + index}` },
      ]).flat(),
    );

  test("named items count once, however the batches are cut", async () => {
    await bulk(items(0, 5));
    const answer = await bulk(items(3, 8));
    expect([answer.errors, statuses(answer)]).toEqual([false, [201, 201, 201, 201, 201]]);
    expect(sink.lines()).toHaveLength(8);
  });

  test("the same name for another content is another item", async () => {
    const one = (text: string) => ndjson({ index: { _index: "a", _id: "1" } }, { message: `${raw} ${text}` });
    await bulk(one("a"));
    await bulk(one("b"));
    expect(sink.lines()).toHaveLength(2);
  });

  test("an item that stands twice in a body fares once as the other does", async () => {
    sink.refusing = () => busy;
    expect(statuses(await bulk(items(0, 1) + items(0, 1)))).toEqual([429, 429]);
    sink.refusing = null;
    expect(statuses(await bulk(items(0, 1) + items(0, 1)))).toEqual([201, 201]);
    expect(sink.lines()).toHaveLength(1);
  });

  test("an item that another request is taking has to wait", async () => {
    await bulk(items(0, 1));
    for (const item of sink.items) sink.underWay.add(item);
    expect(statuses(await bulk(items(0, 2)))).toEqual([429, 201]);
  });

  test("unnamed items are known where the same body comes again", async () => {
    const body = ndjson({ index: { _index: "a" } }, { message: raw });
    await bulk(body);
    expect(statuses(await bulk(body))).toEqual([201]);
    expect(sink.lines()).toHaveLength(1);
  });
});

describe("no room", () => {
  const mixed = ndjson(
    { index: { _index: "a" } },
    { message: raw },
    { index: { _index: "a" } },
    { message: "other" },
  );

  test("each item says 429, and so does the whole where none was taken", async () => {
    sink.refusing = () => busy;
    const answer = await bulk(mixed);
    expect([answer.status, statuses(answer)]).toEqual([429, [429, 429]]);
    expect(answer.headers.get("retry-after")).toBe("5");
  });

  test("where some were taken the whole is 200, but for syslog-ng, which looks no deeper", async () => {
    sink.refusing = (_text, { format }) => (format === "syslog" ? null : busy);
    expect(await bulk(mixed)).toMatchObject({ status: 200, errors: true });
    expect(
      await bulk(mixed, "/elastic/_bulk", { "user-agent": "syslog-ng 3.38.1/libcurl 7.88.1" }),
    ).toMatchObject({
      status: 429,
    });
  });

  test("a body over its limit, or over all bodies' together, is refused whole", async () => {
    await doors.close();
    doors = await openTestDoors(sink, 1000);
    expect((await bulk(ndjson({ index: { _index: "a" } }, { message: "x".repeat(2000) }))).status).toBe(429);
    expect((await bulk(mixed)).status).toBe(200);
    await doors.close();
    doors = await openTestDoors(sink);
    expect((await bulk(Buffer.alloc(33 * 1024 * 1024, 32))).status).toBe(413);
    expect((await bulk(mixed)).status).toBe(200);
  });
});

test("a stranger learns nothing and sends nothing", async () => {
  sink.stranger = intakeProblem("door-header", "who are you");
  Object.defineProperty(sink.stranger, "status", { value: 401 });
  for (const path of ["/elastic/", "/elastic/_license", "/elastic/_nodes"])
    expect((await fetch(`${doors.address}${path}`)).status).toBe(401);
  const answer = await bulk(ndjson({ index: { _index: "a" } }, { message: raw }));
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toContain("Basic");
  expect(sink.offered).toBe(0);
});

describe("what shippers ask first", () => {
  const ask = (method: string, path: string, agent = "curl") =>
    fetch(`${doors.address}${path}`, { method, headers: { "user-agent": agent } });

  test("Filebeat gets its own version, so that none is too old", async () => {
    const versionFor = async (agent: string) =>
      ((await (await ask("GET", "/elastic", agent)).json()) as { version: { number: string } }).version
        .number;
    expect(await versionFor("Elastic-Filebeat/8.15.2 (linux; amd64)")).toBe("8.15.2");
    expect(await versionFor("Filebeat/7.17.9 (linux; amd64)")).toBe("7.17.9");
    expect(await versionFor("Elastic-Filebeat/999999.1.1")).toBe("8.19.0");
    expect(await versionFor("logstash")).toBe("8.19.0");
  });

  test("license, templates, policies, pipelines and data streams are there", async () => {
    const all = [
      "HEAD /elastic/",
      "GET /elastic/_license?human=false",
      "GET /elastic/_xpack",
      "GET /elastic/_cluster/health",
      "HEAD /_cat/health",
      "GET /elastic/_nodes/ingest",
      "HEAD /elastic/_index_template/filebeat-8.15.2",
      "GET /elastic/_index_template/filebeat-8.15.2",
      "PUT /elastic/_index_template/filebeat-8.15.2",
      "GET /elastic/_ilm/policy/filebeat",
      "HEAD /elastic/_ilm/policy/logstash-policy",
      "PUT /elastic/_ilm/policy/filebeat",
      "GET /elastic/_data_stream/filebeat-8.15.2",
      "PUT /elastic/_data_stream/filebeat-8.15.2",
      "GET /elastic/_ingest/pipeline/filebeat-8.15.2-system-auth-pipeline",
      "PUT /elastic/_ingest/pipeline/x",
      "HEAD /elastic/logstash",
    ];
    for (const line of all) {
      const [method, path] = line.split(" ") as [string, string];
      const response = await ask(method, path);
      expect([line, response.status]).toEqual([line, 200]);
      expect(response.headers.get("x-elastic-product")).toBe("Elasticsearch");
      await response.arrayBuffer();
    }
  });

  test("searching and removing are not answered", async () => {
    for (const [method, path] of [
      ["GET", "/elastic/logs/_search"],
      ["DELETE", "/elastic/logs"],
      ["DELETE", "/elastic/_index_template/x"],
      ["POST", "/elastic/"],
      ["GET", "/elastic/_security/user"],
    ] as const)
      expect([path, (await ask(method, path)).status]).toEqual([path, 404]);
  });
});

test("no body makes the reader throw, and every item is told", async () => {
  const line = fc.oneof(
    fc.constantFrom(
      '{"index":{"_index":"a"}}',
      '{"delete":{"_index":"a"}}',
      '{"update":{}}',
      "{}",
      "",
      "null",
    ),
    fc.json(),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.string(), async (lines, index) => {
      const read = await readBulk(Buffer.from(lines.join("\n")), index);
      if (read instanceof Problem) expect(read.status).toBe(400);
      else expect(read.length).toBeLessThanOrEqual(lines.join("\n").split("\n").length);
    }),
  );
});
