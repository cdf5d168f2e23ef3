/** Small files that a kill leaves as they were or as they are to be: written beside their place, synced, renamed. */
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DirectorySync, writeSynced } from "../../store/index.js";

export async function writeDurable(path: string, content: string | Uint8Array): Promise<void> {
  await rm(`${path}.new`, { force: true });
  await writeSynced(`${path}.new`, [typeof content === "string" ? Buffer.from(content) : content]);
  await rename(`${path}.new`, path);
  await new DirectorySync(dirname(path)).sync();
}

/** Appends and syncs; the file's name is safe from its first time on. */
export async function appendDurable(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, "a", 0o600);
  try {
    const { size } = await handle.stat();
    await handle.appendFile(content);
    await handle.datasync();
    if (size === 0) await new DirectorySync(dirname(path)).sync();
  } finally {
    await handle.close();
  }
}

/** The text of a file; null where there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
