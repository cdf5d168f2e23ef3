/**
 * The spool as files in one folder. A batch is acknowledged in this order: blocks written and synced; manifest
 * written under a temporary name and synced; renamed; directory synced. A kill before the rename leaves files
 * that the next opening removes; a kill after it leaves a batch that will be drained. Removal goes the other
 * way round, manifest first.
 */
import { rename, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import { assert, type Log, type Problem } from "../../base/index.js";
import type { BatchOutcome } from "../../model/index.js";
import type { FinishedBlock } from "../events/block-builder.js";
import { storeProblem } from "../problems.js";
import { type DirectorySync, writeSynced } from "./durable.js";
import { blockFile, type Entry, entryOf, type Manifest, manifestFile, readManifest } from "./manifest.js";
import type { Sequence } from "./sequence.js";
import { keepAside } from "./set-aside.js";
import type { Spool, SpoolDepth, SpooledBatch } from "./spool.js";

const rowBits = 20;
/** Free space that is left to the databases: a full disk stops them in worse ways than a full spool does. */
const freeBytesMin = 256 * 1024 * 1024;

export interface FileSpoolParts {
  readonly folder: string;
  readonly log: Log;
  readonly bytesMax: number;
  readonly isApplied: (batchId: string) => Promise<boolean>;
  readonly sequence: Sequence;
  readonly directory: DirectorySync;
  readonly entries: readonly Entry[];
  /** Ids of batches that were set aside. */
  readonly aside: readonly string[];
}

export class FileSpool implements Spool {
  readonly #parts: FileSpoolParts;
  readonly #entries = new Map<string, Entry>();
  readonly #replayed: ReadonlySet<string>;
  /** What was set aside was acknowledged, and is known when it comes again. */
  readonly #aside: Set<string>;
  readonly #writing = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(batch: SpooledBatch) => void>();
  #bytes = 0;
  #rows = 0;
  #closed = false;

  constructor(parts: FileSpoolParts) {
    this.#parts = parts;
    this.#replayed = new Set(parts.entries.map((entry) => entry.id));
    this.#aside = new Set(parts.aside);
    for (const entry of parts.entries) this.#add(entry);
  }

  async put(
    outcome: BatchOutcome,
    blocks: readonly FinishedBlock[],
  ): Promise<"stored" | "duplicate" | Problem> {
    const { id } = outcome.meta;
    // Of two at once with one id, the second waits: if the first fails, it is the second's to store.
    while (this.#writing.has(id)) await this.#writing.get(id);
    const writing = this.#putOnce(outcome, blocks);
    this.#writing.set(id, writing);
    try {
      const answer = await writing;
      const entry = this.#entries.get(id);
      if (answer === "stored" && entry !== undefined)
        for (const listener of this.#listeners) listener(this.#batchOf(entry));
      return answer;
    } finally {
      this.#writing.delete(id);
      for (const block of blocks) block.release();
    }
  }

  *pending(): Iterable<SpooledBatch> {
    const entries = [...this.#entries.values()].sort((a, b) => a.sequence - b.sequence);
    for (const entry of entries) yield this.#batchOf(entry);
  }

  async done(batchId: string): Promise<void> {
    const entry = this.#entries.get(batchId);
    if (entry === undefined) return;
    await remove(entry.path);
    this.#entries.delete(batchId);
    this.#bytes -= entry.bytes;
    this.#rows -= rowsOf(entry);
    for (const block of entry.blocks) await remove(block.path);
  }

  async setAside(batchId: string): Promise<string> {
    const entry = this.#entries.get(batchId);
    assert(entry !== undefined, "only a batch that is in the spool is set aside");
    const path = await keepAside(this.#parts.folder, entry);
    this.#aside.add(batchId);
    await this.done(batchId);
    return path;
  }

  knows(batchId: string): boolean {
    return this.#entries.has(batchId) || this.#aside.has(batchId);
  }

  depth(): SpoolDepth {
    const { bytesMax } = this.#parts;
    return {
      batches: this.#entries.size,
      rows: this.#rows,
      bytes: this.#bytes,
      bytesMax,
      setAside: this.#aside.size,
    };
  }

  onStored(listener: (batch: SpooledBatch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#writing.values());
    this.#listeners.clear();
  }

  async #putOnce(outcome: BatchOutcome, blocks: readonly FinishedBlock[]) {
    const { id } = outcome.meta;
    if (this.#closed) return storeProblem("spool-failed", "The spool is being closed.");
    if (this.knows(id) || (await this.#parts.isApplied(id))) return "duplicate";
    const { folder, sequence } = this.#parts;
    const first = await sequence.take(Math.max(1, blocks.length));
    const manifest = manifestOf(outcome, blocks, first);
    const text = JSON.stringify(manifest);
    const path = join(folder, manifestFile(first, id));
    const entry = entryOf(folder, path, manifest, Buffer.byteLength(text));
    const full = await this.#reserve(entry.bytes);
    if (full !== null) return full;
    try {
      await this.#write(entry, blocks, text);
    } catch (error) {
      await this.#unwrite(entry);
      const detail = error instanceof Error ? error.message : String(error);
      this.#parts.log.error({ detail }, "the spool could not be written");
      return storeProblem("spool-failed", detail);
    } finally {
      this.#bytes -= entry.bytes;
    }
    this.#add(entry);
    return "stored";
  }

  async #write(entry: Entry, blocks: readonly FinishedBlock[], manifest: string): Promise<void> {
    const { directory } = this.#parts;
    await Promise.all(
      entry.blocks.map(async (spooled, index) => {
        const block = blocks[index];
        if (block !== undefined) {
          number(block, BigInt(spooled.first.id));
          await writeSynced(spooled.path, block.pieces);
        }
      }),
    );
    await writeSynced(`${entry.path}.tmp`, [Buffer.from(manifest)]);
    await rename(`${entry.path}.tmp`, entry.path);
    await directory.sync();
  }

  async #unwrite(entry: Entry): Promise<void> {
    const paths = [entry.path, `${entry.path}.tmp`, ...entry.blocks.map((block) => block.path)];
    for (const path of paths) await remove(path).catch(() => undefined);
  }

  /** Counts the bytes before they are written, or says why there is no room. */
  async #reserve(more: number): Promise<Problem | null> {
    const { bytesMax, folder } = this.#parts;
    const disk = await statfs(folder);
    const free = disk.bavail * disk.bsize;
    if (free - more < freeBytesMin)
      return storeProblem("spool-full", `The disk of ${folder} has ${free} bytes left.`);
    // No await between looking and counting, so that many at once can't pass the bound together.
    if (this.#bytes + more <= bytesMax) {
      this.#bytes += more;
      return null;
    }
    return storeProblem(
      "spool-full",
      `${this.#entries.size} batches (${this.#bytes} bytes) wait to be stored; ${bytesMax} bytes are allowed.`,
    );
  }

  #batchOf({ id, sequence, blocks, path }: Entry): SpooledBatch {
    const replayed = this.#replayed.has(id);
    return { id, sequence, path, blocks, replayed, outcome: async () => (await readManifest(path)).outcome };
  }

  #add(entry: Entry): void {
    this.#entries.set(entry.id, entry);
    this.#bytes += entry.bytes;
    this.#rows += rowsOf(entry);
  }
}

/** As `rm` with `force` does it, in one call of the system instead of two. */
async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

function rowsOf(entry: Entry): number {
  return entry.blocks.reduce((sum, block) => sum + block.rows, 0);
}

function manifestOf(outcome: BatchOutcome, blocks: readonly FinishedBlock[], first: number): Manifest {
  return {
    version: 1,
    id: outcome.meta.id,
    sequence: first,
    blocks: blocks.map((block, index) => ({
      file: blockFile(first + index),
      day: block.day,
      mark: block.mark,
      rows: block.rows,
      bytes: block.byteLength,
      first: { timeUs: block.firstTimeUs, id: String(BigInt(first + index) << BigInt(rowBits)) },
    })),
    outcome,
  };
}

/** Completes the ids of a block: the builder counted rows, the number of the block comes above them. */
function number({ pieces, idPiece, rows }: FinishedBlock, firstId: bigint): void {
  const ids = pieces[idPiece];
  assert(ids?.length === rows * 8, "a block has an id for each row");
  const view = new DataView(ids.buffer, ids.byteOffset, ids.length);
  const high = Number(firstId >> 32n);
  const low = Number(firstId & 0xffff_ffffn);
  for (let row = 0; row < rows; row++) {
    view.setUint32(row * 8, low + row, true);
    view.setUint32(row * 8 + 4, high, true);
  }
}
