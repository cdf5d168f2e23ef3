/**
 * One record a line. Blocks of whole lines go on as they came, without a copy: a block is split where header
 * lines stand (found by their first characters, not by decoding), and only a block that is not clean (not UTF-8,
 * a NUL byte, an endless line) is gone through line by line. Memory stays under a batch and a record.
 */
import { isUtf8 } from "node:buffer";
import { Problem } from "../../base/index.js";
import type { Format, Origin } from "../format.js";
import { recordBytesMax, sampleCharsMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import type { BatchRefusal, RecordBatch } from "../record-batch.js";
import type { Framer } from "./framer.js";

const newline = 10;
const nothing = Buffer.alloc(0);

/** The start of a bytes as text for a person to look at, damaged bytes shown as U+FFFD. */
export function sampleOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, sampleCharsMax))
    .toString("utf8")
    .replace(/[\r\n]+$/, "");
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}

const tooLong = (bytes: number) =>
  intakeProblem("record-too-long", `The line has more than ${recordBytesMax} bytes (${bytes} or more).`);

export class LineFramer implements Framer {
  readonly #format: Format;
  readonly #origin: Origin;
  readonly #batchBytes: number;
  readonly #starts: readonly Buffer[];
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #heldNewline = false;
  /** Inside a line that was refused as too long: its rest is dropped. */
  #skipping = false;
  #line = 1;
  #head: unknown = null;
  #headProblem: Problem | null = null;

  constructor(format: Format, origin: Origin, batchBytes: number) {
    this.#format = format;
    this.#origin = origin;
    this.#batchBytes = batchBytes;
    const starts = format.head === undefined ? [] : (format.headStarts ?? ["#"]);
    this.#starts = starts.map((start) => Buffer.from(`\n${start}`, "latin1"));
  }

  *push(chunk: Uint8Array): Generator<RecordBatch> {
    let bytes = chunk;
    if (this.#skipping) {
      const end = bytes.indexOf(newline);
      if (end < 0) return;
      bytes = bytes.subarray(end + 1);
      this.#skipping = false;
      this.#line++;
    }
    if (bytes.length === 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    this.#heldNewline ||= bytes.includes(newline);
    if (this.#heldNewline ? this.#heldBytes >= this.#batchBytes : this.#heldBytes > recordBytesMax)
      yield* this.flush();
  }

  /**
   * Only the line that lies across two portions is put together anew; what else a portion holds goes on as it came,
   * as copying it would cost more than a scanner's whole work on it.
   */
  *flush(): Generator<RecordBatch> {
    const pieces = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#heldNewline = false;
    let open: Uint8Array[] = [];
    for (const piece of pieces) {
      const first = open.length === 0 ? 0 : piece.indexOf(newline) + 1;
      if (open.length > 0 && first > 0) {
        yield* this.#block(Buffer.concat([...open, piece.subarray(0, first)]), 0);
        open = [];
      }
      const end = open.length > 0 ? 0 : piece.lastIndexOf(newline) + 1;
      if (end > first) yield* this.#block(piece.subarray(first, end), 0);
      const rest = piece.subarray(Math.max(first, end));
      if (rest.length > 0) open.push(rest);
    }
    const restBytes = open.reduce((sum, piece) => sum + piece.length, 0);
    if (restBytes > recordBytesMax) {
      this.#skipping = true;
      const start = Buffer.concat(open).subarray(0, recordBytesMax);
      yield this.#batch(nothing, this.#line, 0, [this.#refusal(this.#line, tooLong(restBytes), start)]);
    } else if (restBytes > 0) {
      this.#held = open;
      this.#heldBytes = restBytes;
    }
  }

  *end(): Generator<RecordBatch> {
    yield* this.flush();
    if (this.#heldBytes === 0) return;
    const rest = Buffer.concat([...this.#held, Buffer.from("\n")]);
    this.#held = [];
    this.#heldBytes = 0;
    yield* this.#block(rest, this.#line);
  }

  /** Splits whole lines at header lines. `cutLine` is the line that had no end, 0 where all had. */
  *#block(block: Uint8Array, cutLine: number): Generator<RecordBatch> {
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    let from = 0;
    let search = 0;
    while (from < bytes.length) {
      const at = this.#nextHead(bytes, search);
      const end = at < 0 ? -1 : bytes.indexOf(newline, at) + 1;
      const head = at < 0 ? undefined : this.#readHead(bytes.subarray(at, end));
      if (at >= 0 && head === undefined) {
        search = end; // it only looks like a header: a record like any other
        continue;
      }
      yield* this.#records(bytes.subarray(from, at < 0 ? bytes.length : at), cutLine);
      if (at < 0) return;
      this.#line++;
      if (head instanceof Problem) this.#headProblem = head;
      else {
        this.#head = head;
        this.#headProblem = null;
      }
      from = end;
      search = end;
    }
  }

  #nextHead(bytes: Buffer, from: number): number {
    let best = -1;
    for (const start of this.#starts) {
      const here = start.length - 1;
      const atLineStart = from === 0 || bytes[from - 1] === newline;
      let at = -1;
      if (
        atLineStart &&
        bytes.length - from >= here &&
        bytes.compare(start, 1, here + 1, from, from + here) === 0
      )
        at = from;
      else {
        const found = bytes.indexOf(start, from);
        if (found >= 0) at = found + 1;
      }
      if (at >= 0 && (best < 0 || at < best)) best = at;
    }
    return best;
  }

  #readHead(line: Buffer): unknown {
    if (line.length > recordBytesMax) return intakeProblem("header-invalid", "A header line is over 1 MiB.");
    const text = line.toString("utf8").replace(/\r?\n$/, "");
    return this.#format.head?.(text, this.#head);
  }

  /** Lines that are records: passed on as they are where clean, else with the bad ones taken out. */
  *#records(bytes: Uint8Array, cutLine: number): Generator<RecordBatch> {
    if (bytes.length === 0) return;
    const firstLine = this.#line;
    this.#line += countLines(bytes);
    if (bytes.length <= recordBytesMax && isUtf8(bytes) && !bytes.includes(0)) {
      yield this.#batch(bytes, firstLine, cutLine, []);
      return;
    }
    const kept: Uint8Array[] = [];
    const lines: number[] = [];
    const refusals: BatchRefusal[] = [];
    for (let from = 0, line = firstLine; from < bytes.length; line++) {
      const end = bytes.indexOf(newline, from) + 1;
      const record = bytes.subarray(from, end);
      const problem = damageOf(record);
      if (problem !== null) refusals.push(this.#refusal(line, problem, record));
      else {
        kept.push(record);
        lines.push(line);
      }
      from = end;
    }
    yield this.#batch(Buffer.concat(kept), lines[0] ?? firstLine, cutLine, refusals, Uint32Array.from(lines));
  }

  #refusal(line: number, problem: Problem, record: Uint8Array): BatchRefusal {
    return { line, problem, sample: sampleOf(record) };
  }

  #batch(
    bytes: Uint8Array,
    firstLine: number,
    cutLine: number,
    refusals: readonly BatchRefusal[],
    lines: Uint32Array | null = null,
  ): RecordBatch {
    const headProblem = this.#headProblem;
    const { head, format, origin } = { head: this.#head, format: this.#format, origin: this.#origin };
    return { format, head, headProblem, origin, bytes, firstLine, lines, cutLine, refusals };
  }
}

/** Why a line can't be a record in any format, or null. */
export function damageOf(record: Uint8Array): Problem | null {
  if (record.length > recordBytesMax) return tooLong(record.length);
  const nul = record.indexOf(0);
  if (nul >= 0) return intakeProblem("record-nul", `There is a NUL byte at byte ${nul + 1} of the line.`);
  if (!isUtf8(record)) return intakeProblem("record-not-utf8", "The line has bytes that are not UTF-8.");
  return null;
}
