/**
 * A column of LowCardinality(String) while it is being filled: a dictionary and one index a row, the empty text always
 * at index 0. Indexes are kept at the width they are written with, one byte until there are more than 256 texts.
 */
import type { CodedTexts } from "./block-builder.js";
import { type Column, Growing, type Pieces } from "./native-columns.js";

/** Version 1 of shared dictionaries; 0x600 says that the block brings keys of its own and updates the dictionary. */
const dictionaryVersion = 1n;
const dictionaryFlags = 0x600n;

type Indexes = Uint8Array | Uint16Array | Uint32Array;
/** Unknown, in the place of an index: no dictionary has so many keys. */
const unknown = 0xffff_ffff;

export class DictionaryColumn implements Column {
  readonly type = "LowCardinality(String)";
  readonly #indexes = new Map<string, number>([["", 0]]);
  readonly #keys = new Growing(256);
  readonly #head = Buffer.alloc(24);
  readonly #count = Buffer.alloc(8);
  #rows: Indexes = new Uint8Array(2048);
  #length = 0;
  #lastValue = "";
  #lastIndex = 0;
  /** Indexes by the codes of the texts that came last; a list of texts only ever grows. */
  #codedTexts: readonly string[] = [];
  #byCode = new Uint32Array(0);

  constructor() {
    this.#keys.text("");
    this.#head.writeBigUInt64LE(dictionaryVersion, 0);
  }

  get bytes(): number {
    return this.#keys.length + this.#length * this.#rows.BYTES_PER_ELEMENT;
  }

  append(value: string): void {
    if (value !== this.#lastValue) {
      this.#lastIndex = this.#indexOf(value);
      this.#lastValue = value;
    }
    this.#room(1);
    this.#rows[this.#length++] = this.#lastIndex;
  }

  repeat(value: string, rows: number): void {
    const index = this.#indexOf(value);
    this.#room(rows);
    this.#rows.fill(index, this.#length, this.#length + rows);
    this.#length += rows;
  }

  appendCodes({ codes, texts }: CodedTexts): void {
    const rows = codes.length;
    const byCode = this.#indexesByCode(texts);
    for (let row = 0; row < rows; row++) {
      const code = codes[row] as number;
      if (byCode[code] === unknown) byCode[code] = this.#indexOf(texts[code] ?? "");
    }
    this.#room(rows);
    const into = this.#rows;
    const from = this.#length;
    for (let row = 0; row < rows; row++) into[from + row] = byCode[codes[row] as number] as number;
    this.#length = from + rows;
  }

  #indexesByCode(texts: readonly string[]): Uint32Array {
    if (texts !== this.#codedTexts || texts.length > this.#byCode.length) {
      this.#codedTexts = texts;
      this.#byCode = new Uint32Array(texts.length + 16).fill(unknown);
    }
    return this.#byCode;
  }

  #indexOf(value: string): number {
    let index = this.#indexes.get(value);
    if (index === undefined) {
      index = this.#indexes.size;
      this.#indexes.set(value, index);
      this.#keys.text(value);
      if (index === 0x100) this.#rows = Uint16Array.from(this.#rows);
      else if (index === 0x1_0000) this.#rows = Uint32Array.from(this.#rows);
    }
    return index;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#rows.length) return;
    const Indexes = this.#rows.constructor as new (length: number) => Indexes;
    const next = new Indexes(Math.max(this.#length + more, this.#rows.length * 2));
    next.set(this.#rows);
    this.#rows = next;
  }

  finish(rows: number, pieces: Pieces): void {
    const { BYTES_PER_ELEMENT: width, buffer } = this.#rows;
    const widthCode = width === 1 ? 0n : width === 2 ? 1n : 2n;
    this.#head.writeBigUInt64LE(dictionaryFlags | widthCode, 8);
    this.#head.writeBigUInt64LE(BigInt(this.#indexes.size), 16);
    this.#count.writeBigUInt64LE(BigInt(rows), 0);
    pieces.push(this.#head, this.#keys.view(), this.#count, new Uint8Array(buffer, 0, this.#length * width));
  }

  clear(): void {
    this.#indexes.clear();
    this.#indexes.set("", 0);
    this.#keys.length = 0;
    this.#keys.text("");
    if (this.#rows.BYTES_PER_ELEMENT > 1) this.#rows = new Uint8Array(2048);
    this.#length = 0;
    this.#lastValue = "";
    this.#lastIndex = 0;
    this.#codedTexts = [];
  }
}
