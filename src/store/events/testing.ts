/** For tests: reads a Native block back into rows, one column after the other, as ClickHouse would. */
import type { FinishedBlock } from "./block-builder.js";

export type ReadRow = Record<string, unknown>;

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  number(width: number): number {
    const at = this.#at;
    this.#at += width;
    return width === 8 ? Number(this.#bytes.readBigUInt64LE(at)) : this.#bytes.readUIntLE(at, width);
  }

  text(): string {
    const length = this.varint();
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Error("a text ends behind its block");
    return this.#bytes.toString("utf8", at, this.#at);
  }
}

const widths: Readonly<Record<string, number>> = {
  Date: 2,
  "DateTime64(6, 'UTC')": 8,
  UInt64: 8,
  UInt16: 2,
  Bool: 1,
};

function times<T>(count: number, read: () => T): T[] {
  return Array.from({ length: count }, read);
}

function readColumn(reader: Reader, type: string, rows: number): unknown[] {
  const width = widths[type];
  if (width !== undefined) return times(rows, () => reader.number(width));
  if (type === "String") return times(rows, () => reader.text());
  if (type === "Array(String)") {
    const ends = times(rows, () => reader.number(8));
    return ends.map((end, row) => times(end - (ends[row - 1] ?? 0), () => reader.text()));
  }
  if (type !== "LowCardinality(String)") throw new Error(`the type ${type} is not known`);
  reader.number(8);
  const indexWidth = 1 << (reader.number(8) & 0xff);
  const keyCount = reader.number(8);
  const keys = times(keyCount, () => reader.text());
  reader.number(8);
  return times(rows, () => keys[reader.number(indexWidth)]);
}

export function readBlock(block: FinishedBlock): ReadRow[] {
  const reader = new Reader(Buffer.concat(block.pieces));
  const columns = reader.varint();
  const rows = reader.varint();
  const out: ReadRow[] = times(rows, () => ({}));
  for (let column = 0; column < columns; column++) {
    const name = reader.text();
    const values = readColumn(reader, reader.text(), rows);
    for (let row = 0; row < rows; row++) (out[row] as ReadRow)[name] = values[row];
  }
  if (reader.left !== 0) throw new Error(`${reader.left} bytes stand behind the block's columns`);
  return out;
}
