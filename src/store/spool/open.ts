/**
 * Opens the spool's folder: takes up the batches that were acknowledged, and removes what a kill left of those that
 * were not (temporary files, blocks without a manifest). A manifest that can't be read or lacks a block is set
 * aside under `.damaged`, its blocks with it, and said aloud: only a disk or a person can have done that.
 * The caller holds the lock of the data folder.
 */
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Log, Problem } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import { DirectorySync } from "./durable.js";
import { FileSpool } from "./file-spool.js";
import { blockName, type Entry, manifestName, readEntry, temporaryName } from "./manifest.js";
import { Sequence } from "./sequence.js";
import { readAside } from "./set-aside.js";
import type { Spool } from "./spool.js";

export interface SpoolOptions {
  /** Its own folder, `<data>/spool`. */
  readonly folder: string;
  readonly log: Log;
  /** Whether a batch's consequences are stored already: the state's table `batch` knows. */
  readonly isApplied?: (batchId: string) => Promise<boolean>;
  readonly bytesMax?: number;
}

/** Four hours of 1,000 events a second at 280 bytes a row: a night without the event store loses nothing. */
const bytesMaxDefault = 4 * 1024 * 1024 * 1024;

/** What a path may hold to be named inside of the engine's file patterns. */
const plainPath = /^[^*?{}[\]|\n\r\0]*$/;

export async function openSpool(options: SpoolOptions): Promise<Spool | Problem> {
  const folder = resolve(options.folder);
  if (!plainPath.test(folder))
    return storeProblem("folder-unusable", `${folder} holds one of * ? { } [ ] |, which file patterns use.`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder)).sort();
    const entries = await takeUp(folder, names, options.log);
    const directory = new DirectorySync(folder);
    const sequence = await Sequence.open(folder, directory, highest(names));
    return new FileSpool({
      folder,
      log: options.log,
      bytesMax: options.bytesMax ?? bytesMaxDefault,
      isApplied: options.isApplied ?? (() => Promise.resolve(false)),
      sequence,
      directory,
      entries,
      aside: await readAside(
        folder,
        entries.map(({ id }) => id),
      ),
    });
  } catch (error) {
    return storeProblem("folder-unusable", error instanceof Error ? error.message : String(error));
  }
}

async function takeUp(folder: string, names: readonly string[], log: Log): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let damaged = names.some((name) => name.endsWith(".damaged"));
  for (const name of names) {
    if (!manifestName.test(name)) continue;
    try {
      entries.push(await readEntry(folder, name));
    } catch (error) {
      damaged = true;
      const detail = error instanceof Error ? error.message : String(error);
      log.error({ name, detail }, "a batch in the spool is damaged and was set aside");
      await rename(join(folder, name), join(folder, `${name}.damaged`));
    }
  }
  const kept = new Set(entries.flatMap((entry) => entry.blocks.map((block) => block.path)));
  for (const name of names) {
    const path = join(folder, name);
    // Blocks of a damaged manifest can't be told from orphans, so none is removed while there is one.
    const orphan = blockName.test(name) && !kept.has(path) && !damaged;
    if (orphan || temporaryName.test(name)) await rm(path, { force: true });
  }
  return entries;
}

function highest(names: readonly string[]): number {
  let highest = 0;
  for (const name of names) {
    const number = Number((manifestName.exec(name) ?? blockName.exec(name))?.[1] ?? 0);
    if (number > highest) highest = number;
  }
  return highest;
}
