/**
 * Reads MaxMind DB files (format 2.0, maxmind.github.io/MaxMind-DB), in which databases of countries and autonomous systems
 * come: a binary tree over the bits of an address, and records behind it. Written here and not taken from a library, as the
 * part that is needed is small and a damaged file must neither throw nor loop: every offset is checked, and a record has a
 * bound in depth and in parts. A file is read whole and stays in memory.
 */
import type { Address, Problem } from "../../base/index.js";
import { detectProblem } from "../problems.js";

const marker = Buffer.from("abcdef4d61784d696e642e636f6d", "hex");
/** The metadata stand in the last 128 KiB. */
const metadataMax = 128 * 1024;
const separatorBytes = 16;
const depthMax = 16;
const partsMax = 2000;
const textMax = 4096;

export type MmdbValue =
  | string
  | number
  | boolean
  | null
  | MmdbValue[]
  | { readonly [key: string]: MmdbValue };

/** Something in the file is not as the format has it: only thrown and caught in here. */
class Damaged extends Error {}

interface Read {
  readonly value: MmdbValue;
  readonly next: number;
}

/** Reads values of one section; pointers count from its start. */
class Section {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;
  #parts = 0;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  read(offset: number): MmdbValue {
    this.#parts = 0;
    return this.#value(this.#start + offset, 0, false).value;
  }

  #byte(at: number): number {
    if (at < this.#start || at >= this.#end) throw new Damaged("a value lies outside its section");
    return this.#bytes[at] as number;
  }

  #number(at: number, bytes: number): number {
    let value = 0;
    for (let each = 0; each < bytes; each++) value = value * 256 + this.#byte(at + each);
    return value;
  }

  #value(from: number, depth: number, pointed: boolean): Read {
    if (depth > depthMax) throw new Damaged("a record nests too deep");
    if (++this.#parts > partsMax) throw new Damaged("a record has too many parts");
    const control = this.#byte(from);
    let type = control >> 5;
    let at = from + 1;
    if (type === 1) {
      if (pointed) throw new Damaged("a pointer points to a pointer");
      const { target, next } = this.#pointer(control, at);
      return { value: this.#value(this.#start + target, depth + 1, true).value, next };
    }
    if (type === 0) type = 7 + this.#byte(at++);
    let size = control & 31;
    if (size >= 29) {
      const more = size - 28;
      size = [29, 285, 65_821][more - 1] as number;
      size += this.#number(at, more);
      at += more;
    }
    return this.#sized(type, at, size, depth);
  }

  #pointer(control: number, at: number): { readonly target: number; readonly next: number } {
    const bytes = ((control >> 3) & 3) + 1;
    const base = [0, 2048, 526_336, 0][bytes - 1] as number;
    const high = bytes === 4 ? 0 : (control & 7) * 256 ** bytes;
    return { target: base + high + this.#number(at, bytes), next: at + bytes };
  }

  #sized(type: number, at: number, size: number, depth: number): Read {
    if (type === 7) return this.#map(at, size, depth);
    if (type === 11) return this.#array(at, size, depth);
    if (type === 14) return { value: size !== 0, next: at };
    if (at + size > this.#end) throw new Damaged("a value lies outside its section");
    const next = at + size;
    if (type === 2) {
      if (size > textMax) throw new Damaged("a text is too long");
      return { value: this.#bytes.toString("utf8", at, next), next };
    }
    if (type === 3 && size === 8) return { value: this.#bytes.readDoubleBE(at), next };
    if (type === 15 && size === 4) return { value: this.#bytes.readFloatBE(at), next };
    if (type === 8 && size <= 4) return { value: this.#number(at, size) | 0, next };
    // Larger integers lose their last digits; nothing that is read here has any.
    if ((type === 5 || type === 6 || type === 9 || type === 10) && size <= 16)
      return { value: this.#number(at, size), next };
    if (type === 4) return { value: null, next };
    throw new Damaged(`a value has the unknown type ${type}`);
  }

  #map(from: number, size: number, depth: number): Read {
    const entries: [string, MmdbValue][] = [];
    let at = from;
    for (let each = 0; each < size; each++) {
      const key = this.#value(at, depth + 1, false);
      if (typeof key.value !== "string") throw new Damaged("a key is no text");
      const value = this.#value(key.next, depth + 1, false);
      entries.push([key.value, value.value]);
      at = value.next;
    }
    return { value: Object.fromEntries(entries), next: at };
  }

  #array(from: number, size: number, depth: number): Read {
    const values: MmdbValue[] = [];
    let at = from;
    for (let each = 0; each < size; each++) {
      const { value, next } = this.#value(at, depth + 1, false);
      values.push(value);
      at = next;
    }
    return { value: values, next: at };
  }
}

export interface MmdbMetadata {
  readonly type: string;
  readonly nodes: number;
  readonly recordBits: 24 | 28 | 32;
  readonly ipVersion: 4 | 6;
  /** When it was built, seconds since 1970. */
  readonly builtAt: number;
}

export class Mmdb {
  readonly metadata: MmdbMetadata;
  readonly #bytes: Buffer;
  readonly #records: Section;
  readonly #firstV4: number;

  private constructor(bytes: Buffer, metadata: MmdbMetadata, records: Section) {
    this.#bytes = bytes;
    this.metadata = metadata;
    this.#records = records;
    let node = 0;
    if (metadata.ipVersion === 6)
      for (let bit = 0; bit < 96 && node < metadata.nodes; bit++) node = this.#child(node, 0);
    this.#firstV4 = node;
  }

  /** `name` is what a refusal calls the file. */
  static read(name: string, bytes: Buffer): Mmdb | Problem {
    try {
      return Mmdb.#open(bytes);
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      return detectProblem("geo-unreadable", `${name}: ${error.message}.`);
    }
  }

  static #open(bytes: Buffer): Mmdb {
    const at = bytes.lastIndexOf(marker);
    if (at < 0 || at < bytes.length - metadataMax - marker.length)
      throw new Damaged("this is no MaxMind DB file");
    const metadata = metadataOf(new Section(bytes, at + marker.length, bytes.length).read(0));
    const treeBytes = (metadata.nodes * metadata.recordBits * 2) / 8;
    if (treeBytes + separatorBytes > at) throw new Damaged("the file is shorter than its tree");
    if (bytes.subarray(treeBytes, treeBytes + separatorBytes).some((byte) => byte !== 0))
      throw new Damaged("tree and records are not apart");
    const opened = new Mmdb(bytes, metadata, new Section(bytes, treeBytes + separatorBytes, at));
    opened.#probe();
    return opened;
  }

  /** The record of the smallest network around an address; null where there is none, or it can't be read. */
  find(address: Address): MmdbValue {
    try {
      return this.#find(address);
    } catch (error) {
      if (error instanceof Damaged) return null;
      throw error;
    }
  }

  #find({ v4, words }: Address): MmdbValue {
    const { nodes, ipVersion } = this.metadata;
    if (!v4 && ipVersion === 4) return null;
    let node = v4 ? this.#firstV4 : 0;
    for (let bit = v4 ? 96 : 0; bit < 128 && node < nodes; bit++)
      node = this.#child(node, ((words[bit >> 5] as number) >>> (31 - (bit & 31))) & 1);
    if (node <= nodes) return null;
    return this.#records.read(node - nodes - separatorBytes);
  }

  #child(node: number, side: number): number {
    const { recordBits } = this.metadata;
    const bytes = this.#bytes;
    if (recordBits === 24) return bytes.readUIntBE(node * 6 + side * 3, 3);
    if (recordBits === 32) return bytes.readUInt32BE(node * 8 + side * 4);
    const at = node * 7;
    const middle = bytes[at + 3] as number;
    return side === 0
      ? ((middle >> 4) << 24) | bytes.readUIntBE(at, 3)
      : ((middle & 15) << 24) | bytes.readUIntBE(at + 4, 3);
  }

  /** Some addresses all over the tree can be read: a file that was cut or overwritten shows at the start, not at night. */
  #probe(): void {
    for (let high = 1; high < 224; high++)
      this.#find({ v4: true, words: [0, 0, 0xffff, high * 0x1000000 + 0x10203] });
    if (this.metadata.ipVersion === 6)
      for (let high = 0x2000; high < 0x2c00; high += 16)
        this.#find({ v4: false, words: [high * 0x10000, 0, 0, 0] });
  }
}

function metadataOf(value: MmdbValue): MmdbMetadata {
  const fields = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const { node_count: nodes, record_size: recordBits, ip_version: ipVersion, build_epoch: builtAt } = fields;
  if (fields["binary_format_major_version"] !== 2)
    throw new Damaged("this version of the format is not known");
  if (recordBits !== 24 && recordBits !== 28 && recordBits !== 32)
    throw new Damaged("the size of a node is not known");
  if (ipVersion !== 4 && ipVersion !== 6) throw new Damaged("the version of IP is not known");
  if (typeof nodes !== "number" || nodes < 1) throw new Damaged("the tree is empty");
  const type = fields["database_type"];
  return {
    type: typeof type === "string" ? type : "",
    nodes,
    recordBits,
    ipVersion,
    builtAt: typeof builtAt === "number" ? builtAt : 0,
  };
}
