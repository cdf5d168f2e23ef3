/** For tests: small files in the MaxMind DB format, made from networks and their records. */
import { parseNetwork } from "../../base/index.js";
import type { MmdbValue } from "./mmdb.js";

type Tree = [Tree | number | null, Tree | number | null];

function encode(value: MmdbValue): Buffer {
  const head = (type: number, size: number) =>
    type <= 7 ? Buffer.from([(type << 5) | size]) : Buffer.from([size, type - 7]);
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return text.length < 29
      ? Buffer.concat([head(2, text.length), text])
      : Buffer.concat([Buffer.from([(2 << 5) | 29, text.length - 29]), text]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(6, 4), bytes]);
  }
  if (typeof value === "boolean") return head(14, value ? 1 : 0);
  if (Array.isArray(value)) return Buffer.concat([head(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value ?? {});
  return Buffer.concat([
    head(7, entries.length),
    ...entries.flatMap(([key, each]) => [encode(key), encode(each)]),
  ]);
}

function put(tree: Tree, bits: readonly number[], record: number): void {
  let node = tree;
  for (const bit of bits.slice(0, -1)) {
    const next = node[bit as 0 | 1];
    const known = Array.isArray(next) ? next : ([next, next] as Tree);
    node[bit as 0 | 1] = known;
    node = known;
  }
  node[bits.at(-1) as 0 | 1] = record;
}

/** `networks` from the widest to the narrowest. */
export function mmdbFile(
  networks: Readonly<Record<string, MmdbValue>>,
  recordBits: 24 | 28 | 32 = 24,
  metadata: Readonly<Record<string, MmdbValue>> = {},
): Buffer {
  const root: Tree = [null, null];
  const records: Buffer[] = [];
  let length = 0;
  for (const [text, record] of Object.entries(networks)) {
    const network = parseNetwork(text);
    if (network === null) throw new Error(`${text} is no network`);
    const { v4, words } = network.address;
    const bits = (v4 ? [0, 0, 0, words[3]] : words)
      .map((word) => (word >>> 0).toString(2).padStart(32, "0"))
      .join("");
    const bitsMax = network.prefix + (v4 ? 96 : 0);
    put(root, [...bits.slice(0, bitsMax)].map(Number), length);
    records.push(encode(record));
    length += (records.at(-1) as Buffer).length;
  }
  const nodes: Tree[] = [];
  const number = (tree: Tree): void => {
    nodes.push(tree);
    for (const side of tree) if (Array.isArray(side)) number(side);
  };
  number(root);
  const value = (side: Tree | number | null): number =>
    side === null ? nodes.length : Array.isArray(side) ? nodes.indexOf(side) : nodes.length + 16 + side;
  const tree = nodes.map((node) => nodeBytes(value(node[0]), value(node[1]), recordBits));
  const about = {
    binary_format_major_version: 2,
    node_count: nodes.length,
    record_size: recordBits,
    ip_version: 6,
    database_type: "Test",
    build_epoch: 1_767_571_200,
    ...metadata,
  };
  return Buffer.concat([
    ...tree,
    Buffer.alloc(16),
    ...records,
    Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"),
    encode(about),
  ]);
}

function nodeBytes(left: number, right: number, recordBits: 24 | 28 | 32): Buffer {
  const bytes = Buffer.alloc((recordBits * 2) / 8);
  if (recordBits === 32) {
    bytes.writeUInt32BE(left);
    bytes.writeUInt32BE(right, 4);
  } else if (recordBits === 24) {
    bytes.writeUIntBE(left, 0, 3);
    bytes.writeUIntBE(right, 3, 3);
  } else {
    bytes.writeUIntBE(left & 0xffffff, 0, 3);
    bytes[3] = ((left >>> 24) << 4) | (right >>> 24);
    bytes.writeUIntBE(right & 0xffffff, 4, 3);
  }
  return bytes;
}
