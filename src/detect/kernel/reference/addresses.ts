/**
 * How the kernel reads addresses, in plain TypeScript (`assembly/addresses.ts`). It takes a little more for an
 * address than the slow path does (leading zeros), never less.
 */
import type { Address } from "../../../base/index.js";

/** Dotted decimal, each part of one to three digits; null where it is something else. */
export function readIpv4(text: string): number | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]{1,3}$/.test(part) && Number(part) < 256))
    return null;
  return parts.reduce((word, part) => word * 256 + Number(part), 0);
}

/** The 16-bit groups of an IPv6 text, its zone left out. */
function readIpv6(text: string): number[] | null {
  const halves = (text.split("%")[0] as string).split("::");
  if (halves.length > 2) return null;
  const groups = halves.map((half, at) => groupsOf(half, at === halves.length - 1));
  const [head, tail] = groups;
  if (head == null || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The groups of one side of a `::`; dotted decimal at the end of the text makes the last two. */
function groupsOf(half: string, isLast: boolean): number[] | null {
  if (half === "") return [];
  const parts = half.split(":");
  const last = parts.at(-1) as string;
  const word = isLast && last.includes(".") ? readIpv4(last) : undefined;
  if (word === null) return null;
  const hex = word === undefined ? parts : parts.slice(0, -1);
  if (!hex.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return null;
  const groups = hex.map((part) => Number.parseInt(part, 16));
  return word === undefined ? groups : [...groups, Math.floor(word / 65536), word % 65536];
}

/** An address in any text form, an IPv4-mapped one as IPv4; null where the text is none. */
export function readAddress(text: string): Address | null {
  const word = readIpv4(text);
  if (word !== null) return { v4: true, words: [0, 0, 0, word] };
  const groups = text.includes(":") ? readIpv6(text) : null;
  if (groups === null) return null;
  const pair = (at: number) => (groups[at] as number) * 65536 + (groups[at + 1] as number);
  const words = [pair(0), pair(2), pair(4), pair(6)] as const;
  const isMapped = words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
  return isMapped ? { v4: true, words: [0, 0, 0, words[3]] } : { v4: false, words };
}
