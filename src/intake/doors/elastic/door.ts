/**
 * The door in the shape of Elasticsearch: `_bulk` with an answer item by item, and the look-ups that shippers make
 * (`look-ups.ts`). Under `/elastic`, for shippers that take an address with a path; for those that don't, the paths
 * that begin with an underscore also stand alone.
 *
 * A named item (`_id`) that is safe already is answered as if it were written now. An item that has to wait has
 * status 429; where no item could be taken the whole answer has it, for shippers that look no deeper.
 */
import { Problem, type Slice, sha256Hex } from "../../../base/index.js";
import { itemsBodyBytesMax } from "../../limits.js";
import { intakeProblem } from "../../problems.js";
import { sendAnswer } from "../http-answer.js";
import { one, wholeContent } from "../http-body.js";
import type { HttpDoor, HttpVisit } from "../http-door.js";
import { type Item, type ItemOutcome, takeItems } from "../items.js";
import { type BulkItem, readBulk } from "./bulk.js";
import { lookUp } from "./look-ups.js";

const prefix = /^\/elastic(?=\/|$)/;
const bare =
  /^\/(?:_(?:bulk|cat|cluster|license|xpack|nodes|ilm|index_template|component_template|template|data_stream|ingest|alias)(?:\/|$)|[^_/][^/]*\/(?:[^/]+\/)?_bulk$)/;
const bulkPath = /^(?:\/([^_/][^/]*))?(?:\/[^/]+)?\/_bulk$/;
/** A template of Filebeat has some 300 KB. */
const setUpBytesMax = 8 * 1024 * 1024;

function reply(visit: HttpVisit, status: number, body: string, type = "application/json"): void {
  const headers: Record<string, string> = { "x-elastic-product": "Elasticsearch" };
  if (status === 401) headers["www-authenticate"] = 'Basic realm="breakwater"';
  sendAnswer(visit.request, visit.response, { status, type, body, headers });
}

const errorTypes: Readonly<Record<number, string>> = {
  401: "security_exception",
  403: "security_exception",
  413: "content_too_long_exception",
  429: "es_rejected_execution_exception",
  503: "unavailable_shards_exception",
};

const errorOf = ({ status, detail, code }: Problem) => ({
  type: errorTypes[status] ?? (status === 400 ? "illegal_argument_exception" : "exception"),
  reason: `${detail} (${code})`,
});

/** Refused for good: a shipper that sees it drops the item or puts it aside. */
const itemStatus = ({ status }: Problem): number => (status === 429 || status === 503 ? 429 : 400);

/**
 * The id of an item that was given none, in the form that Elasticsearch makes: 20 letters. It is of the content and its
 * place, so that it is the same at every try.
 */
function madeId({ index, record }: BulkItem, at: number): string {
  const content = record instanceof Problem ? "" : sha256Hex(record.line);
  return Buffer.from(sha256Hex(`${at} ${index} ${content}`), "hex")
    .toString("base64url")
    .slice(0, 20);
}

function itemAnswer(item: BulkItem, at: number, outcome: ItemOutcome): Record<string, unknown> {
  const { action, index, id } = item;
  const named = { _index: index, _id: id ?? madeId(item, at) };
  if (outcome instanceof Problem)
    return { [action]: { ...named, status: itemStatus(outcome), error: errorOf(outcome) } };
  const shards = { total: 1, successful: 1, failed: 0 };
  return {
    [action]: {
      ...named,
      _version: 1,
      result: "created",
      _shards: shards,
      _seq_no: 0,
      _primary_term: 1,
      status: 201,
    },
  };
}

function itemOf({ record, index, id }: BulkItem): Item | Problem {
  if (record instanceof Problem) return record;
  const name = id === null ? null : `elastic ${index} ${id}`;
  return { ...record, name };
}

/** The answer's items as JSON: a hundred thousand are written in slices. */
async function itemsAnswer(
  bulk: readonly BulkItem[],
  outcomes: readonly ItemOutcome[],
  slice: Slice,
): Promise<string> {
  const parts: string[] = [];
  for (const [index, item] of bulk.entries()) {
    if (slice.isOver) await slice.next();
    parts.push(JSON.stringify(itemAnswer(item, index, outcomes[index] as ItemOutcome)));
  }
  return parts.join(",");
}

async function take(visit: HttpVisit, body: Buffer, inPath: string): Promise<void> {
  const slice = visit.turns.slice();
  const bulk = await readBulk(body, inPath, slice);
  if (bulk instanceof Problem) return refuse(visit, bulk);
  const items = bulk.map(itemOf);
  const good = items.filter((item): item is Item => !(item instanceof Problem));
  const outcomes = await takeItems(visit.sink, visit.sender, good, { slice });
  let next = 0;
  const all = items.map((item) => (item instanceof Problem ? item : (outcomes[next++] as ItemOutcome)));
  const stranger = all.find((outcome) => outcome instanceof Problem && outcome.status === 401);
  if (stranger instanceof Problem) return refuse(visit, stranger);
  const waiting = all.filter((outcome) => outcome instanceof Problem && itemStatus(outcome) === 429);
  const taken = all.some((outcome) => !(outcome instanceof Problem));
  // syslog-ng looks at the status of the whole alone, and would drop what waits.
  const looksNoDeeper = /^syslog-ng\b/.test(one(visit.request.headers["user-agent"]));
  const status = waiting.length > 0 && (!taken || looksNoDeeper) ? 429 : 200;
  const errors = all.some((outcome) => outcome instanceof Problem);
  // Shippers only log `took`; how long the center took tells of what others had it do.
  reply(visit, status, `{"took":0,"errors":${errors},"items":[${await itemsAnswer(bulk, all, slice)}]}`);
}

function refuse(visit: HttpVisit, problem: Problem): void {
  const { status } = problem;
  const error = errorOf(problem);
  reply(visit, status, JSON.stringify({ error: { root_cause: [error], ...error }, status }));
}

async function handle(visit: HttpVisit): Promise<void> {
  const { request, sender, sink, method } = visit;
  const stranger = (await sink.admit?.(sender)) ?? null;
  if (stranger !== null) return refuse(visit, stranger);
  const path = visit.path.replace(prefix, "").replace(/(?<=.)\/$/, "") || "/";
  const bulk = bulkPath.exec(path);
  const isBulk = bulk !== null && (method === "POST" || method === "PUT");
  const found = isBulk ? null : lookUp(method, path, one(request.headers["user-agent"]));
  if (!isBulk && found === null)
    return refuse(visit, intakeProblem("door-path", `${method} ${path.slice(0, 200)} is not answered here.`));
  const held = await wholeContent(request, visit.inHand, isBulk ? itemsBodyBytesMax : setUpBytesMax);
  if (held instanceof Problem) return refuse(visit, held);
  try {
    if (found !== null) return reply(visit, 200, found.body, found.type);
    await take(visit, held.bytes, decodedIndex(bulk?.[1] ?? ""));
  } finally {
    held.release();
  }
}

function decodedIndex(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

export const elastic = {
  id: "elastic",
  takes: (path) => prefix.test(path) || bare.test(path),
  handle,
  refuse,
} satisfies HttpDoor;
