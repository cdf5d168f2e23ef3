/**
 * OTLP/HTTP for logs: `POST /v1/logs`, JSON or protobuf, answered in the encoding it came in. 200 means safe on disk;
 * records that can't be taken are told as a partial success. 429 and 503 mean: all of it again later.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
import { Problem, type Slice } from "../../../base/index.js";
import { itemsBodyBytesMax } from "../../limits.js";
import { intakeProblem } from "../../problems.js";
import { sendAnswer } from "../http-answer.js";
import { one, wholeContent } from "../http-body.js";
import type { HttpDoor, HttpVisit } from "../http-door.js";
import { type Item, takeItems } from "../items.js";
import { bytesField, varintField } from "./protobuf.js";
import { TooMuch } from "./read-items.js";
import { readJson } from "./read-json.js";
import { readProtobuf } from "./read-protobuf.js";

const protobufType = "application/x-protobuf";

const isProtobuf = ({ request }: HttpVisit): boolean =>
  one(request.headers["content-type"]).split(";", 1)[0]?.trim().toLowerCase() === protobufType;

function reply(visit: HttpVisit, status: number, json: unknown, protobuf: Buffer): void {
  const inProtobuf = isProtobuf(visit);
  sendAnswer(visit.request, visit.response, {
    status,
    type: inProtobuf ? protobufType : "application/json",
    body: inProtobuf ? protobuf : JSON.stringify(json),
    headers: status === 401 ? { "www-authenticate": "Bearer" } : {},
  });
}

/** `google.rpc.Code` for what went wrong. */
const rpcCode = (status: number): number =>
  ({ 401: 16, 403: 7, 404: 5, 413: 8, 429: 8, 503: 14 })[status] ?? (status >= 500 ? 13 : 3);

/** As `google.rpc.Status`. */
function refuse(visit: HttpVisit, problem: Problem): void {
  const message = `${problem.title}: ${problem.detail}`;
  const code = rpcCode(problem.status);
  const status = Buffer.concat([varintField(1, code), bytesField(2, Buffer.from(message))]);
  reply(visit, problem.status, { code, message }, status);
}

function succeed(visit: HttpVisit, rejected: number, why: string): void {
  if (rejected === 0) {
    reply(visit, 200, {}, Buffer.alloc(0));
    return;
  }
  const partial = Buffer.concat([varintField(1, rejected), bytesField(2, Buffer.from(why))]);
  const json = { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: why } };
  reply(visit, 200, json, bytesField(1, partial));
}

async function readItems(
  visit: HttpVisit,
  body: Buffer,
  slice: Slice,
): Promise<readonly (Item | Problem)[] | Problem> {
  try {
    return await (isProtobuf(visit) ? readProtobuf(body, slice) : readJson(body, slice));
  } catch (error) {
    if (error instanceof TooMuch) return intakeProblem("door-body-too-large", error.message);
    if (error instanceof RangeError) return intakeProblem("item-invalid", error.message);
    throw error;
  }
}

async function handle(visit: HttpVisit): Promise<void> {
  const { request, sender, sink, inHand } = visit;
  const stranger = (await sink.admit?.(sender)) ?? null;
  if (stranger !== null) return refuse(visit, stranger);
  if (visit.method !== "POST")
    return refuse(visit, intakeProblem("door-method", `${visit.method} is not POST.`));
  const type = one(request.headers["content-type"]);
  if (!isProtobuf(visit) && !/^application\/json\b/i.test(type))
    return refuse(
      visit,
      intakeProblem("door-content", `Content-Type ${JSON.stringify(type.slice(0, 80))} is not OTLP's.`),
    );
  const held = await wholeContent(request, inHand, itemsBodyBytesMax);
  if (held instanceof Problem) return refuse(visit, held);
  try {
    const slice = visit.turns.slice();
    const read = await readItems(visit, held.bytes, slice);
    if (read instanceof Problem) return refuse(visit, read);
    const items = read.filter((item): item is Item => !(item instanceof Problem));
    const outcomes = await takeItems(sink, sender, items, { slice });
    const failed = [...read, ...outcomes].filter((outcome) => outcome instanceof Problem);
    const waiting = failed.find(({ status }) => status === 429 || status >= 500 || status === 401);
    if (waiting !== undefined) return refuse(visit, waiting);
    succeed(visit, failed.length, failed[0]?.detail ?? "");
  } finally {
    held.release();
  }
}

export const otlp = {
  id: "otlp",
  takes: (path) => path === "/v1/logs",
  handle,
  refuse,
} satisfies HttpDoor;
