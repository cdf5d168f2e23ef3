/**
 * Opens what people hand over, a file, a folder, `-` for standard input, .gz, .zst or tar of any of these, as a
 * row of plain files with their bytes. What something is, its first bytes say and not its name. Everything here
 * comes from outside: members, nesting and growth are bounded, a bomb or a broken archive ends in a Refusal
 * thrown by the one member's `bytes` and the next argument is still read.
 */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { extract } from "tar-stream";
import { type Problem, Refusal } from "./problem.js";
import { baseProblem } from "./problems.js";

export interface OpenedFile {
  /** Relative to the argument (its base name where the argument is a file), members below their archive. */
  readonly path: string;
  /** Base name, archive suffixes (.gz, .zst, .tar, .tgz) cut. */
  readonly fileName: string;
  /** Base name of the tar archive it came out of, suffixes cut; null for a file on disk. */
  readonly archive: string | null;
  /** Where it (or its archive) is on disk; `-` for standard input. */
  readonly diskPath: string;
  /** Reads it once, decompressed, in chunks. Throws a Refusal where it is broken or a bomb. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A path that can't be opened at all. */
export interface UnopenedFile {
  readonly path: string;
  readonly problem: Problem;
}

export interface OpenLimits {
  /** Bytes that one file may have after decompression. */
  readonly bytesMax: number;
  /** How many times its compressed size a file may grow to, once it is over 64 MiB. */
  readonly growthMax: number;
  /** Files below one argument. */
  readonly filesMax: number;
}

/** Logs shrink 10 to 60 times; gzip can shrink zeros 1,032 times and zstd more. 64 GiB is a week of a busy sensor. */
export const openLimits: OpenLimits = { bytesMax: 64 * 2 ** 30, growthMax: 250, filesMax: 1_000_000 };

const growthFreeBytes = 64 * 2 ** 20;
const nestingMax = 4;
const chunkBytes = 256 * 1024;

/** All files below the arguments, in order of name within a folder. Each file's `bytes` is to be read before the next. */
export async function* openFiles(
  paths: readonly string[],
  limits: OpenLimits = openLimits,
): AsyncGenerator<OpenedFile | UnopenedFile> {
  for (const path of paths) {
    if (path === "-") {
      yield* openStream({ path: "-", diskPath: "-", archive: null }, process.stdin, limits);
      continue;
    }
    let count = 0;
    try {
      for await (const file of walk(path)) {
        const opened = file === "" ? basename(path) : file;
        const diskPath = file === "" ? path : join(path, file);
        const stream = createReadStream(diskPath, { highWaterMark: chunkBytes });
        try {
          for await (const one of openStream({ path: opened, diskPath, archive: null }, stream, limits)) {
            if (++count > limits.filesMax)
              throw refuse("archive-too-large", `More than ${limits.filesMax} files.`);
            yield one;
          }
        } finally {
          stream.destroy(); // a file nobody read to its end
        }
      }
    } catch (error) {
      yield { path, problem: problemOf(error, path) };
    }
  }
}

/** As `openFiles`, for one archive or file that is in memory already. */
export async function* openBytes(
  name: string,
  bytes: Uint8Array,
  limits: OpenLimits = openLimits,
): AsyncGenerator<OpenedFile> {
  async function* whole() {
    yield bytes;
  }
  let count = 0;
  for await (const one of openStream({ path: name, diskPath: name, archive: null }, whole(), limits)) {
    if (++count > limits.filesMax) throw refuse("archive-too-large", `More than ${limits.filesMax} files.`);
    yield one;
  }
}

/** Paths of the regular files below a folder, relative to it; the empty text where the path is a file itself. */
async function* walk(root: string): AsyncGenerator<string> {
  if (!(await stat(root)).isDirectory()) {
    yield "";
    return;
  }
  const waiting = [""];
  while (waiting.length > 0) {
    const folder = waiting.pop() as string;
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const below: string[] = [];
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) below.push(path);
      else if (entry.isFile()) yield path;
    }
    waiting.push(...below.reverse()); // links are not followed, so there is no circle
  }
}

interface Place {
  readonly path: string;
  readonly diskPath: string;
  readonly archive: string | null;
}

const archiveSuffix = /\.(gz|zst|zstd|tar|tgz)$/i;

/** A file name without its archive suffixes. */
export function cutArchiveSuffixes(name: string): string {
  let cut = name;
  while (archiveSuffix.test(cut)) cut = cut.replace(archiveSuffix, "");
  return cut;
}

async function* openStream(
  place: Place,
  source: AsyncIterable<Uint8Array>,
  limits: OpenLimits,
  depth = 0,
): AsyncGenerator<OpenedFile> {
  let peeked: Peeked;
  try {
    peeked = await peek(source);
    if (depth < nestingMax) {
      const unpacked = isGzip(peeked.head)
        ? gunzip(peeked.all, limits)
        : isZstd(peeked.head)
          ? unzstd(peeked.all, limits)
          : null;
      if (unpacked !== null) {
        yield* openStream(place, unpacked, limits, depth + 1);
        return;
      }
      if (isTar(peeked.head)) {
        yield* openTar(place, peeked.all, limits, depth + 1);
        return;
      }
    }
  } catch (error) {
    peeked = { head: new Uint8Array(), all: failing(problemOf(error, place.path)) };
  }
  yield {
    path: place.path,
    diskPath: place.diskPath,
    archive: place.archive,
    fileName: cutArchiveSuffixes(basename(place.path)),
    bytes: bounded(peeked.all, place.path, limits),
  };
}

async function* openTar(
  place: Place,
  bytes: AsyncIterable<Uint8Array>,
  limits: OpenLimits,
  depth: number,
): AsyncGenerator<OpenedFile> {
  const archive = cutArchiveSuffixes(basename(place.path));
  const tar = extract();
  pipeline(Readable.from(bytes, { objectMode: false }), tar, () => {});
  try {
    for await (const entry of tar) {
      const { type, name } = entry.header;
      if (type === "file" || type === "contiguous-file") {
        const member = name
          .replaceAll("\\", "/")
          .split("/")
          .filter((part) => part !== "." && part !== "..");
        const path = `${place.path}/${member.join("/")}`;
        const bytes = entry as unknown as AsyncIterable<Uint8Array>; // streamx types its chunks as unknown
        yield* openStream({ path, diskPath: place.diskPath, archive }, bytes, limits, depth);
      }
      entry.resume();
    }
  } catch (error) {
    yield {
      path: place.path,
      diskPath: place.diskPath,
      archive: null,
      fileName: archive,
      bytes: failing(problemOf(error, place.path)),
    };
  }
}

interface Peeked {
  readonly head: Uint8Array;
  readonly all: AsyncIterable<Uint8Array>;
}

/** The first 512 bytes, and the whole stream with them. */
async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 512) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(first).subarray(0, 512), all: all() };
}

const isGzip = (head: Uint8Array) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
const isZstd = (head: Uint8Array) =>
  head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
const isTar = (head: Uint8Array) => Buffer.from(head.subarray(257, 262)).toString("latin1") === "ustar";

/** Watches that the output does not outgrow the input. */
function growthGuard(limits: OpenLimits) {
  let taken = 0;
  let given = 0;
  return {
    take(bytes: number) {
      taken += bytes;
    },
    give(bytes: number) {
      given += bytes;
      if (given > growthFreeBytes && given > taken * limits.growthMax)
        throw refuse("archive-bomb", `${taken} compressed bytes grew to more than ${given}.`);
    },
  };
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>, limits: OpenLimits): AsyncGenerator<Uint8Array> {
  const guard = growthGuard(limits);
  async function* counted() {
    for await (const chunk of bytes) {
      guard.take(chunk.length);
      yield chunk;
    }
  }
  const stream = createGunzip({ chunkSize: chunkBytes });
  pipeline(Readable.from(counted(), { objectMode: false }), stream, () => {});
  for await (const chunk of stream) {
    guard.give((chunk as Uint8Array).length);
    yield chunk as Uint8Array;
  }
}

async function* unzstd(bytes: AsyncIterable<Uint8Array>, limits: OpenLimits): AsyncGenerator<Uint8Array> {
  const guard = growthGuard(limits);
  let out: Uint8Array[] = [];
  const stream = new Decompress((chunk) => {
    guard.give(chunk.length);
    out.push(chunk);
  });
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += 16384) {
      const part = chunk.subarray(at, at + 16384);
      guard.take(part.length);
      stream.push(part);
      yield* out;
      out = [];
    }
  }
  stream.push(new Uint8Array(), true);
  yield* out;
}

async function* bounded(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  limits: OpenLimits,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    for await (const chunk of bytes) {
      length += chunk.length;
      if (length > limits.bytesMax)
        throw refuse("archive-too-large", `${path} has more than ${limits.bytesMax} bytes.`);
      yield chunk;
    }
  } catch (error) {
    throw new Refusal(problemOf(error, path));
  }
}

function failing(problem: Problem): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Refusal(problem)) }) };
}

function refuse(code: "archive-bomb" | "archive-too-large", detail: string): Refusal {
  return new Refusal(baseProblem(code, detail));
}

function problemOf(error: unknown, path: string): Problem {
  if (error instanceof Refusal) return error.problem;
  const detail = error instanceof Error ? error.message : "unknown";
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "ENOENT") return baseProblem("file-missing", `There is no ${path}.`);
  if (code === "EACCES" || code === "EPERM") return baseProblem("file-unreadable", `${path}: ${detail}`);
  return baseProblem("archive-broken", `${path}: ${detail}`);
}
