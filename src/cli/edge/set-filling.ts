/**
 * Puts the pages of a set into an index: into an empty one, or into the one at hand, whose set it takes the place of. In
 * the second case what the new set says is brought first and what only the old one had is taken away after it, so that no
 * value of both is ever missing, and memory holds one index and not two. Which values the new set has is known by 64 bits
 * of each one's salted hash: two of a million values are taken for one another once in some ten million sets, and then
 * one is kept that was to go.
 */
import { hash, randomBytes } from "node:crypto";
import { setImmediate as letOthersGo } from "node:timers/promises";
import type { SetLine } from "../../share/index.js";
import { type PageFile, readPages } from "./page-file.js";
import { type Blob, eachLine, type RefLine, type SetApplier, takeBlob } from "./set-index.js";
import { sweep } from "./sweep.js";

export interface Filled {
  readonly blobs: Readonly<Record<string, Blob>>;
  readonly blind: number;
}

type Bringing = Exclude<RefLine, { readonly gone: true }>;

/** A sweep takes some hundredths of a second, the lines a second or two; they leave some 10 MB behind. */
const sweptLines = 100_000;

/** Calls `visit` for each line of a file's pages with its place in the file, and lets others go between two pages. */
async function eachLineOf(
  path: string,
  publicKey: string,
  visit: (line: SetLine, place: number) => void,
  onPage: () => void = () => undefined,
): Promise<void> {
  let before = 0;
  let unswept = 0;
  await readPages(path, publicKey, async (page) => {
    onPage();
    eachLine(page, (line, at) => visit(line, before + at));
    before += page.head.lines;
    unswept += page.head.lines;
    if (unswept >= sweptLines) {
      sweep();
      unswept = 0;
    }
    await letOthersGo();
  });
}

/** Refs that a file's pages say are gone, each with the last place where they do. */
async function goneIn(path: string, publicKey: string): Promise<ReadonlyMap<string, number>> {
  const lastGone = new Map<string, number>();
  let before = 0;
  await readPages(path, publicKey, async (page) => {
    if (page.body.includes('"gone":true'))
      eachLine(page, (line, at) => {
        if ("gone" in line) lastGone.set(line.ref, before + at);
      });
    before += page.head.lines;
    await letOthersGo();
  });
  return lastGone;
}

/** Brings all of a file's pages; what they take back later is left out. */
export async function fillFrom(
  { path }: PageFile,
  publicKey: string,
  applier: SetApplier,
  onLine: (line: Bringing) => void = () => undefined,
): Promise<Filled> {
  const lastGone = await goneIn(path, publicKey);
  let blobs: Record<string, Blob> = {};
  let before: Readonly<Record<string, Blob>> = {};
  let saysBlobs = false;
  let blind = 0;
  await eachLineOf(
    path,
    publicKey,
    (line, place) => {
      if ("blob" in line) {
        // Those of one page replace all that were there before.
        if (!saysBlobs) {
          before = blobs;
          blobs = {};
        }
        saysBlobs = true;
        takeBlob(blobs, line, before);
        return;
      }
      if ("gone" in line || (lastGone.get(line.ref) ?? -1) > place) return;
      applier.bring(line);
      onLine(line);
      if ("blind" in line) blind++;
    },
    () => {
      saysBlobs = false;
    },
  );
  return { blobs, blind };
}

/** Brings all of `next` into an index that holds what `before` says, and takes away what only that says. */
export async function replaceWith(
  next: PageFile,
  before: PageFile,
  publicKey: string,
  applier: SetApplier,
): Promise<Filled> {
  let lines = 0;
  await readPages(next.path, publicKey, ({ head }) => {
    lines += head.lines;
  });
  const values = new ValueSet(lines);
  const filled = await fillFrom(next, publicKey, applier, (line) => values.add(line));
  await eachLineOf(before.path, publicKey, (line) => {
    if ("ref" in line && !("gone" in line) && !values.has(line)) applier.takeBack(line);
  });
  return filled;
}

/** Values as 64 bits each in a table that is at most three quarters full: some 11 MB for a million. */
class ValueSet {
  readonly #salt = randomBytes(16).toString("hex");
  readonly #table: Uint32Array;
  readonly #slots: number;

  constructor(valuesMax: number) {
    this.#slots = Math.ceil((valuesMax * 4) / 3) + 1;
    this.#table = new Uint32Array(this.#slots * 2);
  }

  add(line: Bringing): void {
    const [slot, high, low] = this.#find(line);
    this.#table[slot * 2] = high;
    this.#table[slot * 2 + 1] = low;
  }

  has(line: Bringing): boolean {
    const [slot] = this.#find(line);
    return this.#table[slot * 2] !== 0;
  }

  /** Its slot, or the free one where it would go. */
  #find(line: Bringing): readonly [slot: number, high: number, low: number] {
    const text = "blind" in line ? `blind ${line.type} ${line.blind}` : `${line.type} ${line.value}`;
    // In one step: an object for each of a million values would wait to be swept with all that hangs on it.
    const digest = hash("sha256", `${this.#salt}${text}`, "buffer");
    const high = digest.readUInt32LE(0) | 1; // 0 is a free slot
    const low = digest.readUInt32LE(4);
    let slot = digest.readUInt32LE(8) % this.#slots;
    while (this.#table[slot * 2] !== 0) {
      if (this.#table[slot * 2] === high >>> 0 && this.#table[slot * 2 + 1] === low) break;
      slot = (slot + 1) % this.#slots;
    }
    return [slot, high >>> 0, low];
  }
}
