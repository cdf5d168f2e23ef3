/**
 * Rows of a finished block, read back from its bytes column by column, so that what runs behind the scanner (detectors of
 * behaviour) sees every record in the one form that both of its paths give. Nothing is decoded before it is asked for: a
 * column of texts is first walked for where each begins, a text is made when somebody wants it, and what repeats is made
 * once. The bytes are those of a block of this program's own (in memory, or from the spool, which checks them), so what
 * doesn't fit its layout is a programmer's error. Layout: `native-columns.ts`.
 */
import { assert } from "../../base/index.js";
import type { FinishedBlock } from "./block-builder.js";

export interface NumberCells {
  at(row: number): number;
}

export interface TextCells {
  at(row: number): string;
  /** Bytes of its UTF-8. */
  lengthAt(row: number): number;
}

/** Texts that stand once in a dictionary. */
export interface CodedCells extends TextCells {
  readonly texts: readonly string[];
  codeAt(row: number): number;
}

export interface ListCells {
  at(row: number): readonly string[];
}

/** The columns, by the table's names (`schema.ts`). */
export interface BlockRows {
  readonly rows: number;
  /** Microseconds since 1970. */
  readonly time: NumberCells;
  readonly received: NumberCells;
  readonly timed: NumberCells;
  readonly member: CodedCells;
  readonly mark: CodedCells;
  readonly log: CodedCells;
  readonly source_address: TextCells;
  readonly source_port: NumberCells;
  readonly destination_address: TextCells;
  readonly destination_port: NumberCells;
  readonly protocol: CodedCells;
  readonly service: CodedCells;
  readonly action: CodedCells;
  readonly names: ListCells;
  readonly addresses: ListCells;
  readonly urls: ListCells;
  readonly hashes: ListCells;
  readonly user: TextCells;
  readonly message: TextCells;
  readonly native: TextCells;
}

/** The block's bytes in one buffer: a copy, unless they are in one already. */
export function blockBytes(block: Pick<FinishedBlock, "pieces" | "byteLength">): Buffer {
  const [only] = block.pieces;
  if (block.pieces.length === 1 && only !== undefined)
    return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  return Buffer.concat(block.pieces, block.byteLength);
}

/** Cells look into `bytes`, which must stay as they are while these are used. */
export function readBlockRows(bytes: Buffer): BlockRows {
  const reader = new Reader(bytes);
  const columns = reader.varint();
  const rows = reader.varint();
  const cells: Record<string, unknown> = { rows };
  for (let column = 0; column < columns; column++) {
    const name = reader.head();
    cells[name] = columnOf(reader, reader.head(), rows);
  }
  assert(reader.at === bytes.length, "a block ends with its last column");
  return cells as unknown as BlockRows;
}

class Reader {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  varint(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at++];
      assert(byte !== undefined, "a length lies in its block");
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }

  /** A column's name or type. */
  head(): string {
    const length = this.varint();
    this.at += length;
    return this.bytes.toString("latin1", this.at - length, this.at);
  }

  number64(): number {
    const at = this.at;
    this.at += 8;
    return this.bytes.readUInt32LE(at) + this.bytes.readUInt32LE(at + 4) * 4_294_967_296;
  }

  /** Where each of so many texts begins, and behind the last one; `at` is behind them. */
  texts(count: number): Texts {
    const starts = new Uint32Array(count + 1);
    const { bytes } = this;
    let at = this.at;
    for (let text = 0; text < count; text++) {
      let length = bytes[at] as number;
      starts[text] = at;
      at++;
      if (length > 127) {
        this.at = at - 1;
        length = this.varint();
        at = this.at;
      }
      at += length;
    }
    assert(at <= bytes.length, "a text lies in its block");
    starts[count] = at;
    this.at = at;
    return new Texts(bytes, starts);
  }
}

/** Texts with their lengths, one behind the other. */
class Texts implements TextCells {
  readonly #bytes: Buffer;
  readonly #starts: Uint32Array;

  constructor(bytes: Buffer, starts: Uint32Array) {
    this.#bytes = bytes;
    this.#starts = starts;
  }

  at(row: number): string {
    const end = this.#starts[row + 1] as number;
    return this.#bytes.toString("utf8", this.#from(row), end);
  }

  lengthAt(row: number): number {
    return (this.#starts[row + 1] as number) - this.#from(row);
  }

  #from(row: number): number {
    let at = this.#starts[row] as number;
    while ((this.#bytes[at++] as number) > 127);
    return at;
  }
}

/** Texts of which the same often stand in a row: the last one is kept. */
class RepeatedTexts implements TextCells {
  readonly #texts: Texts;
  #row = -1;
  #text = "";

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  at(row: number): string {
    if (row !== this.#row) {
      this.#text = this.#texts.at(row);
      this.#row = row;
    }
    return this.#text;
  }

  lengthAt(row: number): number {
    return this.#texts.lengthAt(row);
  }
}

class Coded implements CodedCells {
  readonly texts: readonly string[];
  readonly #bytes: Buffer;
  readonly #from: number;
  readonly #width: number;

  constructor(texts: readonly string[], bytes: Buffer, from: number, width: number) {
    this.texts = texts;
    this.#bytes = bytes;
    this.#from = from;
    this.#width = width;
  }

  codeAt(row: number): number {
    return this.#width === 1
      ? (this.#bytes[this.#from + row] as number)
      : this.#bytes.readUIntLE(this.#from + row * this.#width, this.#width);
  }

  at(row: number): string {
    return this.texts[this.codeAt(row)] as string;
  }

  lengthAt(row: number): number {
    return Buffer.byteLength(this.at(row));
  }
}

const none: readonly string[] = [];

class Lists implements ListCells {
  readonly #ends: NumberCells;
  readonly #texts: Texts;

  constructor(ends: NumberCells, texts: Texts) {
    this.#ends = ends;
    this.#texts = texts;
  }

  at(row: number): readonly string[] {
    const from = row === 0 ? 0 : this.#ends.at(row - 1);
    const end = this.#ends.at(row);
    if (from === end) return none;
    return Array.from({ length: end - from }, (_, nth) => this.#texts.at(from + nth));
  }
}

function numbersOf(reader: Reader, rows: number, width: 1 | 2 | 8): NumberCells {
  const { bytes, at: from } = reader;
  reader.at += rows * width;
  assert(reader.at <= bytes.length, "a column of numbers lies in its block");
  if (width === 1) return { at: (row) => bytes[from + row] as number };
  if (width === 2) return { at: (row) => bytes.readUInt16LE(from + row * 2) };
  return {
    at: (row) => bytes.readUInt32LE(from + row * 8) + bytes.readUInt32LE(from + row * 8 + 4) * 4_294_967_296,
  };
}

const widths: Readonly<Record<string, 1 | 2 | 8>> = {
  Date: 2,
  "DateTime64(6, 'UTC')": 8,
  UInt64: 8,
  UInt16: 2,
  Bool: 1,
};

function columnOf(reader: Reader, type: string, rows: number): unknown {
  const width = widths[type];
  if (width !== undefined) return numbersOf(reader, rows, width);
  if (type === "String") return new RepeatedTexts(reader.texts(rows));
  if (type === "Array(String)") {
    const ends = numbersOf(reader, rows, 8);
    return new Lists(ends, reader.texts(rows === 0 ? 0 : ends.at(rows - 1)));
  }
  assert(type === "LowCardinality(String)", `a block has no columns of type ${type}`);
  reader.number64();
  const indexWidth = 1 << (reader.number64() & 0xff);
  const count = reader.number64();
  const keys = reader.texts(count);
  assert(reader.number64() === rows, "a dictionary has an index for each row");
  const from = reader.at;
  reader.at += rows * indexWidth;
  const texts = Array.from({ length: count }, (_, nth) => keys.at(nth));
  return new Coded(texts, reader.bytes, from, indexWidth);
}
