/**
 * `breakwater intel check`: is a file STIX? On this machine alone, no center needed. Each finding is a line with its
 * place, rule and section; the exit code is 1 where a MUST is broken (with `--strict` also a SHOULD).
 */
import { type OpenedFile, openFiles, openLimits, Refusal } from "../base/index.js";
import { parsePattern } from "../intel/index.js";
import {
  isValid,
  objectsIn,
  parseStix,
  type StixProblem,
  type StixVersion,
  validateStix,
} from "../model/index.js";
import { table } from "./answering.js";
import { harmless } from "./output.js";
import { cliProblem } from "./problems.js";

export interface CheckOptions {
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly notes?: boolean;
  readonly off: readonly string[];
  readonly stixVersion?: StixVersion;
}

interface Checked {
  readonly path: string;
  readonly valid: boolean;
  readonly objects: number;
  readonly problems: readonly StixProblem[];
}

/** What a check holds in memory at a time. */
const fileBytesMax = 256 * 2 ** 20;

async function textOf(file: OpenedFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.bytes) {
    length += chunk.length;
    if (length > fileBytesMax)
      throw new Refusal(cliProblem("stix-too-large", `${file.path} has more than ${fileBytesMax} bytes.`));
    chunks.push(chunk);
  }
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(Buffer.concat(chunks));
}

function patternProblem(pattern: string): string | null {
  const read = parsePattern(pattern);
  return "error" in read ? read.error : null;
}

function broken(path: string, rule: "json" | "duplicate-key", detail: string): Checked {
  const problem: StixProblem = { path: "$", rule, level: "must", section: "2", detail };
  return { path, valid: false, objects: 0, problems: [problem] };
}

async function check(file: OpenedFile, options: CheckOptions): Promise<Checked> {
  let text: string;
  try {
    text = await textOf(file);
  } catch (error) {
    if (error instanceof TypeError) return broken(file.path, "json", "It is no UTF-8.");
    throw error;
  }
  const { value, problem } = parseStix(text);
  if (problem !== null) return broken(file.path, problem.rule, problem.detail);
  const problems = validateStix(value, {
    checkPattern: patternProblem,
    off: new Set(options.off),
    ...(options.stixVersion !== undefined && { version: options.stixVersion }),
  });
  return {
    path: file.path,
    valid: isValid(problems, options.strict),
    objects: objectsIn(value).length,
    problems: options.notes === true ? problems : problems.filter(({ level }) => level !== "note"),
  };
}

function print({ path, valid, objects, problems }: Checked, options: CheckOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ path, valid, objects, problems })}\n`);
    return;
  }
  const verdict = `${path}: ${objects} objects, ${valid ? "valid" : "invalid"} STIX.`;
  const rows = problems.map((one) => [one.level, one.path, one.rule, `STIX 2.1, ${one.section}`, one.detail]);
  const lines = rows.length === 0 ? [] : table(["level", "place", "rule", "section", "what"], rows);
  process.stdout.write(`${[verdict, ...lines].map(harmless).join("\n")}\n`);
}

export async function checkPaths(paths: readonly string[], options: CheckOptions): Promise<void> {
  let invalid = 0;
  let files = 0;
  for await (const file of openFiles(paths, { ...openLimits, bytesMax: 4 * fileBytesMax })) {
    if ("problem" in file) throw new Refusal(file.problem);
    const checked = await check(file, options);
    files++;
    if (!checked.valid) invalid++;
    print(checked, options);
  }
  if (invalid > 0) throw new Refusal(cliProblem("stix-invalid", `${invalid} of ${files} files.`));
}
