/**
 * Paths as streams of bytes: files, folders, `-` for standard input, and what is packed in gzip, Zstandard and
 * tar, told by their first bytes and not by their names. Paths are relative to the argument they came from, tar
 * members stand below their archive. Order is that of the sorted names, so that two runs read alike.
 *
 * A damaged archive gives what came before the damage; then its `bytes` end and `damage()` says why. Links that
 * lead back up are followed once. Each input must be read (or left) before the next is asked for.
 */
import { closeSync, createReadStream, openSync, readSync, type Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Problem, Refusal } from "../base/index.js";
import { batchBytesDefault, folderDepthMax, recordBytesMax } from "./limits.js";
import { intakeProblem } from "./problems.js";
import { tarMembers } from "./unpack/tar.js";
import { isTar, peek, unpacked } from "./unpack/unpack.js";

export interface Input {
  /** Relative to the argument: `conn.log`, `sub/conn.log.gz`, `all.tar.gz/conn.log`. */
  readonly path: string;
  /** Base name without `.gz`, `.zst`; what formats see. Empty for standard input. */
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Size as it is stored (packed); 0 where unknown. */
  readonly sizeBytes: number;
  /** After `bytes` has ended: why it ended early, or null. */
  damage(): Problem | null;
}

/** Read at once: as much as a batch, so that most of it goes on as it came. */
const readBytes = { highWaterMark: batchBytesDefault };

const packedSuffix = /\.(gz|gzip|zst|zstd)$/i;

export function nameOf(path: string): string {
  return basename(path).replace(packedSuffix, "");
}

export interface InputOptions {
  /** Read in place of the process's standard input. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /**
   * Portions of plain files may be lent: their memory is used again some portions later. For who is done with a
   * batch before asking for the next; fresh memory for each costs more than reading it.
   */
  readonly lent?: boolean;
}

/** A record may lie across as many portions as it has bytes for, and one at each end; two more are on their way. */
const lentBuffers = Math.ceil(recordBytesMax / batchBytesDefault) + 4;

async function* readFileLent(path: string): AsyncGenerator<Uint8Array> {
  const buffers = Array.from({ length: lentBuffers }, () => Buffer.allocUnsafeSlow(batchBytesDefault));
  const file = openSync(path, "r");
  try {
    for (let turn = 0; ; turn++) {
      const buffer = buffers[turn % lentBuffers] as Buffer;
      const read = readSync(file, buffer, 0, buffer.length, null);
      if (read === 0) return;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

export async function* openInputs(
  paths: readonly string[],
  options: InputOptions = {},
): AsyncGenerator<Input> {
  for (const path of paths) {
    if (path === "-") {
      yield* opened("-", "", options.stdin ?? process.stdin, 0);
      continue;
    }
    const found = await stat(path).catch(() => null);
    if (found === null) yield refused(basename(path), `${path} does not exist, or may not be seen.`);
    else if (found.isDirectory())
      yield* inFolder({ root: path, lent: options.lent === true }, "", new Set(), 0);
    else
      yield* opened(basename(path), nameOf(path), readStored(path, found, options.lent === true), found.size);
  }
}

/** Portions of their own, for a reader that keeps them as long as it likes. */
async function* owned(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const portion of bytes) yield Uint8Array.from(portion);
}

/** Pipes and devices answer when they have something, so only files are lent. */
function readStored(path: string, found: Stats, lent: boolean): AsyncIterable<Uint8Array> {
  return lent && found.isFile() ? readFileLent(path) : createReadStream(path, readBytes);
}

async function* inFolder(
  { root, lent }: { readonly root: string; readonly lent: boolean },
  below: string,
  above: ReadonlySet<string>,
  depth: number,
): AsyncGenerator<Input> {
  const folder = join(root, below);
  const real = await realpath(folder).catch(() => folder);
  if (above.has(real) || depth > folderDepthMax) return;
  const names = await readdir(folder).catch(() => null);
  if (names === null) return yield refused(below, `The folder ${folder} can't be read.`);
  for (const name of names.sort()) {
    const path = below === "" ? name : `${below}/${name}`;
    const found = await stat(join(root, path)).catch(() => null);
    if (found === null) yield refused(path, `${path} is a link to nothing, or may not be seen.`);
    else if (found.isDirectory()) yield* inFolder({ root, lent }, path, new Set([...above, real]), depth + 1);
    else if (found.isFile())
      yield* opened(path, nameOf(path), readStored(join(root, path), found, lent), found.size);
  }
}

/** One stored file: itself, or the members of the archive that it is. */
async function* opened(
  path: string,
  fileName: string,
  stored: AsyncIterable<Uint8Array>,
  sizeBytes: number,
): AsyncGenerator<Input> {
  let problem: Problem | null = null;
  const noting = (found: Problem): void => {
    problem ??= found;
  };
  const bytes = stopping(unpacked(stored), path, noting);
  const { head, all, close } = await peek(bytes, 512);
  if (!isTar(head)) {
    try {
      yield { path, fileName, bytes: all, sizeBytes, damage: () => problem };
    } finally {
      await close();
    }
    return;
  }
  let told = false;
  for await (const member of stopping(tarMembers(owned(all)), path, noting)) {
    const within = `${path}/${member.name}`;
    let broken: Problem | null = null;
    const content = stopping(unpacked(member.bytes), within, (found) => {
      broken = found;
      told = true;
    });
    yield {
      path: within,
      fileName: nameOf(within),
      bytes: content,
      sizeBytes: member.sizeBytes,
      damage: () => broken,
    };
  }
  if (problem !== null && !told) yield { path, fileName, bytes: none(), sizeBytes: 0, damage: () => problem };
}

/** Ends a stream where it throws, and says why. */
async function* stopping<T>(
  source: AsyncIterable<T>,
  path: string,
  note: (problem: Problem) => void,
): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    if (error instanceof Refusal) note(error.problem);
    else
      note(
        intakeProblem(
          "input-unreadable",
          `${path}: ${error instanceof Error ? error.message : "unreadable"}`,
        ),
      );
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

function refused(path: string, detail: string): Input {
  const problem = intakeProblem("input-unreadable", detail);
  return { path, fileName: nameOf(path), bytes: none(), sizeBytes: 0, damage: () => problem };
}
