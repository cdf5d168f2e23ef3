import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { intakeProblem } from "../../problems.js";
import { busy, openTestDoors, type TestDoors, TestSink } from "../testing.js";
import { readEvents, splitObjects } from "./events.js";

let sink: TestSink;
let doors: TestDoors;
beforeEach(async () => {
  sink = new TestSink();
  doors = await openTestDoors(sink);
});
afterEach(() => doors.close());

const raw =
  "<34>1 2026-11-02T08:00:00Z fw1 sshd 7 - - Failed password for root from 203.0.113.66 port 4711 ssh2";
const channel = "fe0ecfad-13d5-401b-847d-77833bd77131";
const splunk = { authorization: "Splunk bwt_secret" };

async function send(
  path: string,
  body: string,
  headers: Record<string, string> = splunk,
): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${doors.address}/services/collector${path}`, {
    method: "POST",
    body,
    headers,
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

describe("events", () => {
  test("one after another, with and without white space, texts and objects", async () => {
    const body = `${JSON.stringify({ event: raw })}${JSON.stringify({
      time: 1_793_606_400.5,
      host: "fw1",
      sourcetype: "pan:threat",
      event: { src_ip: "192.0.2.1", note: 'a "}" within' },
    })}\n\n${JSON.stringify({ event: "something said", source: "/var/log/x" })}`;
    expect(await send("/event", body)).toEqual([200, { text: "Success", code: 0 }]);
    expect(sink.taken.map(({ delivery }) => [delivery.format, delivery.sender.token])).toEqual([
      ["syslog", "bwt_secret"],
      ["json-lines", "bwt_secret"],
    ]);
    const [first, second, third] = sink.lines();
    expect(first).toBe(raw);
    expect(JSON.parse(second as string)).toEqual({
      "@timestamp": 1_793_606_400.5,
      "host.name": "fw1",
      "event.dataset": "pan:threat",
      src_ip: "192.0.2.1",
      note: 'a "}" within',
    });
    expect(JSON.parse(third as string)).toEqual({ "log.file.path": "/var/log/x", message: "something said" });
  });

  test("Splunk's codes, with the event's number", async () => {
    const good = JSON.stringify({ event: raw });
    const cases: readonly (readonly [string, number, Record<string, unknown>])[] = [
      ["", 400, { text: "No data", code: 5 }],
      [`${good}{"host":"x"}`, 400, { text: "Event field is required", code: 12, "invalid-event-number": 1 }],
      ['{"event":""}', 400, { text: "Event field cannot be blank", code: 13, "invalid-event-number": 0 }],
      ["nonsense", 400, { text: "Invalid data format", code: 6, "invalid-event-number": 0 }],
      [`${good}{"event":"cut`, 400, { text: "Invalid data format", code: 6, "invalid-event-number": 1 }],
      [
        '{"event":"a","fields":{"b":{"c":1}}}',
        400,
        { text: "Error in handling indexed fields", code: 15, "invalid-event-number": 0 },
      ],
    ];
    for (const [body, status, answer] of cases)
      expect([body, await send("", body)]).toEqual([body, [status, answer]]);
  });

  test("the good events of a body with a broken one are taken", async () => {
    await send("/event", `{"event":"one"}{"event":""}{"event":"two"}`);
    expect(sink.lines()).toHaveLength(2);
  });

  test("a full spool says that the server is busy, and the same body counts once", async () => {
    sink.refusing = () => busy;
    expect(await send("", '{"event":"one"}')).toEqual([503, { text: "Server is busy", code: 9 }]);
    sink.refusing = null;
    await send("", '{"event":"one"}');
    await send("", '{"event":"one"}');
    expect(sink.lines()).toHaveLength(1);
  });
});

test("a raw body is telemetry as it is", async () => {
  expect(await send("/raw?source=/var/log/auth.log", `${raw}\n${raw}\n`)).toEqual([
    200,
    { text: "Success", code: 0 },
  ]);
  expect(sink.taken[0]?.delivery).toMatchObject({ fileName: "auth.log", format: null });
  expect(sink.lines()).toEqual([raw, raw]);
});

describe("acknowledgement", () => {
  const withChannel = { ...splunk, "x-splunk-request-channel": channel };
  const acks = (asked: string, headers: Record<string, string> = withChannel) => send("/ack", asked, headers);

  test("ids count up by channel, and are true from the moment they are given", async () => {
    expect(await send("/event", '{"event":"one"}', withChannel)).toEqual([
      200,
      { text: "Success", code: 0, ackId: 0 },
    ]);
    expect(await send(`/raw?channel=${channel}`, raw)).toEqual([200, { text: "Success", code: 0, ackId: 1 }]);
    expect(await acks('{"acks":[0,1,2]}')).toEqual([200, { acks: { 0: true, 1: true, 2: false } }]);
  });

  test("what was not taken has no id", async () => {
    sink.refusing = () => busy;
    expect((await send("/event", '{"event":"one"}', withChannel))[1]).toEqual({
      text: "Server is busy",
      code: 9,
    });
    expect(await acks('{"acks":[0]}')).toEqual([200, { acks: { 0: false } }]);
  });

  test("another token's ids are not to be seen", async () => {
    await send("/event", '{"event":"one"}', withChannel);
    const other = { ...withChannel, authorization: "Splunk bwt_other" };
    expect(await acks('{"acks":[0]}', other)).toEqual([200, { acks: { 0: false } }]);
  });

  test("a channel is needed, and is a GUID", async () => {
    expect(await acks('{"acks":[0]}', splunk)).toEqual([400, { text: "Data channel is missing", code: 10 }]);
    const bad = { ...splunk, "x-splunk-request-channel": "x" };
    expect(await acks('{"acks":[0]}', bad)).toEqual([400, { text: "Invalid data channel", code: 11 }]);
    expect(await acks('{"acks":[-1]}')).toEqual([400, { text: "Invalid data format", code: 6 }]);
    expect(await acks("[".repeat(200))).toEqual([400, { text: "Invalid data format", code: 6 }]);
  });
});

test("who sends is told by the header alone; health needs nobody", async () => {
  sink.stranger = intakeProblem("door-header", "who");
  Object.defineProperty(sink.stranger, "status", { value: 401 });
  expect(await send("", '{"event":"a"}', {})).toEqual([401, { text: "Token is required", code: 2 }]);
  expect(await send("", '{"event":"a"}', { authorization: "Nonsense" })).toEqual([
    401,
    { text: "Invalid authorization", code: 3 },
  ]);
  expect(await send("", '{"event":"a"}')).toEqual([403, { text: "Invalid token", code: 4 }]);
  expect(await send("?token=bwt_x", '{"event":"a"}', {})).toEqual([
    400,
    { text: "Query string authorization is not enabled", code: 16 },
  ]);
  const health = await fetch(`${doors.address}/services/collector/health/1.0`);
  expect([health.status, await health.json()]).toEqual([200, { text: "HEC is healthy", code: 17 }]);
  sink.full = true;
  const full = await fetch(`${doors.address}/services/collector/health`);
  const unwell = { text: "HEC is unhealthy, queues are full", code: 18 };
  expect([full.status, await full.json()]).toEqual([503, unwell]);
  expect(sink.offered).toBe(0);
});

test("objects come out whole, whatever stands in their strings", () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.json()), { maxLength: 8 }),
      fc.constantFrom("", "\n", ", "),
      (objects, gap) => {
        const texts = objects.map((object) => JSON.stringify(object));
        expect([...splitObjects(texts.join(gap))].filter((text) => text !== null)).toEqual(texts);
      },
    ),
  );
});

test("no body makes the reader throw", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("{", "}", '"', "\\", "[", "a") })),
      async (body) => {
        const read = await readEvents(body);
        expect(typeof read === "string" || read.items.length >= 0).toBe(true);
      },
    ),
  );
});
