/**
 * Which files a follower means: a file (there or not yet), a folder (the plain files in it), or a pattern with
 * `*` and `?` in any part. Packed files are left out: they are history, `breakwater send` reads them.
 */
import { readdir, stat } from "node:fs/promises";
import { join, parse, resolve } from "node:path";
import { followFilesMax } from "../limits.js";

const packed = /\.(?:gz|zst|bz2|xz|zip)$/i;
const hasWildcard = (text: string) => /[*?]/.test(text);

/** A part of a pattern as a predicate, in time linear to the name's length times the pattern's. */
export function matchesPart(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    if (pattern[p] === "?" || (pattern[p] === name[n] && pattern[p] !== "*")) {
      p++;
      n++;
    } else if (pattern[p] === "*") {
      star = p++;
      mark = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort().slice(0, 100_000);
}

async function matching(root: string, parts: readonly string[]): Promise<string[]> {
  let found = [root];
  for (const [index, part] of parts.entries()) {
    const next: string[] = [];
    for (const folder of found) {
      if (!hasWildcard(part)) next.push(join(folder, part));
      else
        for (const name of await namesIn(folder)) {
          const hidden = name.startsWith(".") && !part.startsWith(".");
          const skipped = index === parts.length - 1 && packed.test(name);
          if (!hidden && !skipped && matchesPart(part, name)) next.push(join(folder, name));
        }
    }
    found = next.slice(0, followFilesMax * 4);
  }
  return found;
}

/** The files that a path means now; a plain path that isn't there yet means itself. */
export async function filesOf(path: string): Promise<string[]> {
  const whole = resolve(path);
  const { root } = parse(whole);
  if (hasWildcard(whole)) {
    const found = await matching(root, whole.slice(root.length).split("/"));
    const files: string[] = [];
    for (const one of found) if ((await stat(one).catch(() => null))?.isFile()) files.push(one);
    return files;
  }
  const about = await stat(whole).catch(() => null);
  if (about === null || !about.isDirectory()) return [whole];
  return filesOf(join(whole, "*"));
}

/** The folders to watch for a path: up to the first part with a wildcard. */
export function folderOf(path: string): string {
  const whole = resolve(path);
  const at = whole.search(/[*?]/);
  const fixed = at < 0 ? whole : whole.slice(0, at);
  return fixed.endsWith("/") && fixed.length > 1 ? fixed.slice(0, -1) : parse(fixed).dir;
}
