/**
 * Opens feeds: every file below the arguments as one bounded text (`feed-text.ts`). Files that accompany feeds
 * and hold no indicators (read-me, licence, a MISP feed's own lists) are passed over, each by name.
 */
import { basename, dirname } from "node:path";
import { type OpenedFile, openFiles, openLimits, type Problem, Refusal } from "../base/index.js";
import { FeedText } from "./feed-text.js";
import { feedBytesMax } from "./limits.js";
import { intelProblem } from "./problems.js";
import { isFeedFolder } from "./source-name.js";

export type OpenedFeed =
  | { readonly file: OpenedFile; readonly text: FeedText }
  | { readonly path: string; readonly problem: Problem }
  | { readonly path: string; readonly passedOver: string };

const limits = { ...openLimits, bytesMax: feedBytesMax };

export async function* openFeeds(paths: readonly string[]): AsyncGenerator<OpenedFeed> {
  for await (const file of openFiles(paths, limits)) {
    if ("problem" in file) {
      yield file;
      continue;
    }
    const reason = accompanies(file);
    if (reason !== null) {
      yield { path: file.path, passedOver: reason };
      continue;
    }
    try {
      yield { file, text: new FeedText(await readAll(file.bytes)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const large = error.problem.code === "base.archive-too-large";
      yield {
        path: file.path,
        problem: large ? intelProblem("feed-too-large", error.problem.detail) : error.problem,
      };
    }
  }
}

/** Why a file is no feed, or null. */
function accompanies(file: OpenedFile): string | null {
  const name = basename(file.path);
  if (/^(readme|licen[sc]e|copying|notice|changelog|contributing)(\.[a-z]+)?$/i.test(name))
    return "it is written for people";
  if (/\.(asc|sig|md5|sha256|sha512)$/i.test(name)) return "it is a signature or checksum";
  if (/^(manifest\.json|hashes\.csv)$/i.test(name) && isFeedFolder(dirname(file.diskPath)))
    return "it is a MISP feed's own list; its events are read";
  return null;
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}
