/**
 * An index on disk: an image of its part of the memory, every piece to be put back at the address it had, so that
 * nothing has to be computed when it is read. Filters, buckets and networks come at once, each MiB with a checksum
 * that is compared as it comes; entries and texts, the larger part, come later (`absent-pieces.ts`). The file is
 * written under another name, synced and renamed, so there is a whole one or the one before.
 *
 *     │ 4 KiB: magic, version, place and length and SHA-256 of the head │ extents … │ MiBs for later … │ head: JSON │
 *
 * 10 million indicators: 130 MB at once; 80 MB of entries and 300 MB of text later. The key of keyed entries is
 * not in it, the seed is: the file is for its owner alone (0600).
 */
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  promises,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Problem } from "../../base/index.js";
import {
  ABSENT,
  LAYOUT_VERSION,
  LAZY,
  TEXT_NEXT,
  V4_COARSE,
  VERSION,
} from "../kernel/assembly/index-layout.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import { KernelMemory, pageBytes } from "../kernel/kernel-memory.js";
import { detectProblem } from "../problems.js";
import type { AbsentPieces } from "./absent-pieces.js";
import { type Segment, segmentBytes } from "./arena.js";

const magic = "Breakwater index";
const preambleBytes = 4096;
const headBytesMax = 64 << 20;

/** Fields of the index in the kernel's own page: all below the allocator's map, and the map of /16s. */
const fields: readonly Segment[] = [
  { at: VERSION, bytes: 0x2000 },
  { at: V4_COARSE, bytes: 0x2000 },
];

export interface SnapshotSource {
  readonly revision: string;
  readonly memory: KernelMemory;
  readonly kernel: KernelExports;
  readonly seed: Uint8Array;
  readonly hot: Segment;
  readonly pieces: readonly Segment[];
  readonly entries: readonly Segment[];
  readonly texts: readonly Segment[];
  readonly sets: readonly Segment[];
  readonly statements: readonly Segment[];
  readonly blocks: readonly Segment[];
}

/** The head of the file. Segments are pairs of address and length; sums are of each MiB in turn. */
interface Head {
  readonly revision: string;
  readonly seed: string;
  readonly hot: Pair;
  readonly pieces: readonly Pair[];
  readonly entries: readonly Pair[];
  readonly texts: readonly Pair[];
  readonly sets: readonly Pair[];
  readonly statements: readonly Pair[];
  readonly blocks: readonly Pair[];
  readonly extents: readonly Pair[];
  readonly sums: readonly string[];
  /** Pieces in order; the first so many are of entries. */
  readonly later: readonly (readonly [mib: number, sum: string])[];
  readonly laterEntries: number;
}
type Pair = readonly [at: number, bytes: number];

export interface Restored {
  readonly revision: string;
  readonly memory: KernelMemory;
  readonly kernel: KernelExports;
  readonly seed: Uint8Array;
  readonly hot: Segment;
  /** All that the index holds, for its accounts. */
  readonly segments: readonly Segment[];
  readonly texts: readonly Segment[];
  readonly sets: readonly Segment[];
  readonly statements: readonly Segment[];
  readonly blocks: readonly Segment[];
  readonly absent: (AbsentPieces & { readonly close: () => void }) | null;
}

export async function saveSnapshot(path: string, source: SnapshotSource): Promise<Problem | null> {
  const made = `${path}.${randomBytes(6).toString("hex")}.new`;
  let file = -1;
  try {
    file = openSync(made, "wx", 0o600);
    write(file, source);
    closeSync(file);
    file = -1;
    const handle = await promises.open(made, "r+");
    await handle.sync().finally(() => handle.close());
    renameSync(made, path);
    const folder = await promises.open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
    return null;
  } catch (error) {
    if (file >= 0) closeSync(file);
    rmSync(made, { force: true });
    return detectProblem("index-unwritable", `${path}: ${(error as Error).message}`);
  }
}

function write(file: number, source: SnapshotSource): void {
  const { memory, kernel } = source;
  const sums: string[] = [];
  const later: [number, string][] = [];
  let position = preambleBytes;
  const put = (at: number, bytes: number): string => {
    writeAll(file, memory.bytes.subarray(at, at + bytes), position);
    position += bytes;
    return sumOf(kernel, at, bytes);
  };
  const isLater = latersOf(source);
  const atOnce = [
    source.hot,
    ...source.pieces,
    ...[...source.entries, ...source.texts].filter((segment) => !isLater(segment)),
    ...source.sets,
    ...source.statements,
    ...source.blocks,
  ];
  const extents = [...fields, ...joined(atOnce)];
  for (const { at, bytes } of extents)
    for (const [from, length] of mebibytes(at, bytes)) sums.push(put(from, length));
  const afterwards = [source.entries.filter(isLater), source.texts.filter(isLater)] as const;
  for (const { at, bytes } of afterwards.flat()) later.push([at / segmentBytes, put(at, bytes)]);
  const head: Head = {
    revision: source.revision,
    seed: Buffer.from(source.seed).toString("hex"),
    hot: pair(source.hot),
    pieces: source.pieces.map(pair),
    entries: source.entries.map(pair),
    texts: source.texts.map(pair),
    sets: source.sets.map(pair),
    statements: source.statements.map(pair),
    blocks: source.blocks.map(pair),
    extents: extents.map(pair),
    sums,
    later,
    laterEntries: afterwards[0].length,
  };
  const text = Buffer.from(JSON.stringify(head), "utf8");
  writeAll(file, text, position);
  const preamble = Buffer.alloc(preambleBytes);
  preamble.write(magic, 0, "latin1");
  preamble.writeUInt32LE(LAYOUT_VERSION, 16);
  preamble.writeUInt32LE(text.length, 20);
  preamble.writeDoubleLE(position, 24);
  createHash("sha256").update(text).digest().copy(preamble, 32);
  writeAll(file, preamble, 0);
}

/** Whole aligned MiBs can come later; the one that texts are being written to comes at once. */
function latersOf({ memory }: SnapshotSource): (segment: Segment) => boolean {
  const next = memory.words[TEXT_NEXT >>> 2] as number;
  return ({ at, bytes }) =>
    bytes === segmentBytes && at % segmentBytes === 0 && !(next >= at && next <= at + bytes);
}

/** An index's memory from its file, or why that can't be used. `prepare` makes the kernel of a new memory. */
export function loadSnapshot(
  path: string,
  prepare: (memory: KernelMemory, seed: Uint8Array) => KernelExports,
): Restored | Problem {
  let file = -1;
  const refuse = (why: string): Problem => {
    if (file >= 0) closeSync(file);
    return detectProblem("index-unreadable", `${path}: ${why}.`);
  };
  try {
    // Not to wait for who writes to a FIFO; for files it says nothing.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return refuse("it is no file");
    const read = readHead(file);
    if (typeof read === "string") return refuse(read);
    const { head, position } = read;
    const memory = new KernelMemory();
    const kernel = prepare(memory, Buffer.from(head.seed, "hex"));
    const end = bringExtents(file, head, memory, kernel);
    if (end < 0) return refuse("it is damaged");
    if (end + head.later.length * segmentBytes !== position) return refuse("it is damaged");
    const pieces = head.later.map(([mib, checksum], nth) => ({
      mib,
      isText: nth >= head.laterEntries,
      checksum,
      position: end + nth * segmentBytes,
    }));
    for (const { mib } of pieces) memory.bytes[ABSENT + mib] = 1;
    memory.words[LAZY >>> 2] = pieces.length > 0 ? 1 : 0;
    kernel.refresh();
    const opened = file;
    file = -1;
    const close = () => closeSync(opened);
    if (pieces.length === 0) close();
    const of = (pairs: readonly Pair[]) => pairs.map(([at, bytes]) => ({ at, bytes }));
    const { hot, entries, texts, sets, statements, blocks, pieces: others } = head;
    return {
      revision: head.revision,
      memory,
      kernel,
      seed: Buffer.from(head.seed, "hex"),
      hot: { at: hot[0], bytes: hot[1] },
      segments: of([hot, ...others, ...entries, ...texts, ...sets, ...statements, ...blocks]),
      texts: of(texts),
      sets: of(sets),
      statements: of(statements),
      blocks: of(blocks),
      absent: pieces.length > 0 ? { file: opened, path, pieces, close } : null,
    };
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function readHead(file: number): { readonly head: Head; readonly position: number } | string {
  const preamble = Buffer.alloc(preambleBytes);
  if (readAll(file, preamble, 0) < preambleBytes) return "it ends early";
  if (preamble.toString("latin1", 0, 16) !== magic) return "it is no saved index";
  if (preamble.readUInt32LE(16) !== LAYOUT_VERSION) return "another version of Breakwater has written it";
  const length = preamble.readUInt32LE(20);
  const position = preamble.readDoubleLE(24);
  if (length > headBytesMax || !Number.isSafeInteger(position) || position < preambleBytes)
    return "it is damaged";
  if (fstatSync(file).size !== position + length) return "it ends early";
  const text = Buffer.alloc(length);
  readAll(file, text, position);
  const sum = createHash("sha256").update(text).digest();
  if (!sum.equals(preamble.subarray(32, 64))) return "it is damaged";
  return { head: JSON.parse(text.toString("utf8")) as Head, position };
}

/** Reads all extents to their addresses; answers where the next thing lies in the file, -1 where a sum is wrong. */
function bringExtents(file: number, head: Head, memory: KernelMemory, kernel: KernelExports): number {
  const own = head.extents.slice(fields.length);
  const later = head.later.map(([mib]): Pair => [mib * segmentBytes, segmentBytes]);
  // From the highest down, so that the memory grows once.
  for (const [at, bytes] of [...own, ...later].sort((a, b) => b[0] - a[0])) memory.claim(at, bytes);
  let position = preambleBytes;
  let nth = 0;
  for (const [extentAt, extentBytes] of head.extents) {
    for (const [at, bytes] of mebibytes(extentAt, extentBytes)) {
      const had = readAll(file, memory.bytes.subarray(at, at + bytes), position);
      if (had < bytes || sumOf(kernel, at, bytes) !== head.sums[nth++]) return -1;
      position += bytes;
    }
  }
  return position;
}

function sumOf(kernel: KernelExports, at: number, bytes: number): string {
  return BigInt.asUintN(64, kernel.checksum(at, bytes)).toString(16);
}

function pair({ at, bytes }: Segment): Pair {
  return [at, bytes];
}

/** Segments in order of address, neighbours as one. */
function joined(segments: readonly Segment[]): Segment[] {
  const extents: { at: number; bytes: number }[] = [];
  for (const { at, bytes } of [...segments].sort((a, b) => a.at - b.at)) {
    const last = extents.at(-1);
    const whole = Math.ceil(bytes / pageBytes) * pageBytes;
    if (last !== undefined && last.at + last.bytes === at) last.bytes += whole;
    else extents.push({ at, bytes: whole });
  }
  return extents;
}

/** An extent in pieces of a MiB: they are compared while they are still in the cache. */
function* mebibytes(at: number, bytes: number): Generator<Pair> {
  for (let from = 0; from < bytes; from += segmentBytes)
    yield [at + from, Math.min(segmentBytes, bytes - from)];
}

function readAll(file: number, target: Uint8Array, position: number): number {
  let had = 0;
  while (had < target.length) {
    const count = readSync(file, target, had, target.length - had, position + had);
    if (count === 0) break;
    had += count;
  }
  return had;
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  let had = 0;
  while (had < bytes.length) had += writeSync(file, bytes, had, bytes.length - had, position + had);
}
