/**
 * What a feed is called, and how sure it is where it does not say so itself. The name is that of the file or
 * archive it came as, without endings, so that tomorrow's copy is the same source; a feed folder of MISP is one
 * source, by the folder's name. Confidence follows STIX 2.1 appendix A: 70 and more is high.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { OpenedFile } from "../base/index.js";
import type { FeedFormat } from "./feed-format.js";

const ending = /\.(txt|csv|tsv|json|jsonl|ndjson|md|list|lst|zone|rpz|conf|hosts|dat|intel)$/i;

export function sourceName(file: OpenedFile, format: FeedFormat): string {
  if (format.id === "misp" && isFeedFolder(dirname(file.diskPath)))
    return basename(dirname(join(process.cwd(), file.diskPath)));
  let name = file.archive ?? file.fileName;
  while (ending.test(name)) name = name.replace(ending, "");
  if (name === "" || name === "-") name = format.id;
  return format.publisher === undefined ? name : `${format.publisher}/${name}`;
}

/** A folder with a `manifest.json` is a MISP feed: one event a file. */
export function isFeedFolder(folder: string): boolean {
  return existsSync(join(folder, "manifest.json"));
}

/** How sure a source is of what it lists, where the feed does not say. Documented in docs/indicator-formats.md. */
const knownConfidence: readonly (readonly [RegExp, number])[] = [
  [/^maltrail\/malware$/, 75],
  [/^maltrail\/malicious$/, 60],
  [/^maltrail\/suspicious$/, 40],
  [/^maltrail\/misc$/, 20],
];

export const defaultConfidence = 50;

export function confidenceOf(source: string): number {
  return knownConfidence.find(([name]) => name.test(source))?.[1] ?? defaultConfidence;
}
