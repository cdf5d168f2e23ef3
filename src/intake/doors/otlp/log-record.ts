/**
 * A log record of OpenTelemetry as a record that Breakwater reads: the line as it came where the record has one, else
 * its attributes (those of the resource under them) as JSON, whose names are ECS' for the most part.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/
 */
import { isJsonObject, type JsonObject } from "../../json-record.js";
import { rawRecord, recordOf } from "../document-item.js";
import type { Item } from "../items.js";

export interface LogRecord {
  /** Nanoseconds since 1970; 0 where it has no time. */
  readonly timeNs: bigint;
  readonly severity: string;
  readonly body: unknown;
  readonly attributes: JsonObject;
  readonly traceId: string;
}

const original = "log.record.original";

/** `@timestamp` in seconds, with microseconds. */
const seconds = (timeNs: bigint): number => Number(timeNs / 1000n) / 1e6;

export function itemOf(record: LogRecord, resource: JsonObject): Item {
  const { timeNs, body, attributes, severity, traceId } = record;
  const raw = rawRecord(attributes[original]) ?? rawRecord(body);
  if (raw !== null) return { ...raw, name: null };
  const isDocument = isJsonObject(body);
  const content: Record<string, unknown> = {
    ...(timeNs === 0n ? {} : { "@timestamp": seconds(timeNs) }),
    ...(severity === "" ? {} : { "log.level": severity }),
    ...(traceId === "" ? {} : { "trace.id": traceId }),
    ...resource,
    ...attributes,
    ...(isDocument ? body : body === null || body === undefined ? {} : { message: body }),
  };
  if (isDocument) {
    const own = recordOf(body, Buffer.from(JSON.stringify(body)));
    if (own.format !== "json-lines") return { ...own, name: null };
  }
  return { line: Buffer.from(JSON.stringify(content)), format: "json-lines", name: null };
}
