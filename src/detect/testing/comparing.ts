/**
 * Both paths over the same file, side by side, and the smallest file on which they still differ. Alike means:
 * the same hits in the same order with the same indicators, the same refusals, the same counts; where rows are
 * asked for, the same rows.
 */
import { type RecordBatch, readBatches } from "../../intake/index.js";
import type { Indicator } from "../../model/index.js";
import { readBlock } from "../../store/events/testing.js";
import { type BlockBuilder, newBlockBuilder } from "../../store/index.js";
import type { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { emptyCounts, type HitPlace, type ScanCounts, type ScanSink } from "../scanner.js";
import type { TestFile } from "./files.js";

export type Scan = (batch: RecordBatch, index: IndicatorIndex, sink: ScanSink, counts: ScanCounts) => void;

/** All that a scan gave, as text to compare. */
export interface Findings {
  readonly hits: string[];
  readonly refused: string[];
  readonly events: string[];
  readonly counts: ScanCounts;
}

/** An indicator is met again and again: written once for each. */
const written = new WeakMap<Indicator, string>();

function shownIndicator(indicator: Indicator): string {
  let text = written.get(indicator);
  if (text === undefined) {
    const { observable, claims, allowedBy } = indicator;
    const said = claims.map((claim) => `${claim.source} ${claim.confidence}`).join("+");
    text = `${observable.type} ${observable.value} by ${said}${allowedBy === null ? "" : ` allowed ${allowedBy}`}`;
    written.set(indicator, text);
  }
  return text;
}

export function emptyFindings(): Findings {
  return { hits: [], refused: [], events: [], counts: emptyCounts() };
}

/** A sink that writes down all it is told; with a builder, rows go there. */
export function sinkInto(findings: Findings, builder: BlockBuilder | null = null): ScanSink {
  const shownPlace = ({ event, record, line }: HitPlace) =>
    `line ${line} ${event.log} at ${event.timeUs} from ${event.source?.address} of ${record.length}:${record.slice(0, 40)}`;
  const sink: ScanSink = {
    onHit(hit, place) {
      const { field, observable, indicator, also } = hit;
      findings.hits.push(
        `${field} ${observable.type} ${observable.value} met ${[indicator, ...also].map(shownIndicator).join("; ")} | ${shownPlace(place)}`,
      );
    },
    onRefused: (line, problem, sample) =>
      findings.refused.push(`${line} ${problem.code} ${problem.detail} | ${sample.slice(0, 100)}`),
  };
  return builder === null ? sink : { ...sink, rows: { builder, meta } };
}

const meta = {
  id: "b",
  memberId: "m",
  door: "file",
  origin: "o",
  receivedUs: 1_710_000_000_000_000,
  bytes: 0,
  mark: null,
};

/** Every row of a builder as text, by day; a record's own JSON by its value, however it is written. */
function rowsOf(builder: BlockBuilder): string[] {
  const shown = (row: Record<string, unknown>) => {
    const native = String(row["native"]);
    try {
      return JSON.stringify({ ...row, native: JSON.parse(native) });
    } catch {
      return JSON.stringify(row);
    }
  };
  return builder
    .finish()
    .flatMap((block) => readBlock(block).map((row) => `${block.day} ${shown(row)}`))
    .sort();
}

/** Where two findings differ first; null where they are alike. `one` is the slow path's. */
export function difference(slow: Findings, fast: Findings): string | null {
  for (const what of ["hits", "refused", "events"] as const) {
    const end = Math.max(slow[what].length, fast[what].length);
    for (let at = 0; at < end; at++)
      if (slow[what][at] !== fast[what][at])
        return `${what} ${at + 1}:\n  slow path: ${slow[what][at]}\n  fast path: ${fast[what][at]}`;
  }
  const [one, other] = [slow, fast].map(({ counts }) =>
    JSON.stringify({
      records: counts.records,
      refused: counts.refused,
      hits: counts.hits,
      logs: [...counts.logs].sort(),
    }),
  );
  return one === other ? null : `counts:\n  slow path: ${one}\n  fast path: ${other}`;
}

async function* portions(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export interface Paths {
  readonly slow: Scan;
  readonly fast: Scan;
  readonly index: IndicatorIndex;
  readonly events: boolean;
}

/** Both paths over a file; what each found. */
export async function scanBoth(file: TestFile, paths: Paths): Promise<{ slow: Findings; fast: Findings }> {
  const { slow, fast } = { slow: emptyFindings(), fast: emptyFindings() };
  const builders = paths.events ? ([newBlockBuilder(), newBlockBuilder()] as const) : ([null, null] as const);
  const slowSink = sinkInto(slow, builders[0]);
  const fastSink = sinkInto(fast, builders[1]);
  const { format, fileName, chunkBytes, batchBytes } = file;
  const options = { fileName, format, batchBytes, receivedUs: 1_710_000_000_000_000 };
  for await (const batch of readBatches(portions(file.bytes, chunkBytes), options)) {
    paths.slow(batch, paths.index, slowSink, slow.counts);
    paths.fast(batch, paths.index, fastSink, fast.counts);
  }
  if (builders[0] !== null) slow.events.push(...rowsOf(builders[0]));
  if (builders[1] !== null) fast.events.push(...rowsOf(builders[1]));
  return { slow, fast };
}

/** What differs on this file, a thrown error included; null where the paths agree. */
export async function differenceOn(file: TestFile, paths: Paths): Promise<string | null> {
  try {
    const { slow, fast } = await scanBoth(file, paths);
    return difference(slow, fast);
  } catch (error) {
    return `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

/** The smallest file found that still differs: pieces are left out, larger ones first, as long as that helps. */
async function smallest(file: TestFile, paths: Paths, triesMax = 4000): Promise<TestFile> {
  let best = file;
  let tries = 0;
  const differs = async (bytes: Buffer, ways: Partial<TestFile> = {}) => {
    if (tries++ >= triesMax || (await differenceOn({ ...best, ...ways, bytes }, paths)) === null)
      return false;
    best = { ...best, ...ways, bytes };
    return true;
  };
  await differs(best.bytes, { chunkBytes: 1 << 20, batchBytes: 1 << 18 });
  for (
    let size = best.bytes.length >> 1;
    size > 0 && tries < triesMax;
    size = size > 48 ? size >> 1 : size - 1
  ) {
    for (let again = true; again && tries < triesMax; ) {
      again = false;
      for (let at = 0; at < best.bytes.length && tries < triesMax; ) {
        const { bytes } = best;
        if (await differs(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)])))
          again = size < 32;
        else at += size;
      }
    }
  }
  return best;
}

/** A report of a difference on its smallest file. */
export async function explain(file: TestFile, paths: Paths): Promise<string> {
  const found = await smallest(file, paths);
  const { bytes, ...ways } = found;
  const shown = JSON.stringify(bytes.toString(isPlain(bytes) ? "utf8" : "latin1"));
  return `${await differenceOn(found, paths)}\n  file: ${JSON.stringify(ways)}\n  ${isPlain(bytes) ? "utf8" : "latin1"}: ${shown.slice(0, 4000)}`;
}

function isPlain(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString("utf8"), "utf8").equals(bytes);
}
