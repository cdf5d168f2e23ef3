/** A pack on disk: read within its bounds, and written whole or not at all. */
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { Refusal } from "../../base/index.js";
import { packBytesMax } from "../../work/index.js";
import { cliProblem } from "../problems.js";

/** The bytes of a file, one more than there may be at most, so that its reader refuses a larger one. */
export async function readPackFile(path: string): Promise<Uint8Array> {
  const missing = (why: string) => new Refusal(cliProblem("path-missing", `${path}: ${why}`));
  try {
    const about = await stat(path);
    if (!about.isFile()) throw missing("it is no file");
    const chunks: Uint8Array[] = [];
    for await (const chunk of createReadStream(path, { end: packBytesMax })) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  } catch (error) {
    throw error instanceof Refusal
      ? error
      : missing((error as NodeJS.ErrnoException).code ?? "it can't be read");
  }
}

/** Written beside its place and moved there when it is on the disk. */
export async function writePackFile(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.part`;
  try {
    const file = await open(draft, "w", 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new Refusal(cliProblem("path-missing", `${path} can't be written: ${(error as Error).message}`));
  }
}
