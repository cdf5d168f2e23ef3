/**
 * Gzip and Zstandard as streams, recognized by their magic numbers, and bounded: a stream that unpacks to more
 * than 250 times its size (looked at beyond 32 MiB) or to over 64 GiB is cut off there. What was unpacked before
 * damage is handed on first; then a Refusal is thrown, which `inputs.ts` turns into a value.
 */
import { Decompress } from "fzstd";
import { Refusal } from "../../base/index.js";
import { unpackBytesMax, unpackRatioFromBytes, unpackRatioMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import { GzipMembers } from "./gzip-members.js";

type Bytes = AsyncIterable<Uint8Array>;

export interface Peeked {
  readonly head: Uint8Array;
  /** The stream with its head still in it. */
  readonly all: Bytes;
  /** Closes the source, for when `all` is never begun; afterwards it does nothing. */
  close(): Promise<unknown>;
}

/** Looks at the first bytes of a stream. */
export async function peek(source: Bytes, bytes: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  const head = first.length === 1 ? (first[0] as Uint8Array) : Buffer.concat(first);
  return { head, all: joined(head, iterator), close: async () => iterator.return?.() };
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

const isGzip = (head: Uint8Array) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
/** A frame, or a skippable frame, which may stand before it (RFC 8878, 3.1.2). */
const isZstd = (head: Uint8Array) =>
  head[1] === 0xb5 ? head[0] === 0x28 && head[2] === 0x2f && head[3] === 0xfd : isSkippable(head);
const isSkippable = (head: Uint8Array) =>
  head[0] !== undefined && head[0] >> 4 === 5 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;

export function isTar(head: Uint8Array): boolean {
  return head.length >= 512 && Buffer.from(head.subarray(257, 262)).toString("latin1") === "ustar";
}

/** The stream unpacked, as often as it was packed (at most twice: a packed file in a packed archive). */
export async function* unpacked(source: Bytes, layers = 2): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(source, 4);
  if (layers === 0 || (!isGzip(head) && !isZstd(head))) yield* all;
  else yield* unpacked(isGzip(head) ? gunzip(all) : unzstd(all), layers - 1);
}

const broken = (kind: string, error: unknown) =>
  error instanceof Refusal
    ? error
    : new Refusal(
        intakeProblem(
          "archive-broken",
          `${kind}: ${error instanceof Error ? error.message : "it can't be unpacked"}.`,
        ),
      );

async function* gunzip(source: Bytes): AsyncGenerator<Uint8Array> {
  let members: GzipMembers | null = null;
  try {
    yield* unpackBy("gzip", source, (give) => {
      const made = new GzipMembers(give);
      members = made;
      return { push: (chunk) => made.push(chunk), end: async () => made.end() };
    });
  } finally {
    (members as GzipMembers | null)?.close();
  }
}

function unzstd(source: Bytes): AsyncGenerator<Uint8Array> {
  return unpackBy("zstd", source, (give, isTooMuch) => {
    // 16 KiB of repeated blocks unpack to 512 MiB, so a bomb is stopped between blocks
    const decompress = new Decompress((chunk) => {
      give(chunk);
      if (isTooMuch()) throw new Error("It unpacks to too much.");
    });
    const push = async (chunk: Uint8Array, last = false): Promise<unknown> => {
      try {
        decompress.push(chunk, last);
        return null;
      } catch (error) {
        return error;
      }
    };
    return { push, end: () => push(new Uint8Array(0), true) };
  });
}

interface Unpacker {
  /** Answers what went wrong, or null; what came out was given before. */
  push(chunk: Uint8Array): Promise<unknown>;
  end(): Promise<unknown>;
}

const portionBytes = 16 * 1024;

/** Feeds an unpacker in small portions and hands on all it gives, then throws its refusal if it has one. */
async function* unpackBy(
  kind: string,
  source: Bytes,
  make: (give: (chunk: Uint8Array) => void, isTooMuch: () => boolean) => Unpacker,
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let size = 0;
  let out: Uint8Array[] = [];
  const isTooMuch = () =>
    size > unpackBytesMax || (size > unpackRatioFromBytes && size > packed * unpackRatioMax);
  const unpacker = make((chunk) => {
    size += chunk.length;
    if (chunk.length > 0) out.push(chunk);
  }, isTooMuch);
  const step = async function* (error: unknown): AsyncGenerator<Uint8Array> {
    if (isTooMuch())
      throw new Refusal(intakeProblem("archive-bomb", `${packed} bytes unpacked to ${size} so far.`));
    const given = out;
    out = [];
    yield* given;
    if (error !== null) throw broken(kind, error);
  };
  for await (const chunk of source)
    for (let from = 0; from < chunk.length; from += portionBytes) {
      const portion = chunk.subarray(from, from + portionBytes);
      packed += portion.length;
      yield* step(await unpacker.push(portion));
    }
  yield* step(await unpacker.end());
}
