/**
 * Files of rules: gathered from a folder, a tar or an archive that was fetched, and packed into one blob to be kept. Only
 * `.yml` and `.yaml` are rules. In a tree laid out as SigmaHQ's, where folders are called `rules` and `rules-…`, only
 * what lies in those is: all else there (tests, templates, what is deprecated) is passed over and counted.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import {
  type OpenedFile,
  openBytes,
  openFiles,
  type Problem,
  Refusal,
  sha256Hex,
  type UnopenedFile,
} from "../../../base/index.js";
import { detectProblem } from "../../problems.js";
import { fileBytesMax } from "../limits.js";

export interface RuleFile {
  /** Without the name of the archive or folder: `rules/network/zeek/…yml`. */
  readonly file: string;
  readonly text: string;
}

export interface UnreadFile {
  readonly file: string;
  readonly reason: string;
}

export interface RuleFiles {
  /** In order of their names. */
  readonly files: readonly RuleFile[];
  readonly unread: readonly UnreadFile[];
  /** Files that are no rules. */
  readonly passedOver: number;
}

/** All of SigmaHQ are 3,780 files and 10 MB. */
export const ruleFilesMax = 20_000;
export const ruleBytesMax = 64 * 2 ** 20;
/** A file that is longer is named and left: SigmaHQ's longest has 295 KB. */
export const ruleFileBytesMax = Math.min(fileBytesMax, 8 * 2 ** 20);
/** The whole of SigmaHQ's repository, packed, has 20 MB. */
const archiveLimits = { bytesMax: 256 * 2 ** 20, growthMax: 250, filesMax: 200_000 };

const isRuleName = (path: string) => /\.ya?ml$/i.test(path);
const inRulesFolder = /(^|\/)rules(-[a-z0-9-]+)?\//;

/** As SigmaHQ lays its tree out: beside `rules/` there is more that is YAML and no rule. */
function isLaidOut(paths: readonly string[]): boolean {
  return paths.some((path) => /(^|\/)rules\//.test(path));
}

async function gather(opened: AsyncIterable<OpenedFile | UnopenedFile>): Promise<RuleFiles | Problem> {
  const files: RuleFile[] = [];
  const unread: UnreadFile[] = [];
  let [bytes, others] = [0, 0];
  for await (const one of opened) {
    if ("problem" in one) return one.problem;
    if (!isRuleName(one.path)) {
      const broken = await brokenArchive(one);
      if (broken !== null) return broken;
      others++;
      continue;
    }
    try {
      const text = await readText(one);
      if (typeof text !== "string") unread.push({ file: one.path, reason: text.reason });
      else files.push({ file: one.path, text });
      bytes += typeof text === "string" ? text.length : 0;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      unread.push({ file: one.path, reason: error.problem.detail });
    }
    if (files.length > ruleFilesMax || bytes > ruleBytesMax)
      return detectProblem(
        "rules-too-many",
        `More than ${ruleFilesMax} files or ${ruleBytesMax} bytes of rules.`,
      );
  }
  const paths = files.map(({ file }) => file);
  const taken = isLaidOut(paths) ? files.filter(({ file }) => inRulesFolder.test(file)) : files;
  const cut = sharedFolder(taken.map(({ file }) => file));
  return {
    files: taken
      .map(({ file, text }) => ({ file: file.slice(cut), text }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
    unread: unread.map(({ file, reason }) => ({ file: file.slice(cut), reason })),
    passedOver: others + files.length - taken.length,
  };
}

/** What was to be an archive and can't be read comes as one file that fails. */
async function brokenArchive({ archive, path, bytes }: OpenedFile): Promise<Problem | null> {
  if (archive !== null || !/\.(tar|tgz|gz|zst)$/i.test(path)) return null;
  try {
    for await (const _chunk of bytes);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

async function readText(one: OpenedFile): Promise<string | { readonly reason: string }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of one.bytes) {
    length += chunk.length;
    if (length <= ruleFileBytesMax) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length > ruleFileBytesMax)
    return { reason: `The file has ${length} bytes; ${ruleFileBytesMax} are allowed.` };
  const decoded = new TextDecoder("utf-8", { fatal: true });
  try {
    return decoded.decode(Buffer.concat(chunks));
  } catch {
    return { reason: "The file is not UTF-8." };
  }
}

/** How much of all paths is one folder of an archive or argument: `sigma-r2026-08-05/`. */
function sharedFolder(paths: readonly string[]): number {
  const first = paths[0] ?? "";
  for (let cut = first.lastIndexOf("/") + 1; cut > 0; cut = first.lastIndexOf("/", cut - 2) + 1) {
    const folder = first.slice(0, cut);
    // A folder called rules says what is in it.
    if (paths.every((path) => path.startsWith(folder)) && !inRulesFolder.test(folder)) return cut;
  }
  return 0;
}

/** From the machine's own disk: a file, a folder, a tar, packed or not. */
export function readRulePath(path: string): Promise<RuleFiles | Problem> {
  return gather(openFiles([path], archiveLimits));
}

/** From an archive, or a single file, that is in memory. */
export function readRuleArchive(name: string, bytes: Uint8Array): Promise<RuleFiles | Problem> {
  return gather(openBytes(name, bytes, archiveLimits));
}

/** What files say, whatever they were packed in. */
export function contentHash(files: readonly RuleFile[]): string {
  return sha256Hex(JSON.stringify(files.map(({ file, text }) => [file, text])));
}

export function packFiles({ files, unread, passedOver }: RuleFiles): Buffer {
  return gzipSync(JSON.stringify({ files, unread, passedOver }));
}

/** Of our own making, or from a command: checked either way. */
export function unpackFiles(packed: Uint8Array): RuleFiles | Problem {
  const refused = (detail: string) => detectProblem("rules-unreadable", detail);
  let read: unknown;
  try {
    read = JSON.parse(gunzipSync(packed, { maxOutputLength: 2 * ruleBytesMax }).toString("utf8"));
  } catch (error) {
    return refused(error instanceof Error ? error.message : "It is not packed as rules are.");
  }
  const { files, unread, passedOver } = (read ?? {}) as Partial<RuleFiles>;
  const areTexts = (list: unknown, ...names: readonly string[]) =>
    Array.isArray(list) &&
    list.length <= ruleFilesMax &&
    list.every((one) => one !== null && names.every((name) => typeof one[name] === "string"));
  if (
    !areTexts(files, "file", "text") ||
    !areTexts(unread, "file", "reason") ||
    typeof passedOver !== "number"
  )
    return refused("It does not hold files of rules.");
  return { files: files ?? [], unread: unread ?? [], passedOver };
}
