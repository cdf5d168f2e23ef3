/**
 * The reading interface: bytes in, batches of records out. Picks the format (unless told), frames the bytes, and
 * never throws for what the bytes hold; a stream whose format nobody knows becomes one refusal. Memory is a
 * batch and a record. An empty portion in the source means a pause: the whole records held so far are handed on,
 * so that a live stream need not wait for a full batch.
 */
import { isUtf8 } from "node:buffer";
import { Problem } from "../base/index.js";
import type { Format, Origin } from "./format.js";
import { DocumentFramer } from "./framing/documents.js";
import type { Framer } from "./framing/framer.js";
import { LineFramer, sampleOf } from "./framing/lines.js";
import { batchBytesDefault, sniffBytes } from "./limits.js";
import { intakeProblem } from "./problems.js";
import type { RecordBatch } from "./record-batch.js";
import { findFormat, isLineDelimited, sampleFrom, sniffFormat } from "./sniff.js";

export interface ReadOptions {
  /** Base name, archive suffixes cut; empty for streams. */
  readonly fileName: string;
  /** A format's id, where it is known; else it is sniffed. */
  readonly format?: string;
  readonly receivedUs: number;
  readonly batchBytes?: number;
}

/** Stands in for the format where none is known: it reads nothing. */
export const unreadable: Format = {
  id: "unknown",
  title: "Unknown",
  framing: "lines",
  sniff: () => 0,
  read: () => intakeProblem("format-unknown", "The format is not known."),
};

export async function* readBatches(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<RecordBatch> {
  const origin: Origin = { fileName: options.fileName, receivedUs: options.receivedUs };
  let first: Uint8Array = Buffer.alloc(0);
  let framer: Framer | null = null;
  for await (const chunk of source) {
    if (framer !== null) {
      yield* chunk.length === 0 ? framer.flush() : framer.push(chunk);
      continue;
    }
    if (chunk.length > 0) first = Buffer.concat([first, chunk]);
    if (first.length < sniffBytes && (chunk.length > 0 || first.length === 0)) continue;
    const chosen = chooseFramer(first, options, origin, false);
    if (chosen instanceof Problem) return yield refuseWhole(chosen, origin, first);
    framer = chosen;
    yield* framer.push(withoutBom(first));
    if (chunk.length === 0) yield* framer.flush();
  }
  if (framer === null) {
    if (first.length === 0) return;
    const chosen = chooseFramer(first, options, origin, true);
    if (chosen instanceof Problem) return yield refuseWhole(chosen, origin, first);
    framer = chosen;
    yield* framer.push(withoutBom(first));
  }
  yield* framer.end();
}

function chooseFramer(
  first: Uint8Array,
  options: ReadOptions,
  origin: Origin,
  complete: boolean,
): Framer | Problem {
  const sample = sampleFrom(first, origin.fileName, complete);
  let format: Format | Problem | undefined;
  if (options.format === undefined) format = sniffFormat(sample);
  else format = findFormat(options.format);
  if (format === undefined)
    return intakeProblem("format-unknown", `There is no format ${JSON.stringify(options.format)}.`);
  if (format instanceof Problem) return format;
  const batchBytes = options.batchBytes ?? batchBytesDefault;
  const lines = format.framing === "lines" || isLineDelimited(sample);
  return lines ? new LineFramer(format, origin, batchBytes) : new DocumentFramer(format, origin, batchBytes);
}

function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function refuseWhole(problem: Problem, origin: Origin, first: Uint8Array): RecordBatch {
  const sample = isUtf8(first) ? sampleOf(first) : sampleOf(first.subarray(0, 200));
  return {
    format: unreadable,
    head: null,
    headProblem: null,
    origin,
    bytes: Buffer.alloc(0),
    firstLine: 1,
    lines: null,
    cutLine: 0,
    refusals: [{ line: 1, problem, sample }],
  };
}
