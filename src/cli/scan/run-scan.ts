/**
 * The scan: feeds into an index, then every file batch by batch through the scanner. Memory is the index and one
 * batch; output is settled between batches, so hits come out in the order of the input at the reader's pace.
 */
import { existsSync } from "node:fs";
import { isoTime, Problem, Refusal, systemClock } from "../../base/index.js";
import { emptyCounts, scanBatch } from "../../detect/index.js";
import { FormatWatch, type Input, openInputs, readBatches } from "../../intake/index.js";
import { harmless, type Output, openOutput } from "../output.js";
import { cliProblem } from "../problems.js";
import { BehaviourScan, detectionLine } from "./behaviour-scan.js";
import { countRefusal, type LoadedIntel, loadIndex } from "./load-index.js";
import { openProgress, type Progress } from "./progress.js";
import { describeScan } from "./table.js";
import { countHit, hitLine, summaryOf, type Tally } from "./tally.js";

export interface ScanOptions {
  readonly intel: readonly string[];
  readonly allow: readonly string[];
  readonly format?: string;
  readonly json: boolean;
  /** Networks that are inside beside the private ones. */
  readonly inside?: readonly string[];
  /** False: detectors of behaviour are not asked. */
  readonly behaviour?: boolean;
}

interface Scan {
  readonly options: ScanOptions;
  readonly intel: LoadedIntel;
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
  for (const path of [...paths, ...options.intel, ...options.allow]) {
    if (path !== "-" && !existsSync(path))
      throw new Refusal(cliProblem("path-missing", `${path} does not exist.`));
  }
  if (options.intel.length === 0)
    process.stderr.write("No --intel was given: records are read, and nothing can be met.\n");
  const progress = openProgress();
  const startMs = systemClock.monotonicMs();
  try {
    const intel = await loadIndex(options.intel, options.allow, (entries) =>
      progress.tell(`Reading indicators: ${entries.toLocaleString("en")}`),
    );
    const loadedMs = systemClock.monotonicMs();
    const tally: Tally = {
      counts: emptyCounts(),
      met: new Map(),
      refusals: new Map(),
      files: 0,
      bytes: 0,
      allowedHits: 0,
      detections: 0,
    };
    const behaviour = options.behaviour === false ? null : new BehaviourScan(options.inside ?? []);
    const notices: string[] = [];
    for await (const input of openInputs(paths, { lent: true }))
      await scanInput(input, { options, intel, tally, out, progress, behaviour, notices });
    const took = {
      load: (loadedMs - startMs) / 1000,
      scan: (systemClock.monotonicMs() - loadedMs) / 1000,
    };
    progress.end();
    tell(notices);
    out.write(
      options.json
        ? `${JSON.stringify(summaryOf(tally, intel, took))}\n`
        : describeScan(tally, intel, took, behaviour?.counts),
    );
    await out.settle();
  } finally {
    progress.end();
  }
}

function tell(notices: readonly string[]): void {
  for (const notice of notices.slice(0, noticesMax)) process.stderr.write(`${notice}\n`);
  if (notices.length > noticesMax)
    process.stderr.write(`The same holds for ${notices.length - noticesMax} more files.\n`);
}

async function scanInput(
  input: Input,
  { options, intel, tally, out, progress, behaviour, notices }: Scan,
): Promise<void> {
  const { path } = input;
  const watch = options.format === undefined ? new FormatWatch() : null;
  const before = { ...tally.counts };
  behaviour?.begin(path);
  tally.files++;
  const refuse = (line: number, problem: Problem): void => {
    countRefusal(tally.refusals, path, line, problem);
    if (options.json)
      out.write(
        `${JSON.stringify({ type: "reject", path, line, problem: { code: problem.code, detail: problem.detail } })}\n`,
      );
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
        ...(behaviour === null ? {} : { rows: behaviour.rows }),
      },
      tally.counts,
    );
    for (const said of behaviour?.after(batch, path) ?? []) {
      tally.detections++;
      if (options.json) out.write(`${JSON.stringify(detectionLine(path, said))}\n`);
    }
    await out.settle();
    const { records, hits } = tally.counts;
    progress.tell(
      `Scanning ${path}: ${records.toLocaleString("en")} records, ${hits.toLocaleString("en")} hits`,
    );
  }
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

async function* counted(bytes: AsyncIterable<Uint8Array>, tally: Tally): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    tally.bytes += chunk.length;
    yield chunk;
  }
}
