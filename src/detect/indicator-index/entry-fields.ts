/**
 * Where an entry's two fields stand (see `kernel/assembly/entries.ts`): the address of its text and that of its
 * claim set. Answers are numbers of words in `memory.words`, which reach beyond 2^31 as addresses do: shift without
 * sign.
 */
import { DIRECTORY, ENTRY_BITS } from "../kernel/assembly/index-layout.js";
import { type KernelMemory, pageBytes } from "../kernel/kernel-memory.js";

const entryMask = (1 << ENTRY_BITS) - 1;

/** Number of the word that holds the entry's text address; 0 there means that the number is free. */
export function textField(memory: KernelMemory, entry: number): number {
  const { words } = memory;
  const directory = words[DIRECTORY >>> 2] as number;
  const segment = words[(directory >>> 2) + (entry >>> ENTRY_BITS)] as number;
  memory.reach(segment + pageBytes);
  return (segment >>> 2) + (entry & entryMask) * 2;
}

/** Number of the word that holds the address of the entry's claim set; 0 there means that it has none yet. */
export function claimsField(memory: KernelMemory, entry: number): number {
  return textField(memory, entry) + 1;
}

/** Where a text record's bytes are: `type u8, length u16, bytes`, or for long ones `type, 0xffff, length u32, bytes`. */
function bounds(memory: KernelMemory, at: number): { readonly start: number; readonly length: number } {
  memory.reach(at + 7);
  const short = memory.view.getUint16(at + 1, true);
  const length = short === 0xffff ? memory.view.getUint32(at + 3, true) : short;
  return { start: at + (short === 0xffff ? 7 : 3), length };
}

export function recordBytes(memory: KernelMemory, at: number): number {
  const { start, length } = bounds(memory, at);
  return start + length - at;
}

/** Type code and value of the text record at an address. */
export function textAt(memory: KernelMemory, at: number): { readonly type: number; readonly value: string } {
  const { start, length } = bounds(memory, at);
  memory.reach(start + length);
  const value = Buffer.from(memory.bytes.buffer, start, length).toString("utf8");
  return { type: memory.view.getUint8(at), value };
}
