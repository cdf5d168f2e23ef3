/**
 * `ExportLogsServiceRequest` in protobuf, as log records. Fields are counted as they are walked, of each record and of
 * the whole body, and the loop has its turn between records, so that a body of millions of empty fields holds up nobody.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 */
import { type Problem, type Slice, Turns } from "../../../base/index.js";
import type { JsonObject } from "../../json-record.js";
import { itemsMax, itemsPiecesMax, recordBytesMax, recordPiecesMax } from "../../limits.js";
import { intakeProblem } from "../../problems.js";
import type { Item } from "../items.js";
import { itemOf, type LogRecord } from "./log-record.js";
import { type Field, fieldsOf } from "./protobuf.js";
import { ReadItems, TooMuch } from "./read-items.js";

/** Values within values; deeper ones become text that says so. */
const depthMax = 16;

/** A resource stands once; what stands in parts is merged, as protobuf has it. */
const resourcePartsMax = 64;

/** Why one record alone can't be taken. */
class RecordFault extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Walks messages, and counts their fields. */
class Walk {
  #left = itemsPiecesMax;
  #ofRecord = 0;

  beginRecord(): void {
    this.#ofRecord = 0;
  }

  /** Of a part of a record. */
  *fields(message: Buffer): Generator<Field> {
    for (const field of fieldsOf(message)) {
      if (++this.#ofRecord > recordPiecesMax)
        throw new RecordFault(
          intakeProblem("record-crowded", `The record has more than ${recordPiecesMax} fields.`),
        );
      this.spend();
      yield field;
    }
  }

  spend(): void {
    if (--this.#left < 0) throw new TooMuch(`A body has at most ${itemsPiecesMax} fields.`);
  }
}

function readValue(walk: Walk, message: Buffer, depth: number): unknown {
  if (depth > depthMax) return "(nested too deep)";
  let value: unknown = null;
  for (const { number, value: raw, bytes } of walk.fields(message))
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
        value = readArray(walk, bytes, depth + 1);
        break;
      case 6:
        value = readAttributes(walk, bytes, depth + 1);
        break;
      case 7:
        value = bytes.toString("base64");
        break;
    }
  return value;
}

function readArray(walk: Walk, message: Buffer, depth: number): unknown[] {
  const values: unknown[] = [];
  for (const { number, bytes } of walk.fields(message))
    if (number === 1) values.push(readValue(walk, bytes, depth));
  return values;
}

function doubleOf(bits: bigint): number | null {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bits);
  const double = buffer.readDoubleLE();
  return Number.isFinite(double) ? double : null;
}

type Attributes = [key: string, value: unknown][];

function addAttribute(walk: Walk, message: Buffer, depth: number, to: Attributes): void {
  let key = "";
  let value: unknown = null;
  for (const { number, bytes } of walk.fields(message))
    if (number === 1) key = bytes.toString("utf8");
    else if (number === 2) value = readValue(walk, bytes, depth);
  if (key !== "") to.push([key, value]);
}

/** The `KeyValue`s that stand in a message as its first field. */
function readAttributes(walk: Walk, message: Buffer, depth: number): JsonObject {
  const attributes: Attributes = [];
  for (const { number, bytes } of walk.fields(message))
    if (number === 1) addAttribute(walk, bytes, depth, attributes);
  return Object.fromEntries(attributes);
}

function readRecord(walk: Walk, message: Buffer): LogRecord {
  const read = { timeNs: 0n, observedNs: 0n, severity: "", body: null as unknown, traceId: "" };
  const attributes: Attributes = [];
  for (const { number, value, bytes } of walk.fields(message))
    if (number === 1) read.timeNs = value;
    else if (number === 3) read.severity = bytes.toString("utf8");
    else if (number === 5) read.body = readValue(walk, bytes, 0);
    else if (number === 6) addAttribute(walk, bytes, 0, attributes);
    else if (number === 9) read.traceId = bytes.toString("hex");
    else if (number === 11) read.observedNs = value;
  const timeNs = read.timeNs === 0n ? read.observedNs : read.timeNs;
  return { ...read, timeNs, attributes: Object.fromEntries(attributes) };
}

function readItem(walk: Walk, message: Buffer, resource: JsonObject): Item | Problem {
  if (message.length > 2 * recordBytesMax)
    return intakeProblem("record-too-long", `The record has ${message.length} bytes.`);
  walk.beginRecord();
  try {
    return itemOf(readRecord(walk, message), resource);
  } catch (error) {
    if (error instanceof RecordFault) return error.problem;
    throw error;
  }
}

function readResource(walk: Walk, parts: readonly Buffer[]): JsonObject {
  walk.beginRecord();
  try {
    if (parts.length > resourcePartsMax) throw new TooMuch("Resources are sent in too many parts.");
    if (parts.some(({ length }) => length > recordBytesMax))
      throw new TooMuch(`A resource has at most ${recordBytesMax} bytes.`);
    return Object.assign({}, ...parts.map((part) => readAttributes(walk, part, 0)));
  } catch (error) {
    if (error instanceof RecordFault) throw new TooMuch(`A resource has at most ${recordPiecesMax} fields.`);
    throw error;
  }
}

/**
 * All records of a body, in their order; a Problem in the place of one that can't be taken. Throws a RangeError where
 * the bytes are no such message, and a `TooMuch` where they hold too many.
 */
export async function readProtobuf(
  body: Buffer,
  slice: Slice = new Turns().slice(),
): Promise<(Item | Problem)[]> {
  const walk = new Walk();
  const read = new ReadItems();
  /** The messages under the wanted fields, in the order of the message. */
  const under = async (message: Buffer, wanted: readonly number[]): Promise<Map<number, Buffer[]>> => {
    const found = new Map(wanted.map((number): [number, Buffer[]] => [number, []]));
    let walked = 0;
    for (const { number, bytes } of fieldsOf(message)) {
      walk.spend();
      const list = found.get(number);
      if (list !== undefined && list.push(bytes) > itemsMax)
        throw new TooMuch(`A body has at most ${itemsMax} log records.`);
      if (++walked % 1000 === 0 && slice.isOver) await slice.next();
    }
    return found;
  };
  for (const resourceLogs of (await under(body, [1])).get(1) ?? []) {
    read.enter();
    const parts = await under(resourceLogs, [1, 2]);
    const resource = readResource(walk, parts.get(1) ?? []);
    for (const scopeLogs of parts.get(2) ?? []) {
      read.enter();
      for (const record of (await under(scopeLogs, [2])).get(2) ?? []) {
        if (slice.isOver) await slice.next();
        read.add(readItem(walk, record, resource));
      }
    }
  }
  return read.items;
}
