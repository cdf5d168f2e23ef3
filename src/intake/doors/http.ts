/**
 * `POST /ingest`: telemetry over HTTP, as lines or JSON documents, plain or packed (gzip, Zstandard). The body
 * streams through: memory is bounded by the reader's batches, size by the limits here, time by a limit on
 * silence. 200 means that all of it is safe on disk. Anything else means: send the same again, what was safe by
 * then is known by its id and counts once. Problems leave as RFC 9457.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem, Refusal } from "../../base/index.js";
import { normalizeAddress } from "../../model/index.js";
import { httpBodyBytesMax, httpSilenceMsMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import { peek, unpacked } from "../unpack/unpack.js";
import type { Accepted, Delivery, DoorSink, Sender } from "./sink.js";

export interface HttpLimits {
  /** Of the body as sent, and again of what it unpacks to times 8. */
  readonly bodyBytesMax: number;
  readonly silenceMsMax: number;
}

const defaults: HttpLimits = { bodyBytesMax: httpBodyBytesMax, silenceMsMax: httpSilenceMsMax };
const retryAfterSeconds = 5;
/** How long a refused sender may go on sending into the void, so that it gets to read the answer. */
const drainMs = 2000;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? "" : (value ?? ""));

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

/** The body as it comes, ended by a Refusal where it is too much, too slow, or broken off. */
async function* bodyOf(request: IncomingMessage, limits: HttpLimits): AsyncGenerator<Uint8Array> {
  let size = 0;
  const iterator = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      const detail = `Nothing came for ${limits.silenceMsMax} ms.`;
      timer = setTimeout(
        () => reject(new Refusal(intakeProblem("door-body-slow", detail))),
        limits.silenceMsMax,
      );
    });
    let next: IteratorResult<Buffer>;
    try {
      next = await Promise.race([iterator.next(), silence]);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(intakeProblem("door-body-cut", `The body broke off after ${size} bytes.`));
    } finally {
      clearTimeout(timer);
    }
    if (next.done === true) return;
    size += next.value.length;
    if (size > limits.bodyBytesMax)
      throw new Refusal(intakeProblem("door-body-too-large", `More than ${limits.bodyBytesMax} bytes.`));
    yield next.value;
  }
}

/** Unpacked by what the bytes are; where the header promised a packing, they must be one. */
async function* contentOf(
  request: IncomingMessage,
  packed: boolean,
  limits: HttpLimits,
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(bodyOf(request, limits), 4);
  const magic = Buffer.from(head.subarray(0, 2)).toString("hex");
  const isPacked = magic === "1f8b" || magic === "28b5" || /^5[0-9a-f]2a$/.test(magic);
  if (packed && head.length > 0 && !isPacked)
    throw new Refusal(intakeProblem("door-encoding", "The body is not in its Content-Encoding."));
  let size = 0;
  for await (const chunk of unpacked(all)) {
    size += chunk.length;
    if (size > limits.bodyBytesMax * 8)
      throw new Refusal(
        intakeProblem("door-body-too-large", `It unpacks to over ${limits.bodyBytesMax * 8} bytes.`),
      );
    yield chunk;
  }
}

function deliveryOf(request: IncomingMessage, limits: HttpLimits): Delivery | Problem {
  const { headers } = request;
  const encoding = one(headers["content-encoding"]).toLowerCase();
  if (!["", "identity", "gzip", "x-gzip", "zstd"].includes(encoding))
    return intakeProblem(
      "door-encoding",
      `Content-Encoding ${JSON.stringify(encoding.slice(0, 40))} is not known.`,
    );
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
    bytes: contentOf(request, encoding !== "" && encoding !== "identity", limits),
    linesBefore: 0,
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: unknown,
): void {
  if (response.headersSent || response.destroyed) return;
  const text = `${JSON.stringify(body)}\n`;
  const headers: Record<string, string> = {
    "content-type": type,
    "content-length": String(Buffer.byteLength(text)),
    "cache-control": "no-store",
  };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (status === 405) headers["allow"] = "POST";
  if (status === 429 || status === 503) headers["retry-after"] = String(retryAfterSeconds);
  const unread = !request.complete;
  if (unread) headers["connection"] = "close";
  response.writeHead(status, headers).end(text);
  if (!unread) return;
  request.on("error", () => {});
  request.resume();
  const timer = setTimeout(() => request.destroy(), drainMs);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}

function refuse(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const { code, title, detail, hint, status } = problem;
  answer(request, response, status, "application/problem+json", {
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
  const { batches, records, refused, hits, duplicate, problems } = accepted;
  answer(request, response, 200, "application/json", {
    batch: batchId ?? batches[0] ?? null,
    batches,
    records,
    refused,
    hits,
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
  const delivery = deliveryOf(request, { ...defaults, ...limits });
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
