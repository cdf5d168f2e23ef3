/**
 * Bodies of HTTP requests: bounded in size, silence and what they unpack to. `contentOf` streams; `wholeContent`
 * holds a body in memory, for protocols that answer item by item, against a bound over all requests together.
 */
import type { IncomingMessage } from "node:http";
import { Problem, Refusal } from "../../base/index.js";
import { httpBodyBytesMax, httpSilenceMsMax, itemsRatioFromBytes, unpackRatioMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import { peek, unpacked } from "../unpack/unpack.js";

export interface HttpLimits {
  /** Of the body as sent, and again of what it unpacks to times 8. */
  readonly bodyBytesMax: number;
  readonly silenceMsMax: number;
}

export const httpLimits: HttpLimits = { bodyBytesMax: httpBodyBytesMax, silenceMsMax: httpSilenceMsMax };

/** A header that stands once; empty where it does not. */
export const one = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? "" : (value ?? "");

/** Whether the body says that it is packed, or why it can't be unpacked. */
export function packingOf(request: IncomingMessage): boolean | Problem {
  const encoding = one(request.headers["content-encoding"]).toLowerCase();
  if (["", "identity"].includes(encoding)) return false;
  if (["gzip", "x-gzip", "zstd"].includes(encoding)) return true;
  const shown = JSON.stringify(encoding.slice(0, 40));
  return intakeProblem("door-encoding", `Content-Encoding ${shown} is not known.`);
}

/** How much of a body has come so far, as it was sent. */
interface Sent {
  bytes: number;
}

/** The body as it comes, ended by a Refusal where it is too much, too slow, or broken off. */
async function* bodyOf(request: IncomingMessage, limits: HttpLimits, sent: Sent): AsyncGenerator<Uint8Array> {
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
    sent.bytes = size;
    yield next.value;
  }
}

/** Unpacked by what the bytes are; where the header promised a packing, they must be one. */
export async function* contentOf(
  request: IncomingMessage,
  packed: boolean,
  limits: HttpLimits,
  sent: Sent = { bytes: 0 },
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(bodyOf(request, limits, sent), 4);
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

/** Bytes of bodies held in memory, all requests together. */
export class InHand {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** False where there is no room: nothing was added then. */
  add(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  free(bytes: number): void {
    this.#bytes -= bytes;
  }
}

export interface HeldBody {
  readonly bytes: Buffer;
  /** Gives its room back; once. */
  release(): void;
}

/** The unpacked body, at most `bytesMax`, or why it can't be had. Release it when it is no longer held. */
export async function wholeContent(
  request: IncomingMessage,
  inHand: InHand,
  bytesMax: number,
  limits: HttpLimits = httpLimits,
): Promise<HeldBody | Problem> {
  const packed = packingOf(request);
  if (packed instanceof Problem) return packed;
  const parts: Uint8Array[] = [];
  let size = 0;
  let kept = false;
  const sent: Sent = { bytes: 0 };
  const release = () => inHand.free(size);
  try {
    for await (const part of contentOf(request, packed, { ...limits, bodyBytesMax: bytesMax }, sent)) {
      const unpacked = size + part.length;
      if (unpacked > itemsRatioFromBytes && unpacked > sent.bytes * unpackRatioMax)
        return intakeProblem("archive-bomb", `It unpacks to over ${unpackRatioMax} times what was sent.`);
      if (size + part.length > bytesMax)
        return intakeProblem("door-body-too-large", `It has more than ${bytesMax} bytes.`);
      if (!inHand.add(part.length)) return intakeProblem("door-busy", "Too many bodies are under way.");
      size += part.length;
      parts.push(part);
    }
    kept = true;
    return { bytes: Buffer.concat(parts), release };
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  } finally {
    if (!kept) release();
  }
}
