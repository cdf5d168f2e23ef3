import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordBytesMax } from "../../limits.js";
import type { Item } from "../items.js";
import { busy, openTestDoors, type TestDoors, TestSink } from "../testing.js";
import { bytesField, fieldsOf, varint, varintField } from "./protobuf.js";
import { readProtobuf } from "./read-protobuf.js";

let sink: TestSink;
let doors: TestDoors;
beforeEach(async () => {
  sink = new TestSink();
  doors = await openTestDoors(sink);
});
afterEach(() => doors.close());

const raw =
  "<34>1 2026-11-02T08:00:00Z fw1 sshd 7 - - Failed password for root from 203.0.113.66 port 4711 ssh2";

const text = (number: number, value: string) => bytesField(number, Buffer.from(value));
const string = (value: string) => text(1, value);
const attribute = (key: string, value: Buffer) => Buffer.concat([text(1, key), bytesField(2, value)]);
const fixed64 = (number: number, value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint(number * 8 + 1), bytes]);
};

/** Two records, one with a raw line as body, one with attributes only. */
const inProtobuf = bytesField(
  1,
  Buffer.concat([
    bytesField(1, bytesField(1, attribute("host.name", string("fw1")))),
    bytesField(
      2,
      Buffer.concat([
        bytesField(2, Buffer.concat([fixed64(1, 1_793_606_400_123_456_789n), bytesField(5, string(raw))])),
        bytesField(
          2,
          Buffer.concat([
            fixed64(11, 1_793_606_400_123_456_789n),
            text(3, "WARN"),
            bytesField(9, Buffer.from("0123456789abcdef0123456789abcdef", "hex")),
            bytesField(6, attribute("source.address", string("203.0.113.66"))),
            bytesField(6, attribute("source.port", varintField(3, 4711))),
            bytesField(6, attribute("list", bytesField(5, bytesField(1, string("a"))))),
          ]),
        ),
      ]),
    ),
  ]),
);

const inJson = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [{ key: "host.name", value: { stringValue: "fw1" } }] },
      scopeLogs: [
        {
          logRecords: [
            { timeUnixNano: "1793606400123456789", body: { stringValue: raw } },
            {
              observedTimeUnixNano: "1793606400123456789",
              severityText: "WARN",
              traceId: "0123456789abcdef0123456789abcdef",
              attributes: [
                { key: "source.address", value: { stringValue: "203.0.113.66" } },
                { key: "source.port", value: { intValue: "4711" } },
                { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }] } } },
              ],
            },
          ],
        },
      ],
    },
  ],
});

const read = {
  "@timestamp": 1_793_606_400.123456,
  "log.level": "WARN",
  "trace.id": "0123456789abcdef0123456789abcdef",
  "host.name": "fw1",
  "source.address": "203.0.113.66",
  "source.port": 4711,
  list: ["a"],
};

const post = (body: string | Buffer, type: string) =>
  fetch(`${doors.address}/v1/logs`, {
    method: "POST",
    body: body as BodyInit,
    headers: { "content-type": type },
  });

test.each([
  ["JSON", inJson, "application/json; charset=utf-8"],
  ["protobuf", inProtobuf, "application/x-protobuf"],
])("logs in %s", async (_name, body, type) => {
  const response = await post(body, type);
  expect(response.status).toBe(200);
  expect(type.startsWith(response.headers.get("content-type") as string)).toBe(true);
  expect(await response.text()).toBe(type.includes("json") ? "{}" : "");
  const [first, second] = sink.lines();
  expect(first).toBe(raw);
  expect(JSON.parse(second as string)).toEqual(read);
});

test("a record that can't be taken is a partial success", async () => {
  const body = JSON.stringify({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              { body: { stringValue: "x".repeat(recordBytesMax) } },
              { body: { stringValue: "good" } },
            ],
          },
        ],
      },
    ],
  });
  const response = await post(body, "application/json");
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ partialSuccess: { rejectedLogRecords: "1" } });
  expect(sink.lines()).toHaveLength(1);
});

test("a full spool is 429 for all of it, told as a google.rpc.Status", async () => {
  sink.refusing = () => busy;
  const json = await post(inJson, "application/json");
  expect([json.status, json.headers.get("retry-after")]).toEqual([429, "5"]);
  expect(await json.json()).toMatchObject({ code: 8 });
  const protobuf = await post(inProtobuf, "application/x-protobuf");
  const [code] = fieldsOf(Buffer.from(await protobuf.arrayBuffer()));
  expect(code).toMatchObject({ number: 1, value: 8n });
});

test("what is no such message is refused, and nothing taken", async () => {
  for (const [body, type, status] of [
    ["{", "application/json", 400],
    ["[]", "application/json", 400],
    ['{"resourceLogs":{}}', "application/json", 400],
    ['{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}]}', "application/json", 400],
    [inProtobuf.subarray(0, 60), "application/x-protobuf", 400],
    [inJson, "text/plain", 415],
  ] as const)
    expect((await post(body as string | Buffer, type)).status).toBe(status);
  expect((await fetch(`${doors.address}/v1/logs`)).status).toBe(405);
  expect(sink.offered).toBe(0);
});

test("values within values end", async () => {
  let value = string("deep");
  for (let depth = 0; depth < 1000; depth++) value = bytesField(5, bytesField(1, value));
  const body = bytesField(1, bytesField(2, bytesField(2, bytesField(6, attribute("a", value)))));
  const [item] = await readProtobuf(body);
  expect((item as Item).line.toString()).toContain("nested too deep");
});

test("bytes are a message or a RangeError", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(), async (bytes, at) => {
      const flipped = Buffer.from(inProtobuf);
      flipped[at % flipped.length] = bytes[0] ?? 0;
      for (const body of [Buffer.from(bytes), flipped])
        try {
          await readProtobuf(body);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
    }),
  );
});

test("numbers come back as they were written", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 1000 }), (value, number) => {
      expect([...fieldsOf(varintField(number, value))]).toMatchObject([{ number, value: BigInt(value) }]);
    }),
  );
});
