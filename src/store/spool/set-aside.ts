/**
 * Batches whose consequences can't be stored for what is in them: their outcomes, in a folder of their own inside of the
 * spool's, so that nobody else's batch waits behind them and none is lost. Their events are in the event store by then,
 * so the file that is kept names no blocks: moved back into the spool's folder it is a whole batch again.
 */
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { DirectorySync, writeSynced } from "./durable.js";
import { type Entry, manifestName, readManifest } from "./manifest.js";

const folderOf = (spool: string): string => join(spool, "set-aside");

/** Writes a batch's outcome to the folder, safe from a power cut; its files in the spool stay. Answers the path. */
export async function keepAside(spool: string, entry: Entry): Promise<string> {
  const folder = folderOf(spool);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await new DirectorySync(spool).sync();
  const path = join(folder, basename(entry.path));
  const manifest = await readManifest(entry.path);
  // A kill between two tries leaves what the next one writes anew.
  await rm(`${path}.tmp`, { force: true });
  await writeSynced(`${path}.tmp`, [Buffer.from(JSON.stringify({ ...manifest, blocks: [] }))]);
  await rename(`${path}.tmp`, path);
  await new DirectorySync(folder).sync();
  return path;
}

/** The ids of what was set aside before and is not in the spool again. What was moved back leaves the count. */
export async function readAside(spool: string, pending: readonly string[]): Promise<readonly string[]> {
  const folder = folderOf(spool);
  const names = await readdir(folder).catch(() => [] as string[]);
  const ids: string[] = [];
  for (const name of names) {
    if (!manifestName.test(name)) continue;
    // One that a person has damaged still counts, under its name.
    const id = await readManifest(join(folder, name)).then(
      (manifest) => manifest.id,
      () => name,
    );
    if (!pending.includes(id)) ids.push(id);
  }
  return ids;
}
