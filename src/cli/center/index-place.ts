/**
 * The place of the saved index in the data folder, made ready at a start: what a kill while saving has left there is
 * cleared, and what is no file (a folder, a FIFO, a socket, a device) is set aside, since it can't be read as an index
 * and may not be written over. Both are told in the log; nothing here stops a start. The folder must be locked.
 */
import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Log, newId } from "../../base/index.js";

export function readyIndexPlace(path: string, log: Log): void {
  const folder = dirname(path);
  const names = attempt(() => readdirSync(folder), log) ?? [];
  // `saveSnapshot` writes under such a name before the file is whole.
  const unfinished = names.filter(
    (name) => name.startsWith(`${basename(path)}.`) && /\.[0-9a-f]{12}\.new$/.test(name),
  );
  for (const name of unfinished) attempt(() => rmSync(join(folder, name)), log);
  if (unfinished.length > 0)
    log.info({ files: unfinished.length }, "what an interrupted saving of the index has left was cleared");
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  const aside = `${path}.aside-${newId()}`;
  attempt(() => {
    renameSync(path, aside);
    log.warn({ path, aside }, "what stands in the place of the saved index is no file and was set aside");
  }, log);
}

function attempt<T>(step: () => T, log: Log): T | null {
  try {
    return step();
  } catch (error) {
    log.warn({ error: (error as Error).message }, "the place of the saved index can't be made ready");
    return null;
  }
}
