/**
 * The pages of one set on disk, as the center signed them, one behind the other. What is read back is checked like what
 * comes over the wire. A kill may leave a page half; it is cut off, and asked for again.
 */
import { type FileHandle, open, truncate } from "node:fs/promises";
import { type Log, Problem } from "../../base/index.js";
import { pageBytesMax, readPage, type SetPage } from "../../share/index.js";
import { appendDurable } from "./durable-file.js";

/** What is read at once: some pages. */
const stepBytes = 2 << 20;

export interface PageFile {
  readonly path: string;
  /** The last whole page's; null in an empty file. */
  readonly last: SetPage["head"] | null;
  readonly bytes: number;
}

/**
 * Reads the pages of a file in order, each whole and checked; answers where the last good one ended. A page is there while
 * `visit` has it and no longer: the next one stands in the same bytes.
 */
export async function readPages(
  path: string,
  publicKey: string,
  visit: (page: SetPage) => void | Promise<void>,
): Promise<{ readonly end: number; readonly fault: Problem | null }> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch {
    return { end: 0, fault: null };
  }
  try {
    const { size } = await handle.stat();
    let held = Buffer.allocUnsafeSlow(Math.min(stepBytes, size));
    let had = 0;
    let end = 0;
    while (end < size) {
      const { bytesRead } = await handle.read(held, had, held.length - had, end + had);
      had += bytesRead;
      const { from, fault } = await visitWhole(held.subarray(0, had), publicKey, visit);
      held.copyWithin(0, from, had);
      had -= from;
      end += from;
      if (from > 0) continue;
      // It may only be longer than what was read so far.
      if (bytesRead === 0 || end + had >= size || held.length >= pageBytesMax * 2) return { end, fault };
      if (had < held.length) continue;
      held = Buffer.concat([held], Math.min(held.length * 2, size - end));
    }
    return { end, fault: null };
  } finally {
    await handle.close();
  }
}

/** Visits the whole pages that some bytes begin with; answers where they end, and why not later. */
async function visitWhole(
  bytes: Buffer,
  publicKey: string,
  visit: (page: SetPage) => void | Promise<void>,
): Promise<{ readonly from: number; readonly fault: Problem | null }> {
  let from = 0;
  while (from < bytes.length) {
    const page = readPage(bytes, publicKey, from);
    if (page instanceof Problem) return { from, fault: page };
    await visit(page);
    from += page.whole.length;
  }
  return { from, fault: null };
}

/** Looks through a file and cuts off what is no whole page any more. */
export async function openPageFile(
  path: string,
  publicKey: string,
  log: Log,
  visit: (page: SetPage) => void | Promise<void> = () => undefined,
): Promise<PageFile> {
  let last: SetPage["head"] | null = null;
  let bytes = 0;
  let follows = true;
  const { fault } = await readPages(path, publicKey, async (page) => {
    // Pages that were moved or left out are no set.
    follows &&= last === null || (page.head.epoch === last.epoch && page.head.sequence === last.sequence + 1);
    if (!follows) return;
    await visit(page);
    last = page.head;
    bytes += page.whole.length;
  });
  if (fault !== null || !follows) {
    const why = fault?.detail ?? "a page is not the next one";
    log.warn({ path, why }, "the end of the kept set can't be used and is asked for again");
    await truncate(path, bytes);
  }
  return { path, last, bytes };
}

export const appendPage = (path: string, page: SetPage): Promise<void> => appendDurable(path, page.whole);
