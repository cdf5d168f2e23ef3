/**
 * A shipper's document as a record that Breakwater reads. A raw line of a known format that the shipper carries
 * along (`event.original`, `message`, `log`, …) comes first, as that format knows more than any mapping; otherwise
 * the document itself is the record: EVE and Zeek are known by their keys, and ECS and whatever else by its field
 * names.
 * https://www.elastic.co/guide/en/ecs/current/ecs-event.html#field-event-original
 */
import { Problem } from "../../base/index.js";
import { isJsonObject, type JsonObject } from "../json-record.js";
import { recordBytesMax } from "../limits.js";
import { sampleFrom, sniffFormat } from "../sniff.js";
import { oneLine } from "./syslog-frames.js";

export interface RecordLine {
  readonly line: Buffer;
  readonly format: string;
}

const lastResort = "json-lines";

/** The fields that hold a line as it came, best first; those of Elastic, Logstash, Fluent Bit, Vector, OTel. */
const rawFields = ["message", "log", "MESSAGE", "raw", "_raw"] as const;

function originalOf(document: JsonObject): unknown {
  const event = document["event"];
  return document["event.original"] ?? (isJsonObject(event) ? event["original"] : undefined);
}

/** The format of one line, null where only the last resort (any JSON), or nothing, claims it. */
export function formatOfLine(line: Buffer): string | null {
  const format = sniffFormat(sampleFrom(line, "", true));
  return format instanceof Problem || format.id === lastResort ? null : format.id;
}

/** A raw text as a record, null where no format knows it. */
export function rawRecord(text: unknown): RecordLine | null {
  if (typeof text !== "string" || text.length < 8 || text.length > recordBytesMax) return null;
  const line = oneLine(Buffer.from(text));
  const format = formatOfLine(line);
  return format === null ? null : { line, format };
}

/** `line` is the document's own JSON on one line. */
export function recordOf(document: JsonObject, line: Buffer): RecordLine {
  const raw = rawRecord(originalOf(document));
  if (raw !== null) return raw;
  for (const field of rawFields) {
    const record = rawRecord(document[field]);
    if (record !== null) return record;
  }
  return { line, format: formatOfLine(line) ?? lastResort };
}
