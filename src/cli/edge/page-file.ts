/**
 * The pages of one set on disk, as the center signed them, one behind the other. What is read back is checked like what
 * comes over the wire. A kill may leave a page half; it is cut off, and asked for again.
 */
import { type FileHandle, open, truncate } from "node:fs/promises";
import { type Log, Problem } from "../../base/index.js";
import { pageBytesMax, readPage, type SetPage } from "../../share/index.js";
import { appendDurable } from "./durable-file.js";

export interface PageFile {
  readonly path: string;
  /** The last whole page's; null in an empty file. */
  readonly last: SetPage["head"] | null;
  readonly bytes: number;
}

/** Reads the pages of a file in order, each whole and checked; answers where the last good one ended. */
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
    let held = Buffer.alloc(0);
    let from = 0;
    let end = 0;
    for (let step = 1 << 20; end < size; ) {
      if (end + held.length < size && held.length < step) {
        const more = Buffer.alloc(Math.min(step - held.length, size - end - held.length));
        const { bytesRead } = await handle.read(more, 0, more.length, end + held.length);
        held = Buffer.concat([held.subarray(from), more.subarray(0, bytesRead)]);
        from = 0;
      }
      const page = readPage(held, publicKey);
      if (page instanceof Problem) {
        // It may only be longer than what was read so far.
        if (end + held.length >= size || step >= pageBytesMax * 2) return { end, fault: page };
        step *= 2;
        continue;
      }
      await visit(page);
      end += page.whole.length;
      held = held.subarray(page.whole.length);
      step = 1 << 20;
    }
    return { end, fault: null };
  } finally {
    await handle.close();
  }
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
