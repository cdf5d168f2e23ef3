/**
 * Writing so that a power cut can't take it back: a file's content by fdatasync, its name by an fsync of the
 * directory. Syncing a directory is slow and serves every name written before it began, so callers that come
 * while one runs share the next one (group commit).
 */
import { open } from "node:fs/promises";

/** Creates the file with this content and syncs it. Fails where it exists: numbers are never used twice. */
export async function writeSynced(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
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
