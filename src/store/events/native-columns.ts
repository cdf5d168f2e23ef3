/**
 * The columns of a Native block while it is being filled: growing byte buffers, one value appended at a time,
 * nothing kept per row as an object. Layouts: fixed-width values little endian; String as LEB128 length and
 * UTF-8; Array as 64-bit end offsets, then all entries; LowCardinality as a dictionary and one index a row,
 * the empty text always at index 0. Buffers are kept when a block is finished, so a builder settles at the
 * size of its largest block. https://clickhouse.com/docs/interfaces/specs/NativeFormat
 */

import type { TextLists } from "./block-builder.js";

/** What ends a block: bytes in order, to be written one after the other. */
export type Pieces = Uint8Array[];

export interface Column {
  readonly type: string;
  readonly bytes: number;
  /** Adds the column's content to `pieces` (views into own buffers, valid until the column is cleared). */
  finish(rows: number, pieces: Pieces): void;
  clear(): void;
}

/** Longer texts are written by the platform's encoder, shorter ones here: the call costs more than the loop. */
const loopLengthMax = 48;

/** A byte buffer that doubles. */
export class Growing {
  buffer: Buffer;
  length = 0;

  constructor(capacity: number) {
    this.buffer = Buffer.allocUnsafeSlow(capacity);
  }

  /** Makes room for `more` bytes and answers the buffer. */
  room(more: number): Buffer {
    const needed = this.length + more;
    if (needed > this.buffer.length) {
      const next = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
      this.buffer.copy(next, 0, 0, this.length);
      this.buffer = next;
    }
    return this.buffer;
  }

  varint(value: number): void {
    const buffer = this.room(5);
    let rest = value;
    while (rest > 127) {
      buffer[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[this.length++] = rest;
  }

  bytes(bytes: Uint8Array): void {
    this.room(bytes.length).set(bytes, this.length);
    this.length += bytes.length;
  }

  text(value: string): void {
    const units = value.length;
    if (units > loopLengthMax || !this.#ascii(value, units)) this.#encoded(value, units);
  }

  /** Writes a short ASCII text; false, with nothing written, where it is not ASCII. */
  #ascii(value: string, units: number): boolean {
    const buffer = this.room(units + 1);
    const start = this.length;
    buffer[start] = units;
    for (let i = 0; i < units; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      buffer[start + 1 + i] = code;
    }
    this.length = start + 1 + units;
    return true;
  }

  /** Guesses that one unit is one byte when it leaves room for the length, and moves the text where it was not. */
  #encoded(value: string, units: number): void {
    const buffer = this.room(units * 3 + 5);
    const start = this.length;
    const guess = varintSize(units);
    const written = buffer.write(value, start + guess, "utf8");
    const size = varintSize(written);
    if (size !== guess) buffer.copyWithin(start + size, start + guess, start + guess + written);
    this.varint(written);
    this.length = start + size + written;
  }

  view(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }
}

function varintSize(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : value < 268_435_456 ? 4 : 5;
}

export class FixedColumn implements Column {
  readonly type: string;
  readonly #width: 1 | 2 | 8;
  readonly #data: Growing;

  constructor(type: string, width: 1 | 2 | 8) {
    this.type = type;
    this.#width = width;
    this.#data = new Growing(4096);
  }

  get bytes(): number {
    return this.#data.length;
  }

  /** `value` is a whole number from 0 to 2^53. */
  append(value: number): void {
    const data = this.#data;
    const buffer = data.room(8);
    const at = data.length;
    if (this.#width === 1) buffer[at] = value;
    else if (this.#width === 2) buffer.writeUInt16LE(value, at);
    else {
      buffer.writeUInt32LE(value % 4_294_967_296, at);
      buffer.writeUInt32LE(Math.floor(value / 4_294_967_296), at + 4);
    }
    data.length = at + this.#width;
  }

  /** The same value for so many rows. */
  repeat(value: number, rows: number): void {
    const from = this.#data.length;
    this.append(value);
    const buffer = this.#data.room((rows - 1) * this.#width);
    const one = buffer.subarray(from, from + this.#width);
    buffer.fill(one, from, from + rows * this.#width);
    this.#data.length = from + rows * this.#width;
  }

  /** The numbers from `value` on, below 2^32, as 64 bits each. */
  count(value: number, rows: number): void {
    const words = this.#words(rows);
    for (let row = 0; row < rows; row++) {
      words[row * 2] = value + row;
      words[row * 2 + 1] = 0;
    }
  }

  appendBytes(bytes: Uint8Array): void {
    this.#data.bytes(bytes);
  }

  /** 64-bit numbers, `more` (below 2^32) added to each; their sums stay below 2^32. */
  appendMoved(bytes: Uint8Array, more: number): void {
    const rows = bytes.length / 8;
    const words = this.#words(rows, bytes);
    for (let row = 0; row < rows; row++) words[row * 2] = (words[row * 2] as number) + more;
  }

  /**
   * Room for 64-bit values, as pairs of words, with `bytes` in it. The column holds nothing else, and its buffer is
   * one of its own, so that words lie aligned; machines that run this are little endian, as the format is.
   */
  #words(rows: number, bytes?: Uint8Array): Uint32Array {
    const from = this.#data.length;
    const buffer = this.#data.room(rows * 8);
    if (bytes !== undefined) buffer.set(bytes, from);
    this.#data.length = from + rows * 8;
    return new Uint32Array(buffer.buffer, buffer.byteOffset + from, rows * 2);
  }

  finish(_rows: number, pieces: Pieces): void {
    pieces.push(this.#data.view());
  }

  clear(): void {
    this.#data.length = 0;
  }
}

export class TextColumn implements Column {
  readonly type = "String";
  readonly #data = new Growing(16_384);

  get bytes(): number {
    return this.#data.length;
  }

  append(value: string): void {
    this.#data.text(value);
  }

  /** Texts with their lengths, as this column holds them. */
  appendBytes(bytes: Uint8Array): void {
    this.#data.bytes(bytes);
  }

  finish(_rows: number, pieces: Pieces): void {
    pieces.push(this.#data.view());
  }

  clear(): void {
    this.#data.length = 0;
  }
}

export class ListColumn implements Column {
  readonly type = "Array(String)";
  readonly #ends = new FixedColumn("UInt64", 8);
  readonly #data = new Growing(4096);
  #entries = 0;

  get bytes(): number {
    return this.#data.length + this.#ends.bytes;
  }

  append(values: readonly string[]): void {
    for (const value of values) this.#data.text(value);
    this.#entries += values.length;
    this.#ends.append(this.#entries);
  }

  appendLists({ ends, entries, texts }: TextLists): void {
    this.#data.bytes(texts);
    this.#ends.appendMoved(ends, this.#entries);
    this.#entries += entries;
  }

  finish(rows: number, pieces: Pieces): void {
    this.#ends.finish(rows, pieces);
    pieces.push(this.#data.view());
  }

  clear(): void {
    this.#ends.clear();
    this.#data.length = 0;
    this.#entries = 0;
  }
}
