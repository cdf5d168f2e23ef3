/** Answers of the doors on HTTP. A body that is not read to its end is let run out for a while, so that the answer is read. */
import type { IncomingMessage, ServerResponse } from "node:http";

const retryAfterSeconds = 5;
/** How long a refused sender may go on sending into the void, so that it gets to read the answer. */
const drainMs = 2000;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendAnswer(request: IncomingMessage, response: ServerResponse, given: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const { status, type, body } = given;
  const headers: Record<string, string> = {
    "content-type": type,
    "content-length": String(Buffer.byteLength(body)),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...given.headers,
  };
  if (status === 429 || status === 503) headers["retry-after"] = String(retryAfterSeconds);
  const unread = !request.complete;
  if (unread) headers["connection"] = "close";
  response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
  if (!unread) return;
  request.on("error", () => {});
  request.resume();
  const timer = setTimeout(() => request.destroy(), drainMs);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}

export function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  content: unknown,
): void {
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (status === 405) headers["allow"] = "POST";
  sendAnswer(request, response, { status, type, body: `${JSON.stringify(content)}\n`, headers });
}
