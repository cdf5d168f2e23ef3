/**
 * The fast path of scanning. The kernel goes over a chunk of lines and names those that may carry an indicator or
 * that it is not sure of; only these are read by their format. Where rows are wanted the kernel makes them of the
 * same bytes in the same place, and what it can't make a row of is read by its format, once for both. Where rules are
 * asked, lines that they may hold for are named as well.
 */
import { Problem } from "../base/index.js";
import {
  logNameOf,
  type RecordBatch,
  type RowRules,
  readRecord,
  refusalsUpTo,
  type SievePlan,
} from "../intake/index.js";
import type { IndicatorIndex } from "./indicator-index/indicator-index.js";
import type { ChunkScanner } from "./kernel/chunk-scanner.js";
import type { SlowReason } from "./kernel/slow-reason.js";
import { NamedLines } from "./named-lines.js";
import { RowWriter } from "./rows/row-writer.js";
import {
  countLog,
  type HitPlace,
  hitRecord,
  type RuleCandidates,
  type Scan,
  type ScanCounts,
  type ScanSink,
  scanBatchSlowly,
  scanRecord,
  tellRules,
} from "./scanner.js";

/** How the kernel does a batch. */
interface FastScan extends Scan {
  readonly plan: SievePlan;
  readonly rules: RowRules | null;
  readonly scanner: ChunkScanner;
}

/**
 * Scans one batch and adds to `counts`. `receivedUs` stands in for the time of events that have none, so that
 * expired indicators are judged by when the record came in.
 */
export function scanBatch(
  batch: RecordBatch,
  index: IndicatorIndex,
  sink: ScanSink,
  counts: ScanCounts,
): void {
  const plan = sievePlanOf(batch);
  const rules = sink.rows === undefined ? null : (batch.format.rows?.(batch.origin, batch.head) ?? null);
  if (plan === null || (sink.rows !== undefined && rules === null) || isAlwaysHeard(sink, plan)) {
    scanBatchSlowly(batch, index, sink, counts);
    return;
  }
  const scanner = index.scanner();
  scanner.askRules(sink.rules?.compiled ?? null);
  scanner.follow(plan);
  const refuseUpTo = refusalsUpTo(batch, (line, problem, sample) => {
    counts.refused++;
    sink.onRefused(line, problem, sample);
  });
  const ordered = batch.refusals.length === 0 ? sink : after(refuseUpTo, sink);
  scanLines({ batch, index, sink: ordered, counts, plan, rules, scanner });
  refuseUpTo(Number.POSITIVE_INFINITY);
}

/** The sink that hears of a line only after what was refused above it. */
function after(refuseUpTo: (line: number) => void, sink: ScanSink): ScanSink {
  const { rules } = sink;
  return {
    ...sink,
    ...(rules === undefined
      ? {}
      : {
          rules: {
            ...rules,
            onCandidates(candidates: RuleCandidates, place: HitPlace) {
              refuseUpTo(place.line);
              rules.onCandidates(candidates, place);
            },
          },
        }),
    onHit(hit, place) {
      refuseUpTo(place.line);
      sink.onHit(hit, place);
    },
    onRefused(line, problem, sample) {
      refuseUpTo(line);
      sink.onRefused(line, problem, sample);
    },
  };
}

/** Whether there is a rule that every record may meet, or every record of the log that the batch says it is of. */
function isAlwaysHeard({ rules }: ScanSink, plan: SievePlan): boolean {
  if (rules === undefined) return false;
  const log = plan.kind === "tsv" ? plan.log : plan.defaultLog;
  return rules.compiled.always.length > 0 || (log !== null && rules.compiled.alwaysLogs.has(log));
}

/** How the kernel scans this batch; null where it can't. A source's cut last line is a batch of its own. */
function sievePlanOf(batch: RecordBatch): SievePlan | null {
  if (batch.headProblem !== null || batch.cutLine > 0 || batch.bytes.length === 0) return null;
  return batch.format.sieve?.(batch.origin, batch.head) ?? null;
}

function scanLines(scan: FastScan): void {
  const { batch, scanner } = scan;
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
  let line = 0;
  for (let from = 0; from < bytes.length; ) {
    const to = chunkEnd(bytes, from, scanner.chunkBytes);
    const chunk = bytes.subarray(from, to);
    if (chunk.length > scanner.chunkBytes) readLine(scan, chunk, line++, "length", "all");
    else {
      scanner.put(chunk);
      const lines = scanner.scan(chunk.length, scan.rules === null);
      if (scan.rules === null) readSlowLines(scan, chunk, line);
      else writeRows(scan, scan.rules, chunk, line);
      line += lines;
    }
    from = to;
  }
}

/** The end of the last whole line within a chunk's bytes, or of the first line where that one is longer. */
function chunkEnd(bytes: Buffer, from: number, chunkBytes: number): number {
  if (bytes.length - from <= chunkBytes) return bytes.length;
  const last = bytes.lastIndexOf(10, from + chunkBytes - 1);
  return last >= from ? last + 1 : bytes.indexOf(10, from) + 1;
}

/** Without rows: lines that the kernel has settled are counted, the others and those that rules may hold for are read. */
function readSlowLines(scan: FastScan, chunk: Buffer, firstLine: number): void {
  const { scanner, counts } = scan;
  scanner.countLogs((log, records) => {
    counts.records += records;
    countLog(counts, log, records);
  });
  const named = new NamedLines(scanner);
  while (named.line < Number.POSITIVE_INFINITY) {
    const { line, why, candidates } = named.take();
    const bytes = lineOf(scan, chunk, line);
    if (why === "rule") lookAtLine(scan, bytes, firstLine + line, why, candidates);
    else readLine(scan, bytes, firstLine + line, why, candidates);
  }
}

/** With rows: what the row maker can't do is read by its format; of what else was named, hits and rules are. */
function writeRows(scan: FastScan, rules: RowRules, chunk: Buffer, firstLine: number): void {
  const { scanner, counts, batch, index } = scan;
  const { rows } = scan.sink;
  if (rows === undefined) return;
  const writer = rowWriterOf(index, scanner);
  const named = new NamedLines(scanner);
  const lookBefore = (end: number) => {
    while (named.line < end) {
      const { line, why, candidates } = named.take();
      lookAtLine(scan, lineOf(scan, chunk, line), firstLine + line, why, candidates);
    }
  };
  const readRow = (line: number, bytes: Buffer) => {
    const candidates = named.line === line ? named.take().candidates : [];
    readLine(scan, bytes, firstLine + line, "row", candidates);
  };
  const odd = (line: number, at: number, end: number) => {
    lookBefore(line);
    const start = at - scanner.inputAt;
    readRow(line, chunk.subarray(start, end - scanner.inputAt));
  };
  const lines = {
    rules,
    receivedUs: batch.origin.receivedUs,
    at: scanner.inputAt,
    length: chunk.length,
  };
  if (!writer.write(lines, { ...rows, odd })) {
    const all = scanner.lines;
    for (let line = 0; line < all; line++) readRow(line, lineOf(scan, chunk, line));
    return;
  }
  writer.flush({ ...rows, odd });
  lookBefore(Number.POSITIVE_INFINITY);
  const made = new Map<string, number>();
  writer.takeCounts(made);
  for (const [log, records] of made) {
    counts.records += records;
    countLog(counts, log, records);
  }
}

const rowWriters = new WeakMap<ChunkScanner, RowWriter>();

/** The row maker beside a scanner: the same instance of the kernel, over the same memory. */
function rowWriterOf(index: IndicatorIndex, scanner: ChunkScanner): RowWriter {
  let writer = rowWriters.get(scanner);
  if (writer === undefined) {
    writer = new RowWriter(scanner.kernel, index.memory);
    rowWriters.set(scanner, writer);
  }
  return writer;
}

function lineOf({ scanner }: FastScan, chunk: Buffer, line: number): Buffer {
  return chunk.subarray(scanner.lineStart(line), scanner.lineEnd(line) + 1);
}

/** The record in a line with its line end; null for a blank one. */
function recordIn(bytes: Buffer): string | null {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === 10) end--;
  if (end > 0 && bytes[end - 1] === 13) end--;
  return end === 0 ? null : bytes.toString("utf8", 0, end);
}

function sourceLine(batch: RecordBatch, number: number): number {
  return batch.lines === null ? batch.firstLine + number : (batch.lines[number] as number);
}

/** Reads a line that was not settled; `number` counts from the batch's first. */
function readLine(
  scan: FastScan,
  bytes: Buffer,
  number: number,
  why: SlowReason,
  candidates: RuleCandidates,
): void {
  const record = recordIn(bytes);
  if (record === null) return;
  countSlow(scan, why);
  const event = scanRecord(scan, record, sourceLine(scan.batch, number), candidates);
  if (!(event instanceof Problem)) learn(scan, event, why);
}

/** Finds the hits of a line that is settled or whose row is made, and hands it to rules that may hold for it. */
function lookAtLine(
  scan: FastScan,
  bytes: Buffer,
  number: number,
  why: SlowReason,
  candidates: RuleCandidates,
): void {
  if (why === "rule" && isPassedOver(scan, bytes, candidates)) return;
  const record = recordIn(bytes);
  if (record === null) return;
  countSlow(scan, why);
  const line = sourceLine(scan.batch, number);
  const event = readRecord(scan.batch, record, line);
  if (event instanceof Problem) return;
  // What is read for rules alone was settled: it meets nothing.
  if (why !== "rule") hitRecord(scan, event, record, line);
  tellRules(scan.sink, candidates, { event, record, line });
  learn(scan, event, why);
}

/** Whether a settled line's bytes tell that no rule holds for it. */
function isPassedOver({ sink, plan }: FastScan, bytes: Buffer, candidates: RuleCandidates): boolean {
  return candidates !== "all" && (sink.rules?.passesOver?.(candidates, bytes, plan) ?? false);
}

function countSlow({ counts }: FastScan, why: SlowReason): void {
  counts.slow.set(why, (counts.slow.get(why) ?? 0) + 1);
}

/** A log's name that was not known: the next records of it need not be read. */
function learn({ plan, scanner }: FastScan, event: Parameters<typeof logNameOf>[1], why: SlowReason): void {
  if (plan.kind !== "json" || (why !== "log" && why !== "row")) return;
  const name = logNameOf(plan, event);
  if (name !== null) scanner.learnLog(name, event.log);
}
