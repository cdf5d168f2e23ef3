/**
 * Rules from what a person points at: a file, a folder, a tar of them, packed or not. In folders and archives the YAML files
 * are read and all others passed over; a file that is named itself is read whatever it is called. What is broken refuses
 * itself, and the others go on.
 */
import { type OpenedFile, openFiles, openLimits, Refusal } from "../../base/index.js";
import { fileBytesMax } from "./limits.js";
import { type ReadRulesOptions, readRules } from "./read-rules.js";
import type { RefusalKind, RuleRefusal, SigmaDocument } from "./rule.js";

export interface LoadedRules {
  readonly documents: readonly SigmaDocument[];
  readonly refusals: readonly RuleRefusal[];
  readonly files: number;
}

/** `told` hears the number of files now and then, for a progress line. */
export async function loadRules(
  paths: readonly string[],
  options: ReadRulesOptions = {},
  told: (files: number) => void = () => {},
): Promise<LoadedRules> {
  const documents: SigmaDocument[] = [];
  const refusals: RuleRefusal[] = [];
  let files = 0;
  const refuse = (file: string, kind: RefusalKind, reason: string) =>
    refusals.push({ file, line: 1, kind, reason, id: null, title: null });
  for await (const file of openFiles(paths, { ...openLimits, bytesMax: 16 * fileBytesMax })) {
    if ("problem" in file) {
      refuse(file.path, "not-a-rule", file.problem.detail);
      continue;
    }
    // A file that is named itself; an archive's members lie on its disk path too.
    const isNamed = file.archive === null && paths.includes(file.diskPath);
    if (!isNamed && !/\.ya?ml$/i.test(file.fileName)) continue;
    const bytes = await bytesOf(file);
    if (++files % 500 === 0) told(files);
    if (typeof bytes === "string") refuse(file.path, "too-large", bytes);
    else {
      const read = readRules(bytes, file.path, options);
      documents.push(...read.documents);
      refusals.push(...read.refusals);
    }
  }
  return { documents, refusals, files };
}

/** A file's bytes, or why they can't be had. */
async function bytesOf(file: OpenedFile): Promise<Uint8Array | string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of file.bytes) {
      length += chunk.length;
      if (length <= fileBytesMax) chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) return error.problem.detail;
    throw error;
  }
  return length > fileBytesMax
    ? `The file has ${length} bytes; ${fileBytesMax} are allowed.`
    : Buffer.concat(chunks);
}
