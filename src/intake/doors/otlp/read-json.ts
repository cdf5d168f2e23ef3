/**
 * `ExportLogsServiceRequest` in protobuf's JSON form: names in camel case, 64-bit numbers as text, ids in hex.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { Problem } from "../../../base/index.js";
import { isJsonObject, type JsonObject, parseJsonRecord } from "../../json-record.js";
import { itemsMax } from "../../limits.js";
import type { Item } from "../items.js";
import { itemOf, type LogRecord } from "./log-record.js";

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

/** All records of a body. Throws a RangeError where it is not such a message, or holds too many. */
export function readJson(body: Buffer): Item[] {
  const parsed = parseJsonRecord(body.toString("utf8"));
  if (parsed instanceof Problem) throw new RangeError(parsed.detail);
  const items: Item[] = [];
  for (const { resource, scopeLogs } of list(parsed["resourceLogs"])) {
    const own = readAttributes(isJsonObject(resource) ? resource["attributes"] : undefined);
    for (const { logRecords } of list(scopeLogs))
      for (const record of list(logRecords)) {
        if (items.length >= itemsMax) throw new RangeError(`more than ${itemsMax} log records`);
        items.push(itemOf(readRecord(record), own));
      }
  }
  return items;
}
