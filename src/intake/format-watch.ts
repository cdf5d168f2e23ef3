/**
 * Whether a source is what it was taken for. A format is picked by the first 4 KiB; what comes later may show that
 * this was wrong, or that two writers share a file. It is looked at the ends of the first, second, fourth, … batch
 * and at the first, second, fourth, … refused record, so that a source of any size costs a few looks.
 */
import { Problem } from "../base/index.js";
import { unreadable } from "./batches.js";
import { sniffBytes } from "./limits.js";
import type { RecordBatch } from "./record-batch.js";
import { sampleFrom, sniffFormat } from "./sniff.js";

/** Claims least of all formats, and so says nothing against another. */
const generic = "json-lines";
/** Fewer refusals than this are too few to say that a format was taken wrongly. */
const refusalsMin = 3;

/** Whether nine of ten records were refused: then it is the format rather than the records. */
export function isNearlyAllRefused(read: number, refused: number): boolean {
  return refused >= refusalsMin && refused >= read * 9;
}

export class FormatWatch {
  #batches = 0;
  #refused = 0;
  #taken: RecordBatch["format"] | null = null;
  #fileName = "";
  /** The first line that shows another format, and which. */
  #other: { readonly line: number; readonly id: string } | null = null;

  /** Looks at a batch; its bytes are not kept. */
  see({ format, origin, bytes, firstLine, lines }: RecordBatch): void {
    if (format === unreadable) return;
    this.#taken = format;
    this.#fileName = origin.fileName;
    if (!isPowerOfTwo(++this.#batches) || this.#other !== null) return;
    const from = bytes.length <= sniffBytes ? 0 : bytes.indexOf(10, bytes.length - sniffBytes) + 1;
    if (from === bytes.length || (from === 0 && bytes.length > sniffBytes)) return;
    let before = 0;
    for (let at = bytes.indexOf(10); at >= 0 && at < from; at = bytes.indexOf(10, at + 1)) before++;
    this.#look(bytes.subarray(from), lines?.[before] ?? firstLine + before);
  }

  /** Looks at a record that was refused. */
  refused(line: number, sample: string): void {
    if (this.#taken === null || !isPowerOfTwo(++this.#refused)) return;
    if (this.#other !== null && this.#other.line <= line) return;
    this.#look(Buffer.from(`${sample}\n`), line);
  }

  /** What to tell a person of this source, of which so many records were read and refused; null: nothing. */
  notice(read: number, refused: number): string | null {
    const taken = this.#taken;
    if (taken === null) return null;
    const told = `It was read as ${taken.id} (${taken.title}), which its first lines look like`;
    const advice = "If that is wrong, name the format with --format.";
    if (isNearlyAllRefused(read, refused)) {
      const [bad, all] = [refused, read + refused].map((count) => count.toLocaleString("en"));
      return `${told}, and ${bad} of ${all} records were refused. ${advice}`;
    }
    if (this.#other === null) return null;
    return `${told}, but at line ${this.#other.line} it looks like ${this.#other.id}. ${advice}`;
  }

  #look(bytes: Uint8Array, line: number): void {
    const found = sniffFormat(sampleFrom(bytes, this.#fileName, true));
    const taken = this.#taken;
    if (found instanceof Problem || taken === null || found === taken || found.id === generic) return;
    // Lines of devices are syslog's too.
    if (taken.id === "syslog" && found.framing === "lines" && found.head === undefined) return;
    this.#other = { line, id: found.id };
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
