/**
 * `breakwater intel extract`: observables out of files or standard input, on this machine alone, no center needed.
 * Observables go to stdout, notes on what was not read to stderr. A file that can't be read is said and the
 * others are still searched; the exit code is 1 then.
 */
import { type OpenedFile, openFiles, openLimits, Problem, Refusal } from "../base/index.js";
import {
  AllowLists,
  type Extraction,
  extract,
  openFeeds,
  readAllowList,
  reportBytesMax,
} from "../intel/index.js";
import { table } from "./answering.js";
import { harmless } from "./output.js";

export interface ExtractOptions {
  readonly json?: boolean;
  readonly allow: readonly string[];
  readonly own: readonly string[];
}

async function allowListsAt(paths: readonly string[]): Promise<AllowLists> {
  const lists = [];
  for await (const opened of openFeeds(paths)) {
    if ("passedOver" in opened) continue;
    if ("problem" in opened) throw new Refusal(opened.problem);
    for (const list of readAllowList(opened.text.whole, opened.file.fileName)) {
      if (list instanceof Problem) throw new Refusal(list);
      lists.push(list);
    }
  }
  return new AllowLists(lists);
}

/** One byte more than is allowed, so that what is too large is refused as such. */
async function bytesOf(file: OpenedFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > reportBytesMax) break;
  }
  return Buffer.concat(chunks);
}

function write(path: string | null, { observables, notes }: Extraction, options: ExtractOptions): void {
  const at = path === null ? {} : { path };
  if (options.json) {
    for (const { kind, value, text, line, confidence } of observables)
      process.stdout.write(
        `${JSON.stringify({ type: "observable", ...at, kind, value, text, line, confidence })}\n`,
      );
  } else {
    const rows = observables.map((one) => [one.kind, one.value, String(one.line), String(one.confidence)]);
    if (path !== null) process.stdout.write(`${harmless(path)}\n`);
    process.stdout.write(`${table(["kind", "value", "line", "sure"], rows).map(harmless).join("\n")}\n`);
  }
  for (const note of notes)
    process.stderr.write(`${path === null ? "" : `${harmless(path)}: `}${harmless(note)}\n`);
}

export async function extractPaths(paths: readonly string[], options: ExtractOptions): Promise<void> {
  const lists = await allowListsAt(options.allow);
  const extraction = { allowedBy: lists.match.bind(lists), ownNames: options.own };
  let last: Problem | null = null;
  let files = 0;
  const found: [string, Extraction][] = [];
  const flush = () => {
    for (const [path, one] of found.splice(0))
      write(files > 1 || paths.length > 1 ? path : null, one, options);
  };
  for await (const file of openFiles(paths, { ...openLimits, bytesMax: 4 * reportBytesMax })) {
    files++;
    const answer = "problem" in file ? file.problem : await answerOf(file, extraction);
    if (answer instanceof Problem) {
      if (last !== null) process.stderr.write(`${harmless(last.title)}: ${harmless(last.detail)}\n`);
      last = new Problem(
        answer.code,
        answer.title,
        `${file.path}: ${answer.detail}`,
        answer.hint,
        answer.status,
      );
    } else found.push([file.path, answer]);
    // The first file waits for a second: only then do paths have to be told apart.
    if (files > 1) flush();
  }
  flush();
  if (last !== null) throw new Refusal(last);
}

async function answerOf(
  file: OpenedFile,
  extraction: Parameters<typeof extract>[1],
): Promise<Extraction | Problem> {
  try {
    return await extract({ bytes: await bytesOf(file), fileName: file.fileName }, extraction);
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}
