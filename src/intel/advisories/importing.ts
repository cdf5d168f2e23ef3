/**
 * Imports advisories and catalogs from files of this machine and from the web: read one after another, then kept in one
 * transaction with its entry in the audit chain. What is refused is told by file and reason, and the rest is used.
 */
import { askOutside, type Clock, Problem } from "../../base/index.js";
import type { Advisory, KnownExploited } from "../../model/index.js";
import { appendAudit, type State } from "../../store/index.js";
import { intelProblem } from "../problems.js";
import { type KeptAdvisories, keepAdvisories, keepExploited } from "./keeping.js";
import {
  advisoryCharsMax,
  type ReadAdvisoryFile,
  readAdvisoryFiles,
  readAdvisoryText,
} from "./read-files.js";

interface AdvisorySources {
  /** Files, folders and archives, absolute. */
  readonly paths: readonly string[];
  /** Single documents on the web, as JSON. */
  readonly urls: readonly string[];
}

interface AdvisoryImportReport extends KeptAdvisories {
  /** Entries of the catalog of known exploited flaws, and how many of them are new. */
  readonly exploited: number;
  readonly newExploited: number;
  /** Of what was used: what was left out of it. */
  readonly faults: readonly { readonly path: string; readonly fault: string }[];
  readonly refused: readonly { readonly path: string; readonly code: string; readonly detail: string }[];
}

/** CISA had some 2,400 in 2024; more than this is imported in parts. */
const documentsMax = 20_000;
/** Told one by one of each kind. */
const toldMax = 200;
const timeoutMs = 120_000;

export async function importAdvisories(
  { db }: State,
  clock: Clock,
  sources: AdvisorySources,
  actor: string,
): Promise<AdvisoryImportReport> {
  const advisories: Advisory[] = [];
  const exploited = new Map<string, KnownExploited>();
  const faults: { path: string; fault: string }[] = [];
  const refused: { path: string; code: string; detail: string }[] = [];
  for await (const read of readSources(sources)) {
    if ("problem" in read) {
      refused.push({ path: read.path, code: read.problem.code, detail: read.problem.detail });
      continue;
    }
    if ("exploited" in read) for (const entry of read.exploited) exploited.set(entry.cve, entry);
    else if (advisories.length < documentsMax) advisories.push(read.advisory);
    else {
      const problem = intelProblem("feed-too-large", `More than ${documentsMax} advisories at once.`);
      refused.push({ path: read.path, code: problem.code, detail: problem.detail });
    }
    const said = "exploited" in read ? read.faults : read.advisory.faults;
    faults.push(...said.map((fault) => ({ path: read.path, fault })));
  }
  const nowUs = clock.nowUs();
  return db.transaction().execute(async (tx) => {
    const kept = await keepAdvisories(tx, nowUs, advisories);
    const newExploited = exploited.size === 0 ? 0 : await keepExploited(tx, nowUs, [...exploited.values()]);
    const detail = { ...kept, exploited: exploited.size, refused: refused.length };
    await appendAudit(tx, clock, [{ kind: "advisory-import", actor, subject: "advisories", detail }]);
    return {
      ...kept,
      exploited: exploited.size,
      newExploited,
      faults: faults.slice(0, toldMax),
      refused: refused.slice(0, toldMax),
    };
  });
}

async function* readSources({ paths, urls }: AdvisorySources): AsyncGenerator<ReadAdvisoryFile> {
  yield* readAdvisoryFiles(paths);
  for (const url of urls) yield { path: url, ...(await readPage(url)) };
}

async function readPage(url: string): Promise<ReturnType<typeof readAdvisoryText>> {
  const answer = await askOutside({
    url,
    headers: { accept: "application/json", "user-agent": "Breakwater" },
    bytesMax: advisoryCharsMax,
    timeoutMs,
  });
  if (answer instanceof Problem) return { problem: answer };
  if (answer.status !== 200)
    return { problem: intelProblem("advisory-invalid", `The server answers ${answer.status}.`) };
  return readAdvisoryText(new TextDecoder().decode(answer.body));
}
