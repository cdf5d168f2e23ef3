/**
 * Writing so that a power cut can't take it back: a file's content by fdatasync, its name by an fsync of the
 * directory. Syncing a directory is slow and serves every name written before it began, so callers that come
 * while one runs share the next one (group commit).
 */
import { type FileHandle, open } from "node:fs/promises";

/** Creates the file of these pieces and syncs it. Fails where it exists: numbers are never used twice. */
export async function writeSynced(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await writeAll(file, pieces);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** In one call as a rule; the system may take less than it was given, and says so. */
async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let left = pieces.filter((piece) => piece.length > 0);
  while (left.length > 0) {
    let { bytesWritten } = await file.writev(left);
    if (bytesWritten === 0) throw new Error("nothing more can be written");
    let whole = 0;
    for (; bytesWritten >= (left[whole]?.length ?? Number.POSITIVE_INFINITY); whole++)
      bytesWritten -= left[whole]?.length ?? 0;
    left = left.slice(whole);
    const cut = left[0];
    if (cut !== undefined && bytesWritten > 0) left[0] = cut.subarray(bytesWritten);
  }
}

export class DirectorySync {
  readonly #folder: string;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  /** How many were done, to see what grouping saves. */
  syncs = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves when a sync that began after this call has ended. */
  sync(): Promise<void> {
    if (this.#running === null) return this.#begin();
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#begin();
      });
    return this.#next;
  }

  #begin(): Promise<void> {
    const running = this.#syncOnce().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async #syncOnce(): Promise<void> {
    this.syncs++;
    const directory = await open(this.#folder, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}
