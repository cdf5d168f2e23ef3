/**
 * A batch of records as bytes, and the walk over it. Batches are how telemetry moves through the program: no
 * object per record is made unless somebody asks for one, so a compiled scanner can take `bytes` as they are.
 *
 * What stays true of `bytes`, so that a fast path need not look again: valid UTF-8, no NUL, whole lines each
 * ending in "\n" (a "\r" before it may stand), one record a line whatever the framing was, no header or comment
 * lines, no line over 1 MiB. Blank lines may stand and are no records. What broke these rules is in `refusals`.
 */
import { isAscii } from "node:buffer";
import { Problem } from "../base/index.js";
import type { Event } from "../model/index.js";
import type { Format, Origin } from "./format.js";
import { sampleCharsMax } from "./limits.js";
import { intakeProblem } from "./problems.js";

/** A record that was refused before any format saw it. */
export interface BatchRefusal {
  readonly line: number;
  readonly problem: Problem;
  readonly sample: string;
}

export interface RecordBatch {
  readonly format: Format;
  /** What the format learned from the header lines above these records; null where there was none. */
  readonly head: unknown;
  /** The header above can't be used: every record of this batch is refused with this. */
  readonly headProblem: Problem | null;
  readonly origin: Origin;
  readonly bytes: Uint8Array;
  /** The line in the source, from 1, of the first line of `bytes`. */
  readonly firstLine: number;
  /** The source line of every line of `bytes`, where they are not consecutive (documents, lines left out). */
  readonly lines: Uint32Array | null;
  /** The source ended without a line end in this line, so it may be cut off; 0 otherwise. */
  readonly cutLine: number;
  /** In the order of their lines. */
  readonly refusals: readonly BatchRefusal[];
}

export interface RecordSink {
  /** `text` is a slice of the whole batch's text: copy it before keeping it for long. */
  record(text: string, line: number): void;
  refused(line: number, problem: Problem, sample: string): void;
}

export interface EventSink {
  event(event: Event, text: string, line: number): void;
  refused(line: number, problem: Problem, sample: string): void;
}

/** The batch's bytes as text; one byte a character where it can be. */
export function batchText(batch: RecordBatch): string {
  const { buffer, byteOffset, byteLength } = batch.bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString(isAscii(batch.bytes) ? "latin1" : "utf8");
}

/**
 * The batch's own refusals, handed over as a walk comes to their lines: the answer gives what stands up to a line
 * and was not given yet.
 */
export function refusalsUpTo(
  { refusals }: RecordBatch,
  refused: RecordSink["refused"],
): (line: number) => void {
  let given = 0;
  return (line) => {
    for (let next = refusals[given]; next !== undefined && next.line <= line; next = refusals[++given])
      refused(next.line, next.problem, next.sample);
  };
}

/** Hands every record of the batch over as text, and what was refused of it, in the order of their lines. */
export function walkRecords(batch: RecordBatch, sink: RecordSink): void {
  const refuseUpTo = refusalsUpTo(batch, sink.refused);
  const text = batchText(batch);
  for (let from = 0, index = 0; from < text.length; index++) {
    const newline = text.indexOf("\n", from);
    let end = newline < 0 ? text.length : newline;
    const next = end + 1;
    if (end > from && text.charCodeAt(end - 1) === 13) end--;
    if (end > from) {
      const line = batch.lines === null ? batch.firstLine + index : (batch.lines[index] as number);
      const record = text.slice(from, end);
      refuseUpTo(line);
      if (batch.headProblem === null) sink.record(record, line);
      else sink.refused(line, batch.headProblem, record.slice(0, sampleCharsMax));
    }
    from = next;
  }
  refuseUpTo(Number.POSITIVE_INFINITY);
}

/** Reads one record of the batch. A last line without an end that can't be read is refused as cut off. */
export function readRecord(batch: RecordBatch, text: string, line: number): Event | Problem {
  const event = batch.format.read(text, batch.origin, batch.head);
  if (event instanceof Problem && line === batch.cutLine)
    return intakeProblem("record-cut", `The last line has no end, and read as it is: ${event.detail}`);
  return event;
}

/** Reads every record of the batch: for whoever needs all events, not only those that met something. */
export function walkEvents(batch: RecordBatch, sink: EventSink): void {
  walkRecords(batch, {
    record(text, line) {
      const event = readRecord(batch, text, line);
      if (event instanceof Problem) sink.refused(line, event, text.slice(0, sampleCharsMax));
      else sink.event(event, text, line);
    },
    refused: sink.refused,
  });
}
