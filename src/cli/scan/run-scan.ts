/**
 * The scan: feeds into an index, then every file batch by batch through the scanner. Memory is the index and one
 * batch; output is settled between batches, so hits come out in the order of the input at the reader's pace.
 */
import { existsSync } from "node:fs";
import { isoTime, Problem, Refusal, systemClock } from "../../base/index.js";
import {
  detectionRuleOf,
  emptyCounts,
  type RuleSink,
  type Said,
  type SigmaEngine,
  scanBatch,
} from "../../detect/index.js";
import { FormatWatch, type Input, openInputs, readBatches } from "../../intake/index.js";
import { harmless, type Output, openOutput } from "../output.js";
import { cliProblem } from "../problems.js";
import { BehaviourScan, behaviourLine } from "./behaviour-scan.js";
import { countRefusal, type LoadedIntel, loadIndex } from "./load-index.js";
import { openProgress, type Progress } from "./progress.js";
import { loadRuleSet, type RuleSet, ruleProblem } from "./rule-set.js";
import { describeScan } from "./table.js";
import {
  countCommands,
  countDetection,
  countHit,
  detectionLine,
  detectionsOf,
  hitLine,
  summaryOf,
  type Tally,
} from "./tally.js";

export interface ScanOptions {
  readonly intel: readonly string[];
  readonly allow: readonly string[];
  readonly rules: readonly string[];
  readonly format?: string;
  readonly json: boolean;
  /** Networks that are inside beside the private ones. */
  readonly inside?: readonly string[];
  /** Whether detectors of behaviour are asked; left out, where neither indicators nor rules are. */
  readonly behaviour?: boolean;
}

interface Scan {
  readonly options: ScanOptions;
  readonly intel: LoadedIntel;
  readonly rules: RuleSet;
  readonly tally: Tally;
  readonly out: Output;
  readonly progress: Progress;
  readonly behaviour: BehaviourScan | null;
  /** What to tell of single files when all is scanned. */
  readonly notices: string[];
}

/** Notices that are told; a folder of the wrong kind has one for each of its files. */
const noticesMax = 20;

/** Answers on `out` when all is scanned; a path that is not there, or allow lists that are none, throw a Refusal. */
export async function runScan(
  paths: readonly string[],
  options: ScanOptions,
  out: Output = openOutput(process.stdout),
): Promise<void> {
  for (const path of [...paths, ...options.intel, ...options.allow, ...options.rules]) {
    if (path !== "-" && !existsSync(path))
      throw new Refusal(cliProblem("path-missing", `${path} does not exist.`));
  }
  if (options.intel.length + options.rules.length === 0)
    process.stderr.write(
      options.behaviour === false
        ? "No --intel and no --rules were given: records are read, and nothing can be met.\n"
        : "No --intel and no --rules were given: records are read, and behaviour is looked for.\n",
    );
  const progress = openProgress();
  const startMs = systemClock.monotonicMs();
  try {
    const intel = await loadIndex(options.intel, options.allow, (entries) =>
      progress.tell(`Reading indicators: ${entries.toLocaleString("en")}`),
    );
    const rules = await loadRuleSet(options.rules, (files) =>
      progress.tell(`Reading rules: ${files.toLocaleString("en")} files`),
    );
    tellRefusedRules(rules, options, out);
    const loadedMs = systemClock.monotonicMs();
    const tally: Tally = {
      counts: emptyCounts(),
      met: new Map(),
      refusals: new Map(),
      files: 0,
      bytes: 0,
      allowedHits: 0,
      fired: new Map(),
      commands: new Map(),
    };
    const asked = options.behaviour ?? options.intel.length + options.rules.length === 0;
    const behaviour = asked ? new BehaviourScan(options.inside ?? []) : null;
    const notices: string[] = [];
    for await (const input of openInputs(paths, { lent: true }))
      await scanInput(input, { options, intel, rules, tally, out, progress, behaviour, notices });
    const took = {
      load: (loadedMs - startMs) / 1000,
      scan: (systemClock.monotonicMs() - loadedMs) / 1000,
    };
    progress.end();
    tell(notices);
    out.write(
      options.json
        ? `${JSON.stringify(summaryOf(tally, intel, rules, took))}\n`
        : describeScan(tally, intel, rules, took),
    );
    await out.settle();
  } finally {
    progress.end();
  }
}

/** Each by file, line and reason: on standard error for people, and among the lines for programs. */
function tellRefusedRules({ refusals, notRun }: RuleSet, options: ScanOptions, out: Output): void {
  for (const refusal of refusals.slice(0, options.json ? 0 : noticesMax))
    process.stderr.write(`${harmless(refusal.file)}:${refusal.line}: ${harmless(refusal.reason)}\n`);
  if (options.json) {
    for (const refusal of refusals) out.write(refusedLine(refusal.file, refusal.line, ruleProblem(refusal)));
    if (refusals.length > 0) process.stderr.write(`${refusals.length} rules were refused.\n`);
  } else if (refusals.length > noticesMax)
    process.stderr.write(`So were ${refusals.length - noticesMax} more rules.\n`);
  if (notRun > 0)
    process.stderr.write(`${notRun} correlations and filters were read; a scan runs single rules only.\n`);
}

function refusedLine(path: string, line: number, { code, detail }: Problem): string {
  return `${JSON.stringify({ type: "reject", path, line, problem: { code, detail } })}\n`;
}

/** Rules on the records of one file. */
function ruleSink(engine: SigmaEngine, path: string, { options, tally, out }: Scan): RuleSink {
  return engine.sink(({ rule, fields }, { event, line }) => {
    const named = detectionRuleOf(rule);
    countDetection(tally, named);
    if (!options.json) return;
    const time = event.timeUs === null ? null : isoTime(event.timeUs);
    const place = { path, line, time, log: event.log };
    out.write(`${JSON.stringify(detectionLine(place, named, fields))}\n`);
  });
}

function tell(notices: readonly string[]): void {
  for (const notice of notices.slice(0, noticesMax)) process.stderr.write(`${notice}\n`);
  if (notices.length > noticesMax)
    process.stderr.write(`The same holds for ${notices.length - noticesMax} more files.\n`);
}

async function scanInput(input: Input, scan: Scan): Promise<void> {
  const { options, intel, tally, out, progress, behaviour, notices } = scan;
  const { engine } = scan.rules;
  const { path } = input;
  const watch = options.format === undefined ? new FormatWatch() : null;
  const before = { ...tally.counts };
  behaviour?.begin(path);
  tally.files++;
  const refuse = (line: number, problem: Problem): void => {
    countRefusal(tally.refusals, path, line, problem);
    if (options.json) out.write(refusedLine(path, line, problem));
  };
  const batches = readBatches(counted(input.bytes, tally), {
    fileName: input.fileName,
    receivedUs: systemClock.nowUs(),
    ...(options.format === undefined ? {} : { format: options.format }),
  });
  for await (const batch of batches) {
    watch?.see(batch);
    scanBatch(
      batch,
      intel.index,
      {
        onHit(hit, { event, line }) {
          countHit(tally, hit);
          if (!options.json) return;
          const time = event.timeUs === null ? null : isoTime(event.timeUs);
          out.write(`${JSON.stringify(hitLine(path, line, time, event.log, hit))}\n`);
        },
        onRefused(line, problem, sample) {
          watch?.refused(line, sample);
          behaviour?.refused(line);
          refuse(line, problem);
        },
        ...(engine === null ? {} : { rules: ruleSink(engine, path, scan) }),
        ...(behaviour === null ? {} : { rows: behaviour.rows }),
      },
      tally.counts,
    );
    tellBehaviour(behaviour?.after(batch, path) ?? [], path, scan);
    await out.settle();
    const { records, hits } = tally.counts;
    const detections =
      detectionsOf(tally) === 0 ? "" : `, ${detectionsOf(tally).toLocaleString("en")} detections`;
    progress.tell(
      `Scanning ${path}: ${records.toLocaleString("en")} records, ${hits.toLocaleString("en")} hits${detections}`,
    );
  }
  tellBehaviour(behaviour?.finish() ?? [], path, scan);
  const { records, refused } = tally.counts;
  const notice = watch?.notice(records - before.records, refused - before.refused) ?? null;
  if (notice !== null) notices.push(`${harmless(path)}: ${notice}`);
  const damage = input.damage();
  if (damage instanceof Problem) {
    tally.counts.refused++;
    refuse(0, damage);
    await out.settle();
  }
}

function tellBehaviour(all: readonly Said[], path: string, { options, tally, out }: Scan): void {
  for (const said of all) {
    countDetection(tally, said.detection.rule);
    countCommands(tally, path, said.detection);
    if (options.json) out.write(`${JSON.stringify(behaviourLine(path, said))}\n`);
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, tally: Tally): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    tally.bytes += chunk.length;
    yield chunk;
  }
}
