/**
 * `ExportLogsServiceRequest` in protobuf's JSON form: names in camel case, 64-bit numbers as text, ids in hex. The body
 * is cut into its records, and each is parsed by itself, with turns of the loop between: parsed in one go, a body of
 * many small values would hold up everybody.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { JsonPieces, Problem, type Slice, Turns } from "../../../base/index.js";
import { isJsonObject, type JsonObject, parseJsonRecord } from "../../json-record.js";
import { itemsPiecesMax, itemTextMax } from "../../limits.js";
import { intakeProblem } from "../../problems.js";
import type { Item } from "../items.js";
import { JsonCut, type Span } from "./json-cut.js";
import { itemOf, type LogRecord } from "./log-record.js";
import { ReadItems, TooMuch } from "./read-items.js";

const list = (value: unknown): readonly JsonObject[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isJsonObject))
    throw new RangeError("a list of objects is expected");
  return value;
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Nesting was bounded when the body was parsed. */
function readValue(value: unknown): unknown {
  if (!isJsonObject(value)) return null;
  if (value["stringValue"] !== undefined) return text(value["stringValue"]);
  if (value["boolValue"] !== undefined) return value["boolValue"] === true;
  if (value["intValue"] !== undefined) return finite(value["intValue"]);
  if (value["doubleValue"] !== undefined) return finite(value["doubleValue"]);
  const { arrayValue, kvlistValue } = value;
  if (isJsonObject(arrayValue)) return list(arrayValue["values"]).map(readValue);
  if (isJsonObject(kvlistValue)) return readAttributes(kvlistValue["values"]);
  return value["bytesValue"] === undefined ? null : text(value["bytesValue"]);
}

function finite(value: unknown): number | null {
  const number = typeof value === "string" && value.length <= 40 ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function readAttributes(value: unknown): JsonObject {
  return Object.fromEntries(
    list(value).flatMap(({ key, value: held }) =>
      typeof key === "string" && key !== "" ? [[key, readValue(held)]] : [],
    ),
  );
}

/** Nanoseconds as text or number; 0 where there are none. */
function nanoseconds(value: unknown): bigint {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt.asUintN(64, BigInt(value));
  return typeof value === "number" && value > 0 && value < 1e20 ? BigInt(Math.trunc(value)) : 0n;
}

function readRecord(record: JsonObject): LogRecord {
  const timeNs = nanoseconds(record["timeUnixNano"]);
  return {
    timeNs: timeNs === 0n ? nanoseconds(record["observedTimeUnixNano"]) : timeNs,
    severity: text(record["severityText"]),
    body: readValue(record["body"]),
    attributes: readAttributes(record["attributes"]),
    traceId: text(record["traceId"]),
  };
}

/** What makes a body no such message, whatever else is in it. */
const notTheShape: ReadonlySet<string> = new Set(["intake.json-invalid", "intake.json-not-object"]);

/** What stands in a body, and where. */
class Body {
  readonly #text: string;
  readonly #slice: Slice;

  constructor(text: string, slice: Slice) {
    this.#text = text;
    this.#slice = slice;
  }

  /** Counts its pieces, a part at a time. */
  async bound(): Promise<void> {
    if (this.#text.length <= itemsPiecesMax) return;
    const part = 1024 * 1024;
    const counting = new JsonPieces();
    let pieces = 0;
    for (let from = 0; from < this.#text.length; from += part) {
      pieces += counting.add(this.#text.slice(from, from + part), itemsPiecesMax);
      if (pieces > itemsPiecesMax) throw new TooMuch(`A body has at most ${itemsPiecesMax} values.`);
      if (this.#slice.isOver) await this.#slice.next();
    }
  }

  cut(from = 0): JsonCut {
    return new JsonCut(this.#text, this.#slice, from);
  }

  /** The objects of the list in this span; none where there is no list. */
  async *objects(list: Span | undefined, name: string): AsyncGenerator<readonly [Span, string]> {
    if (list === undefined || this.#text.slice(list.from, list.to) === "null") return;
    if (this.#text[list.from] !== "[") throw new RangeError(`${name}: a list of objects is expected`);
    let at = 0;
    for await (const span of this.cut(list.from).elements()) {
      const place = `${name}[${at++}]`;
      if (this.#text[span.from] !== "{") throw new RangeError(`${place}: an object is expected`);
      if (this.#slice.isOver) await this.#slice.next();
      yield [span, place];
    }
  }

  /** A value by itself, or why it can't be taken. */
  parsed({ from, to }: Span, place: string): JsonObject | Problem {
    if (to - from > itemTextMax)
      return intakeProblem("record-too-long", `${place} has ${to - from} characters.`);
    const parsed = parseJsonRecord(this.#text.slice(from, to));
    if (!(parsed instanceof Problem)) return parsed;
    if (notTheShape.has(parsed.code)) throw new RangeError(`${place}: ${parsed.detail}`);
    return intakeProblem("item-invalid", `${place}: ${parsed.detail}`);
  }

  resource(span: Span | undefined, place: string): JsonObject {
    if (span === undefined || this.#text[span.from] !== "{") return {};
    const parsed = this.parsed(span, `${place}.resource`);
    if (parsed instanceof Problem) throw new TooMuch(parsed.detail);
    return readAttributes(parsed["attributes"]);
  }
}

/**
 * All records of a body, in their order; a Problem in the place of one that can't be taken. Throws a RangeError where
 * it is not such a message, and a `TooMuch` where it holds too many.
 */
export async function readJson(
  bytes: Buffer,
  slice: Slice = new Turns().slice(),
): Promise<(Item | Problem)[]> {
  const body = new Body(bytes.toString("utf8"), slice);
  await body.bound();
  const read = new ReadItems();
  const whole = body.cut();
  const { found: request } = await whole.members(["resourceLogs"]);
  if (!(await whole.isAtEnd())) throw new RangeError("JSON: there is something behind its end");
  for await (const [logs, place] of body.objects(request.get("resourceLogs"), "resourceLogs")) {
    read.enter();
    const { found: parts } = await body.cut(logs.from).members(["resource", "scopeLogs"]);
    const resource = body.resource(parts.get("resource"), place);
    for await (const [scope, inScope] of body.objects(parts.get("scopeLogs"), `${place}.scopeLogs`)) {
      read.enter();
      const { found } = await body.cut(scope.from).members(["logRecords"]);
      for await (const [span, at] of body.objects(found.get("logRecords"), `${inScope}.logRecords`)) {
        const record = body.parsed(span, at);
        read.add(record instanceof Problem ? record : itemOf(readRecord(record), resource));
      }
    }
  }
  return read.items;
}
