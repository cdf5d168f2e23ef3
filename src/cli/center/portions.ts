/**
 * Cuts what arrives into portions that are the same at every try: bytes are re-cut into even chunks before they
 * are read, so that neither the network's packets nor the sender's writes move a portion's edges. A portion's id
 * is the hash of whose it is, where it came from, its place and its content; sent again it is known again, and
 * nothing else ever has its id.
 */
import { createHash } from "node:crypto";
import type { RecordBatch } from "../../intake/index.js";

/**
 * One portion: 4 MiB is 6,000 to 40,000 records, some 20 ms of work. Each costs the spool 2 ms beside its bytes, as
 * two files are made, synced, read back and removed.
 */
export const portionBytes = 4 * 1024 * 1024;

/** Re-cuts a stream into chunks of exactly `size` bytes, the last one shorter. */
export async function* evenChunks(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let chunk = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const part of source) {
    for (let from = 0; from < part.length; ) {
      const taken = Math.min(size - filled, part.length - from);
      chunk.set(part.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
      if (filled === size) {
        yield chunk;
        chunk = Buffer.allocUnsafe(size);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

/** Gathers batches of records until they make a portion. */
export async function* portionsOf(
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<readonly RecordBatch[]> {
  let portion: RecordBatch[] = [];
  let bytes = 0;
  for await (const batch of batches) {
    portion.push(batch);
    bytes += batch.bytes.length;
    if (bytes < portionBytes) continue;
    yield portion;
    portion = [];
    bytes = 0;
  }
  if (portion.length > 0) yield portion;
}

export interface PortionOwner {
  readonly memberId: string | null;
  readonly origin: string;
  /** The sender's own id of what it sends; empty where it gave none. */
  readonly name: string;
}

/** Ids by which a portion is known that came both with a file's name and without one. */
export interface ContentIds {
  readonly own: string;
  /** What the same content has that came the other way. */
  readonly other: string;
}

/**
 * How a portion is known wherever it came from, for what its sender did not name; null where it did. What comes without
 * a file's name is the same as what comes with one. Two files of different names are two, though their bytes be the
 * same, and so are bodies of two machines: two sensors may write the same line.
 */
export function contentIds(
  owner: PortionOwner & { readonly isBare: boolean },
  place: number,
  portion: readonly RecordBatch[],
): ContentIds | null {
  if (owner.name !== "") return null;
  const hash = portionId({ ...owner, origin: "" }, place, portion);
  const [bare, file] = [`bare ${hash}`, `file ${hash}`];
  return owner.isBare ? { own: bare, other: file } : { own: file, other: bare };
}

/** SHA-256, hex. `place` is the portion's number within what arrived, from 0. */
export function portionId(owner: PortionOwner, place: number, portion: readonly RecordBatch[]): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([owner.memberId, owner.origin, owner.name, place]));
  for (const batch of portion) {
    hash.update(JSON.stringify([batch.format.id, batch.firstLine, batch.head ?? null]));
    hash.update(batch.bytes);
    for (const refusal of batch.refusals) hash.update(`${refusal.line} ${refusal.sample}\n`);
  }
  return hash.digest("hex");
}
