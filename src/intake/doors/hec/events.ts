/**
 * The body of Splunk's event endpoint: JSON objects one after another, with or without white space (or commas of an
 * array) between them, each with `event` (a text or an object), perhaps `time`, `host`, `source`, `sourcetype` and
 * flat `fields`.
 * https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector
 */
import { jsonPieces, Problem, type Slice, Turns } from "../../../base/index.js";
import { isJsonObject, type JsonObject, parseJsonRecord } from "../../json-record.js";
import { itemsMax, itemsPiecesMax, itemTextMax } from "../../limits.js";
import { rawRecord, recordOf } from "../document-item.js";
import type { Item } from "../items.js";
import type { HecCode } from "./codes.js";

/** Characters between two pauses: about 0.2 ms. */
const stride = 65_536;

/**
 * The texts of the objects of a body; null where a pause may be made. What is no object ends it: the last text is then
 * all that is left, and can't be parsed. Only strings and braces are looked at, so this is linear and needs no stack.
 */
export function* splitObjects(body: string): Generator<string | null> {
  let at = 0;
  for (;;) {
    while (at < body.length && isBetween(body.charCodeAt(at))) if (++at % stride === 0) yield null;
    if (at >= body.length) return;
    const end: number = body[at] === "{" ? yield* endOfObject(body, at) : -1;
    if (end < 0) return yield body.slice(at);
    yield body.slice(at, end);
    at = end;
  }
}

/** White space, commas, and an array's brackets. */
const isBetween = (code: number): boolean =>
  code === 32 ||
  (code >= 9 && code <= 13) ||
  code === 44 ||
  code === 91 ||
  code === 93 ||
  code === 0xa0 ||
  code === 0xfeff;

/** Where the object that begins at `from` ends (exclusive); -1 where it doesn't. */
function* endOfObject(body: string, from: number): Generator<null, number> {
  let depth = 0;
  let isQuoted = false;
  for (let at = from; at < body.length; at++) {
    if (at % stride === 0) yield null;
    const code = body.charCodeAt(at);
    if (isQuoted) {
      if (code === 92) at++;
      else if (code === 34) isQuoted = false;
    } else if (code === 34) isQuoted = true;
    else if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return at + 1;
  }
  return -1;
}

const short = (value: unknown): string | undefined =>
  typeof value === "string" && value.length > 0 && value.length <= 1024 ? value : undefined;

/** What the envelope says, under the names that any-JSON reads. */
function envelope({ time, host, source, sourcetype, fields }: JsonObject): Record<string, unknown> {
  const told: Record<string, unknown> = { ...(isJsonObject(fields) ? fields : {}) };
  if (typeof time === "number" || typeof time === "string") told["@timestamp"] = time;
  if (short(host) !== undefined) told["host.name"] = host;
  if (short(source) !== undefined) told["log.file.path"] = source;
  if (short(sourcetype) !== undefined) told["event.dataset"] = sourcetype;
  return told;
}

const lineOf = (content: unknown): Buffer => Buffer.from(JSON.stringify(content));

const isFlat = (fields: unknown): boolean =>
  fields === undefined || (isJsonObject(fields) && !Object.values(fields).some(isJsonObject));

/** One event as a record, or the code that says what is wrong with it. */
function readEvent(text: string): Item | HecCode {
  if (text.length > itemTextMax) return "invalid-format";
  const parsed = parseJsonRecord(text);
  if (parsed instanceof Problem) return "invalid-format";
  const { event, fields } = parsed;
  if (event === undefined || event === null) return "event-required";
  if (event === "" || (isJsonObject(event) && Object.keys(event).length === 0)) return "event-blank";
  if (!isFlat(fields)) return "fields-invalid";
  const told = envelope(parsed);
  if (!isJsonObject(event)) {
    const raw = rawRecord(event) ?? {
      line: lineOf({ ...told, message: typeof event === "string" ? event : JSON.stringify(event) }),
      format: "json-lines",
    };
    return { ...raw, name: null };
  }
  const record = recordOf(event, lineOf(event));
  if (record.format !== "json-lines") return { ...record, name: null };
  return { line: lineOf({ ...told, ...event }), format: "json-lines", name: null };
}

export interface HecEvents {
  readonly items: readonly Item[];
  /** The first event that can't be taken, counted from 0; null where all can. */
  readonly bad: { readonly code: HecCode; readonly event: number } | null;
}

/** All events of a body that can be taken, and the first that can't; a code where there are none, or too many. */
export async function readEvents(
  body: string,
  slice: Slice = new Turns().slice(),
): Promise<HecEvents | HecCode> {
  const items: Item[] = [];
  let bad: HecEvents["bad"] = null;
  let event = 0;
  let pieces = 0;
  for (const text of splitObjects(body)) {
    if (slice.isOver) await slice.next();
    if (text === null) continue;
    if (text.length <= itemTextMax) pieces += jsonPieces(text, itemsPiecesMax);
    if (event >= itemsMax || pieces > itemsPiecesMax) return "invalid-format";
    const read = readEvent(text);
    if (typeof read !== "string") items.push(read);
    else bad ??= { code: read, event };
    event++;
  }
  return event === 0 ? "no-data" : { items, bad };
}
