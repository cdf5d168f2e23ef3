/**
 * `POST /ingest`: telemetry over HTTP, as lines or JSON documents, plain or packed (gzip, Zstandard). The body
 * streams through: memory is bounded by the reader's batches, size by the limits here, time by a limit on
 * silence. 200 means that all of it is safe on disk. Anything else means: send the same again, what was safe by
 * then is known by its id and counts once. Problems leave as RFC 9457.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem, Refusal } from "../../base/index.js";
import { normalizeAddress } from "../../model/index.js";
import { intakeProblem } from "../problems.js";
import { answerJson } from "./http-answer.js";
import { contentOf, type HttpLimits, httpLimits, one, packingOf } from "./http-body.js";
import type { Accepted, Delivery, DoorSink, Sender } from "./sink.js";

/** A name for people: the last part of a path, printable, at most 128 characters. */
export function sanitizeOrigin(text: string): string {
  const last = text.split(/[/\\]/).at(-1) ?? "";
  return last
    .replace(/[^\x20-\x7e\u00a0-\uffff]/g, "")
    .trim()
    .slice(0, 128);
}

function bearerToken(request: IncomingMessage): string | null {
  const match = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(one(request.headers.authorization));
  return match?.[1] ?? null;
}

function deliveryOf(request: IncomingMessage, limits: HttpLimits): Delivery | Problem {
  const { headers } = request;
  const packed = packingOf(request);
  if (packed instanceof Problem) return packed;
  const batchId = one(headers["x-breakwater-batch"]);
  if (batchId !== "" && !/^[\w.:@/-]{1,128}$/.test(batchId))
    return intakeProblem(
      "door-header",
      "X-Breakwater-Batch has characters or a length that an id can't have.",
    );
  const format = one(headers["x-breakwater-format"]);
  if (format !== "" && !/^[a-z0-9-]{1,64}$/.test(format))
    return intakeProblem("door-header", "X-Breakwater-Format is not the id of a format.");
  const length = Number(headers["content-length"] ?? 0);
  if (length > limits.bodyBytesMax)
    return intakeProblem("door-body-too-large", `${length} bytes; ${limits.bodyBytesMax} are allowed.`);
  const address = request.socket.remoteAddress ?? "";
  const sender: Sender = {
    door: "http",
    address: normalizeAddress(address)?.value ?? address,
    token: bearerToken(request),
  };
  const fileName = sanitizeOrigin(one(headers["x-breakwater-origin"]));
  return {
    sender,
    origin: fileName === "" ? sender.address : fileName,
    fileName: fileName.replace(/\.(?:gz|gzip|zst|zstd)$/i, ""),
    format: format === "" ? null : format,
    batchId: batchId === "" ? null : batchId,
    bytes: contentOf(request, packed, limits),
    linesBefore: 0,
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const { code, title, detail, hint, status } = problem;
  answerJson(request, response, status, "application/problem+json", {
    type: `urn:breakwater:problem:${code}`,
    title,
    status,
    detail,
    code,
    hint,
  });
}

function acknowledge(
  request: IncomingMessage,
  response: ServerResponse,
  batchId: string | null,
  accepted: Accepted,
): void {
  const { batches, records, refused, duplicate, problems } = accepted;
  answerJson(request, response, 200, "application/json", {
    batch: batchId ?? batches[0] ?? null,
    batches,
    records,
    refused,
    duplicate,
    problems: problems.slice(0, 10).map(({ line, code, detail }) => ({ line, code, detail })),
  });
}

/** Takes one request to its end; never rejects. */
export async function handleIngest(
  request: IncomingMessage,
  response: ServerResponse,
  sink: DoorSink,
  limits: Partial<HttpLimits> = {},
): Promise<void> {
  if (request.method !== "POST")
    return refuse(request, response, intakeProblem("door-method", `${request.method} is not POST.`));
  const delivery = deliveryOf(request, { ...httpLimits, ...limits });
  if (delivery instanceof Problem) return refuse(request, response, delivery);
  try {
    const stranger = (await sink.admit?.(delivery.sender)) ?? null;
    if (stranger !== null) return refuse(request, response, stranger);
    const accepted = await sink.accept(delivery);
    if (accepted instanceof Problem) return refuse(request, response, accepted);
    acknowledge(request, response, delivery.batchId, accepted);
  } catch (error) {
    const problem =
      error instanceof Refusal ? error.problem : intakeProblem("door-failed", "An error stopped it.");
    refuse(request, response, problem);
  }
}
