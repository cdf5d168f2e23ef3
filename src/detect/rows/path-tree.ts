/**
 * The tree of known paths, written into the kernel's memory as `assembly/walk.ts` reads it: a format's field table,
 * which says what carries an observable, with the roles of `roles.ts` put in. A tree of a log that nobody has listed
 * grows by the keys that its records have, each judged once by the end of its name.
 *
 *     root, nodes (64 bytes each) │ slots of each node (4 bytes each) │ keys, one after the other
 */
import type { CompiledTable, FieldGuess } from "../../intake/index.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import { type Role, readingNumbers } from "./roles.js";

const nodeBytes = 64;
/** A quarter of a node's slots is taken at most. */
const slotsPerChild = 4;
/** Keys that a growing tree takes before it is made anew: a log of Zeek has thirty, the widest two hundred. */
export const grownKeysMax = 1000;

interface Branch {
  readonly key: string;
  role: number;
  isEnd: boolean;
  reading: number;
  readonly children: Map<string, Branch>;
}

function branch(key: string): Branch {
  return { key, role: 0, isEnd: false, reading: 0, children: new Map() };
}

type TableNode = CompiledTable["root"];

function copyTable(from: TableNode, to: Branch): void {
  for (const [key, node] of from.children) {
    const child = branch(key);
    child.reading = node.reading === null ? 0 : readingNumbers[node.reading];
    to.children.set(key, child);
    copyTable(node, child);
  }
}

function addRole(root: Branch, [number, path, isEnd]: Role): void {
  let at = root;
  for (const key of path) {
    let next = at.children.get(key);
    if (next === undefined) {
      next = branch(key);
      at.children.set(key, next);
    }
    at = next;
  }
  at.role = number;
  at.isEnd = isEnd === true;
}

function count(of: Branch, what: (branch: Branch) => number): number {
  let sum = what(of);
  for (const child of of.children.values()) sum += count(child, what);
  return sum;
}

/** A power of two of at least two, so that a mask of 0 means "no children". */
function slotsFor(children: number): number {
  let slots = 2;
  while (slots < children * slotsPerChild) slots *= 2;
  return slots;
}

const multiplier = 0x9e3779b97f4a7c15n;

/** The slot of a key, as `childOf` in `assembly/walk.ts` finds it. */
function slotOf(key: Buffer, mask: number): { first: bigint; last: bigint; slot: number } {
  const padded = Buffer.concat([key, Buffer.alloc(8)]);
  const first = padded.readBigUInt64LE(0) & (key.length < 8 ? (1n << BigInt(key.length * 8)) - 1n : ~0n);
  const last = key.length < 8 ? 0n : padded.readBigUInt64LE(key.length - 8);
  const hash = BigInt.asUintN(64, (first ^ (last >> 3n) ^ BigInt(key.length)) * multiplier);
  return { first, last, slot: Number((hash >> 40n) & BigInt(mask)) };
}

export class PathTree {
  /** Where the root lies: the tree's name in the kernel. */
  readonly root: number;
  readonly #memory: KernelMemory;
  readonly #guess: FieldGuess | undefined;
  readonly #bytes: number;
  #nodes = 0;
  #slotsAt = 0;
  #keysAt = 0;
  #grown = 0;

  constructor(memory: KernelMemory, table: CompiledTable, roles: readonly Role[], guess?: FieldGuess) {
    const root = branch("");
    copyTable(table.root, root);
    for (const role of roles) addRole(root, role);
    const spare = guess === undefined ? 0 : grownKeysMax;
    const slotsOf = (of: Branch) =>
      of.children.size === 0 ? 0 : slotsFor(of.children.size + (of === root ? spare : 0));
    const nodes = count(root, () => 1) + spare;
    const slots = count(root, slotsOf);
    const keys = count(root, (of) => Buffer.byteLength(of.key)) + spare * 256;
    this.#memory = memory;
    this.#guess = guess;
    this.#bytes = nodes * nodeBytes + slots * 4 + keys + 64;
    this.root = memory.alloc(this.#bytes);
    memory.bytes.fill(0, this.root, this.root + this.#bytes);
    this.#slotsAt = this.root + nodes * nodeBytes;
    this.#keysAt = this.#slotsAt + slots * 4;
    this.#write(root, slotsOf);
    if (guess !== undefined) memory.view.setUint32(this.root + 44, 1, true);
  }

  /** Takes a key that the kernel asked for; false where the tree is full. */
  learn(key: string): boolean {
    if (this.#grown === grownKeysMax) return false;
    this.#grown++;
    const child = branch(key);
    const reading = this.#guess?.(key) ?? null;
    child.reading = reading === null ? 0 : readingNumbers[reading];
    this.#link(
      this.root,
      this.#write(child, () => 0),
      key,
    );
    return true;
  }

  free(): void {
    this.#memory.free(this.root, this.#bytes);
  }

  #write(of: Branch, slotsOf: (branch: Branch) => number): number {
    const { view, bytes } = this.#memory;
    const at = this.root + this.#nodes++ * nodeBytes;
    const slots = slotsOf(of);
    const key = Buffer.from(of.key);
    view.setUint32(at, this.#slotsAt, true);
    view.setUint32(at + 4, slots === 0 ? 0 : slots - 1, true);
    view.setUint32(at + 8, key.length, true);
    view.setUint32(at + 12, of.role, true);
    view.setUint32(at + 16, of.reading, true);
    const { first, last } = slotOf(key, 0);
    view.setBigUint64(at + 24, first, true);
    view.setBigUint64(at + 32, last, true);
    view.setUint32(at + 40, this.#keysAt, true);
    view.setUint32(at + 48, of.isEnd ? 1 : 0, true);
    bytes.set(key, this.#keysAt);
    this.#keysAt += key.length;
    this.#slotsAt += slots * 4;
    for (const child of of.children.values()) this.#link(at, this.#write(child, slotsOf), child.key);
    return at;
  }

  #link(parent: number, child: number, key: string): void {
    const { view } = this.#memory;
    const slots = view.getUint32(parent, true);
    const mask = view.getUint32(parent + 4, true);
    let { slot } = slotOf(Buffer.from(key), mask);
    while (view.getUint32(slots + slot * 4, true) !== 0) slot = (slot + 1) & mask;
    view.setUint32(slots + slot * 4, child, true);
  }
}
