/**
 * One JSON object a record, however it is laid out: arrays, pretty-printed objects, objects one after another.
 * A splitter over bytes that knows only strings and brackets, so a file of any size needs the memory of one
 * record. Each record leaves as one line (line ends between its tokens become spaces).
 *
 * After damage (a bracket missing, a line end inside a string, too deep, too long) the record is refused and the
 * next one is looked for from the line after its start: an object at the same indentation, or after `},` where
 * all stands in one line. Since unfinished starts nest, no byte is gone over more than 64 times.
 */
import type { Problem } from "../../base/index.js";
import type { Format, Origin } from "../format.js";
import { nestingMax, recordBytesMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import type { BatchRefusal, RecordBatch } from "../record-batch.js";
import type { Framer } from "./framer.js";
import { damageOf, sampleOf } from "./lines.js";

const code = { newline: 10, quote: 34, hash: 35, comma: 44, open: 91, backslash: 92, close: 93 };
const brace = { open: 123, close: 125 };
/** Bytes are gathered to this much before they are gone through, so that tiny portions cost no copies. */
const portionBytes = 64 * 1024;
/** What may stand between records: `,`, `[`, `]`, and the bytes of a byte order mark. */
const plainBetween: ReadonlySet<number> = new Set([code.comma, code.open, code.close, 0xef, 0xbb, 0xbf]);

export class DocumentFramer implements Framer {
  readonly #format: Format;
  readonly #origin: Origin;
  readonly #batchBytes: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** What is being looked at: from the start of the open record (or of the line, where none is open). */
  #hold: Buffer = Buffer.alloc(0);
  #at = 0;
  #line = 1;
  #lineStart = 0;
  /** Nothing but white space stands in the line so far. */
  #lineBlank = true;
  /** Inside a comment line. */
  #inComment = false;
  /** The last line of which text outside of objects was refused: once is enough. */
  #garbageLine = 0;
  /** The open record: where it starts in `#hold` (-1: none), its line, what stands before it in that line. */
  #start = -1;
  #startLine = 0;
  #indent = -1;
  #depth = 0;
  /** The closing bracket that each open one waits for. */
  readonly #closers = new Uint8Array(nestingMax + 1);
  #inString = false;
  /** The two last bytes outside records that are not white space, for finding `},{`. */
  #last = 0;
  #lastButOne = 0;
  /** After damage: the indentation the next record must have (-1: one that follows `},`); null where it may have whichever. */
  #wanted: number | null = null;
  #records: Buffer[] = [];
  #lines: number[] = [];
  #recordsBytes = 0;
  #refusals: BatchRefusal[] = [];

  constructor(format: Format, origin: Origin, batchBytes: number) {
    this.#format = format;
    this.#origin = origin;
    this.#batchBytes = batchBytes;
  }

  *push(chunk: Uint8Array): Generator<RecordBatch> {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= portionBytes) yield* this.#look(false);
  }

  *flush(): Generator<RecordBatch> {
    yield* this.#look(false);
    yield* this.#emit();
  }

  *end(): Generator<RecordBatch> {
    yield* this.#look(true);
    yield* this.#emit();
  }

  *#look(last: boolean): Generator<RecordBatch> {
    this.#hold = Buffer.concat([this.#hold, ...this.#waiting]);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (;;) {
      while (this.#at < this.#hold.length) {
        if (this.#start < 0) this.#between();
        else this.#inside();
        if (this.#recordsBytes >= this.#batchBytes || this.#refusals.length >= 1000) yield* this.#emit();
      }
      if (!last || this.#start < 0) break;
      this.#damaged(intakeProblem("record-cut", "The file ends inside the record."));
    }
    this.#forget();
  }

  /** Drops what is done from the front of `#hold`. */
  #forget(): void {
    const done = this.#start >= 0 ? this.#start : this.#at;
    this.#hold = this.#hold.subarray(done);
    this.#at -= done;
    this.#lineStart -= done;
    if (this.#start >= 0) this.#start = 0;
  }

  /** Goes on until a record starts or the bytes end. */
  #between(): void {
    const hold = this.#hold;
    while (this.#at < hold.length) {
      const byte = hold[this.#at] as number;
      if (byte === brace.open && !this.#inComment && this.#maybeOpen()) return;
      this.#at++;
      if (byte === code.newline) {
        this.#line++;
        this.#lineStart = this.#at;
        this.#lineBlank = true;
        this.#inComment = false;
      } else if (byte > 32 && !this.#inComment) {
        if (byte === code.hash && this.#lineBlank) this.#inComment = true;
        this.#lineBlank = false;
        this.#lastButOne = this.#last;
        this.#last = byte;
        if (this.#wanted === null && !this.#inComment && !plainBetween.has(byte)) this.#garbage();
      }
    }
  }

  /** At a `{` outside of records: opens one, unless the last was damaged and this is not what follows it. */
  #maybeOpen(): boolean {
    const indent = this.#lineBlank ? this.#at - this.#lineStart : -1;
    if (this.#wanted !== null) {
      const after = this.#last === code.comma && this.#lastButOne === brace.close;
      if (this.#wanted === -1 ? !after : indent !== this.#wanted) return false;
      this.#wanted = null;
    }
    this.#start = this.#at;
    this.#startLine = this.#line;
    this.#indent = indent;
    this.#depth = 0;
    this.#inString = false;
    return true;
  }

  /** Text outside of objects is refused up to the line's end or the next object. */
  #garbage(): void {
    const from = this.#at - 1;
    let end = from;
    while (end < this.#hold.length && this.#hold[end] !== code.newline && this.#hold[end] !== brace.open)
      end++;
    this.#at = end;
    if (this.#garbageLine === this.#line) return;
    this.#garbageLine = this.#line;
    const text = this.#hold.subarray(from, end);
    this.#refuse(this.#line, intakeProblem("json-not-object", "There is text that is no JSON object."), text);
  }

  /** Goes on until the open record ends, breaks, or the bytes end. */
  #inside(): void {
    const hold = this.#hold;
    const length = hold.length;
    const closers = this.#closers;
    let at = this.#at;
    let depth = this.#depth;
    let inString = this.#inString;
    const stop = Math.min(length, this.#start + recordBytesMax + 1);
    let problem: Problem | null = null;
    for (; at < stop; at++) {
      const byte = hold[at] as number;
      if (inString) {
        if (byte === code.quote) inString = false;
        else if (byte === code.backslash) {
          if (at + 1 >= length) break; // the escaped byte comes with the next portion
          at++;
        } else if (byte === code.newline) {
          problem = intakeProblem("json-invalid", "A line ends inside a string.");
          break;
        }
      } else if (byte === code.quote) inString = true;
      else if (byte === brace.open || byte === code.open) {
        if (++depth > nestingMax) {
          problem = intakeProblem("record-nested", `The record is nested more than ${nestingMax} deep.`);
          break;
        }
        closers[depth] = byte + 2; // `]` and `}` stand two behind `[` and `{`
      } else if (byte === brace.close || byte === code.close) {
        if (closers[depth] !== byte) {
          problem = intakeProblem("json-invalid", "A bracket is closed that is not open.");
          break;
        }
        if (--depth === 0) {
          this.#at = at + 1;
          this.#complete();
          return;
        }
      } else if (byte === code.newline) {
        this.#line++;
        this.#lineStart = at + 1;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    if (problem === null && at - this.#start > recordBytesMax)
      problem = intakeProblem("record-too-long", `The record has more than ${recordBytesMax} bytes.`);
    if (problem !== null) this.#damaged(problem);
    else this.#pause(at);
  }

  /** The bytes end inside the record. A lone backslash at the end is looked at again with the next portion. */
  #pause(at: number): void {
    this.#at = at;
    if (at >= this.#hold.length) return;
    this.#waiting = [Buffer.from(this.#hold.subarray(at))];
    this.#waitingBytes = this.#hold.length - at;
    this.#hold = this.#hold.subarray(0, at);
  }

  #complete(): void {
    // One byte more than the record, for its line end: the held bytes may end with the record itself.
    const record = Buffer.alloc(this.#at - this.#start + 1, code.newline);
    record.set(this.#hold.subarray(this.#start, this.#at));
    const problem = damageOf(record);
    if (problem !== null) this.#refuse(this.#startLine, problem, record);
    else {
      for (
        let at = record.indexOf(code.newline);
        at < record.length - 1;
        at = record.indexOf(code.newline, at + 1)
      )
        record[at] = 32;
      this.#records.push(record);
      this.#lines.push(this.#startLine);
      this.#recordsBytes += record.length;
    }
    this.#start = -1;
    this.#lineBlank = false;
    this.#lastButOne = 0;
    this.#last = brace.close;
  }

  /** Refuses the open record and goes back to just behind its start, to look for the next. */
  #damaged(problem: Problem): void {
    this.#refuse(this.#startLine, problem, this.#hold.subarray(this.#start, this.#at));
    this.#wanted = this.#indent;
    this.#at = this.#start + 1;
    this.#line = this.#startLine;
    this.#lineStart = this.#indent >= 0 ? this.#start - this.#indent : this.#start;
    this.#start = -1;
    this.#lineBlank = false;
    this.#last = 0;
    this.#lastButOne = 0;
  }

  #refuse(line: number, problem: Problem, bytes: Uint8Array): void {
    this.#refusals.push({ line, problem, sample: sampleOf(bytes) });
  }

  *#emit(): Generator<RecordBatch> {
    if (this.#records.length === 0 && this.#refusals.length === 0) return;
    yield {
      format: this.#format,
      head: null,
      headProblem: null,
      origin: this.#origin,
      bytes: Buffer.concat(this.#records),
      firstLine: this.#lines[0] ?? this.#line,
      lines: Uint32Array.from(this.#lines),
      cutLine: 0,
      refusals: this.#refusals,
    };
    this.#records = [];
    this.#lines = [];
    this.#recordsBytes = 0;
    this.#refusals = [];
  }
}
