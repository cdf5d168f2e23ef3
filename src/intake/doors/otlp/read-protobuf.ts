/**
 * `ExportLogsServiceRequest` in protobuf, as log records.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 */
import type { JsonObject } from "../../json-record.js";
import { itemsMax } from "../../limits.js";
import type { Item } from "../items.js";
import { itemOf, type LogRecord } from "./log-record.js";
import { fieldsOf } from "./protobuf.js";

/** Values within values; deeper ones become text that says so. */
const depthMax = 16;

function readValue(message: Buffer, depth: number): unknown {
  if (depth > depthMax) return "(nested too deep)";
  let value: unknown = null;
  for (const { number, value: raw, bytes } of fieldsOf(message))
    switch (number) {
      case 1:
        value = bytes.toString("utf8");
        break;
      case 2:
        value = raw !== 0n;
        break;
      case 3:
        value = Number(BigInt.asIntN(64, raw));
        break;
      case 4:
        value = doubleOf(raw);
        break;
      case 5:
        value = [...fieldsOf(bytes)].flatMap((item) =>
          item.number === 1 ? [readValue(item.bytes, depth + 1)] : [],
        );
        break;
      case 6:
        value = readAttributes(bytes, 1, depth + 1);
        break;
      case 7:
        value = bytes.toString("base64");
        break;
    }
  return value;
}

function doubleOf(bits: bigint): number | null {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bits);
  const double = buffer.readDoubleLE();
  return Number.isFinite(double) ? double : null;
}

/** The `KeyValue`s that stand in a message under one field number. */
function readAttributes(message: Buffer, field: number, depth: number): JsonObject {
  const entries: [string, unknown][] = [];
  for (const { number, bytes } of fieldsOf(message)) {
    if (number !== field) continue;
    let key = "";
    let value: unknown = null;
    for (const part of fieldsOf(bytes))
      if (part.number === 1) key = part.bytes.toString("utf8");
      else if (part.number === 2) value = readValue(part.bytes, depth);
    if (key !== "") entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

function readRecord(message: Buffer): LogRecord {
  const read = { timeNs: 0n, observedNs: 0n, severity: "", body: null as unknown, traceId: "" };
  for (const { number, value, bytes } of fieldsOf(message))
    if (number === 1) read.timeNs = value;
    else if (number === 3) read.severity = bytes.toString("utf8");
    else if (number === 5) read.body = readValue(bytes, 0);
    else if (number === 9) read.traceId = bytes.toString("hex");
    else if (number === 11) read.observedNs = value;
  const timeNs = read.timeNs === 0n ? read.observedNs : read.timeNs;
  return { ...read, timeNs, attributes: readAttributes(message, 6, 0) };
}

const under = (message: Buffer, field: number): Buffer[] =>
  [...fieldsOf(message)].filter(({ number }) => number === field).map(({ bytes }) => bytes);

/** All records of a body. Throws a RangeError where the bytes are no such message, or hold too many. */
export function readProtobuf(body: Buffer): Item[] {
  const items: Item[] = [];
  for (const resourceLogs of under(body, 1)) {
    const resource = Object.assign({}, ...under(resourceLogs, 1).map((one) => readAttributes(one, 1, 0)));
    for (const scopeLogs of under(resourceLogs, 2))
      for (const record of under(scopeLogs, 2)) {
        if (items.length >= itemsMax) throw new RangeError(`more than ${itemsMax} log records`);
        items.push(itemOf(readRecord(record), resource));
      }
  }
  return items;
}
