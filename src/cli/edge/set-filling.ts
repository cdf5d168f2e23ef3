/**
 * Puts the pages of a set into an index: into an empty one, or into the one at hand, whose set it takes the place of. In
 * the second case what the new set says is brought first and what only the old one had is taken away after it, so that no
 * value of both is ever missing, and memory holds one index and not two. Which values the new set has is known by 64 bits
 * of each one's salted hash: two of a million values are taken for one another once in some ten million sets, and then
 * one is kept that was to go.
 */
import { createHash, randomBytes } from "node:crypto";
import { setImmediate as letOthersGo } from "node:timers/promises";
import { Problem } from "../../base/index.js";
import type { SetLine, SetPage } from "../../share/index.js";
import { type PageFile, readPages } from "./page-file.js";
import { type Blob, linesIn, type RefLine, type SetApplier } from "./set-index.js";

export interface Filled {
  readonly blobs: Readonly<Record<string, Blob>>;
  readonly blind: number;
}

type Bringing = Exclude<RefLine, { readonly gone: true }>;

/** Calls `visit` for each page's lines, and lets others go in between. */
async function eachPage(
  path: string,
  publicKey: string,
  visit: (lines: readonly SetLine[], page: SetPage) => void,
): Promise<void> {
  await readPages(path, publicKey, async (page) => {
    visit(linesOf(page), page);
    await letOthersGo();
  });
}

function linesOf(page: SetPage): readonly SetLine[] {
  const lines = linesIn(page);
  return lines instanceof Problem ? [] : lines;
}

/** Refs that a file's pages say are gone, each with the last place where they do. */
async function goneIn(path: string, publicKey: string): Promise<ReadonlyMap<string, number>> {
  const lastGone = new Map<string, number>();
  let place = 0;
  await readPages(path, publicKey, (page) => {
    if (page.body.includes('"gone":true'))
      for (const [at, line] of linesOf(page).entries())
        if ("gone" in line) lastGone.set(line.ref, place + at);
    place += page.head.lines;
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
  let blind = 0;
  let place = 0;
  await eachPage(path, publicKey, (lines, page) => {
    const said = lines.flatMap((line) => ("blob" in line ? [line] : []));
    if (said.length > 0)
      blobs = Object.fromEntries(said.map(({ blob, version, content }) => [blob, { version, content }]));
    for (const [at, line] of lines.entries()) {
      if ("blob" in line || "gone" in line || (lastGone.get(line.ref) ?? -1) > place + at) continue;
      applier.bring(line);
      onLine(line);
      if ("blind" in line) blind++;
    }
    place += page.head.lines;
  });
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
  await eachPage(before.path, publicKey, (old) => {
    for (const line of old)
      if ("ref" in line && !("gone" in line) && !values.has(line)) applier.takeBack(line);
  });
  return filled;
}

/** Values as 64 bits each in a table that is at most three quarters full: some 11 MB for a million. */
class ValueSet {
  readonly #salt = randomBytes(16).toString("latin1");
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
    const hash = createHash("sha256").update(this.#salt, "latin1").update(text).digest();
    const high = hash.readUInt32LE(0) | 1; // 0 is a free slot
    const low = hash.readUInt32LE(4);
    let slot = hash.readUInt32LE(8) % this.#slots;
    while (this.#table[slot * 2] !== 0) {
      if (this.#table[slot * 2] === high >>> 0 && this.#table[slot * 2 + 1] === low) break;
      slot = (slot + 1) % this.#slots;
    }
    return [slot, high >>> 0, low];
  }
}
