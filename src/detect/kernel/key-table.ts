/**
 * The table by which the kernel's sieve knows the keys it wants. The four bytes before a key's closing quote, times
 * a multiplier, choose one of 4,096 places; a place holds the number of a slot, a slot the key's name and mask. The
 * multiplier is searched so that wanted keys have places of their own and the frequent unwanted ones miss them all:
 * an unwanted key that shares a place costs a comparison at every record, never a wrong answer.
 */
import { assert } from "../../base/index.js";

/** A key the sieve looks for. */
export interface WantedKey {
  /** The name, or its end: `orig_h` is found as `"orig_h`, `id.orig_h` and `id_orig_h`. */
  readonly name: string;
  /** Only as a whole key of this name: a quote must stand before it. */
  readonly whole: boolean;
  /** Number of the reading, as `assembly/keys.ts` has them. */
  readonly reading: number;
  /** For names of two letters: what may stand before them, as the two bytes before the name. */
  readonly before?: readonly string[];
  /** The field of rules that it is, by the last part of its name. */
  readonly field?: string;
}

export interface KeyTable {
  /** 4,096 slot numbers of 16 bits. */
  readonly places: Uint16Array;
  /** 64 bytes a slot, the first one empty. */
  readonly slots: Uint8Array;
  readonly multiplier: number;
  /** The slot of each wanted key, in order. */
  readonly slotOf: readonly number[];
  /** The field of rules that each slot is of, null for most. */
  readonly fields: readonly (string | null)[];
}

const placeBits = 12;
const slotBytes = 64;
const namesMax = 16;
/** JSON may have these between a comma or brace and a key. */
const shortEdges = ['{"', ',"', ' "', '\t"', '\r"'];

/** The four bytes before a key's closing quote, in each way they can come. */
function endings({ name, whole, before }: WantedKey): readonly string[] {
  const text = whole ? `"${name}` : name;
  if (text.length >= 4) return [text.slice(-4)];
  if (name.length === 3) return ['"', ".", "_"].map((edge) => edge + name);
  assert(name.length === 2, "names of one letter are read with the section they stand in");
  return [...shortEdges, ...(whole ? [] : (before ?? []))].map((edge) => edge + name);
}

function wordOf(ending: string): number {
  return Buffer.from(ending, "latin1").readUInt32LE(0);
}

const place = (word: number, multiplier: number) => Math.imul(word, multiplier) >>> (32 - placeBits);

function findMultiplier(wanted: ReadonlySet<number>, common: ReadonlySet<number>): number {
  let best = 1;
  let leastCost = Number.POSITIVE_INFINITY;
  let random = 0x2545f491;
  for (let tries = 0; tries < 4000 && leastCost > 0; tries++) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    const multiplier = (random | 1) >>> 0;
    const taken = new Set<number>();
    for (const word of wanted) taken.add(place(word, multiplier));
    let cost = (wanted.size - taken.size) * 4;
    for (const word of common) if (taken.has(place(word, multiplier))) cost++;
    if (cost < leastCost) {
      leastCost = cost;
      best = multiplier;
    }
  }
  return best;
}

/** Lays the table out; `common` are keys that are frequent and unwanted. */
export function buildKeyTable(keys: readonly WantedKey[], common: readonly string[]): KeyTable {
  const words = new Set(keys.flatMap((key) => endings(key).map(wordOf)));
  const unwanted = new Set(
    common.map((name) => wordOf(` ,"${name}`.slice(-4))).filter((word) => !words.has(word)),
  );
  const multiplier = findMultiplier(words, unwanted);
  const places = new Uint16Array(1 << placeBits);
  const slots: Uint8Array[] = [new Uint8Array(slotBytes)];
  const slotOf: number[] = [];
  const fields: (string | null)[] = [null];
  // `server_name` ends in `name` as well: the longer one has to be asked first, and the last one laid is.
  const length = ({ name, whole }: WantedKey) => name.length + (whole ? 1 : 0);
  const shortFirst = [...keys.entries()].sort(([, a], [, b]) => length(a) - length(b));
  for (const [nth, key] of shortFirst) {
    // A key with several endings has a slot for each, as each stands in a chain of its own.
    for (const [i, ending] of endings(key).entries()) {
      const at = place(wordOf(ending), multiplier);
      const number = slots.push(slotFor(key, places[at] as number)) - 1;
      places[at] = number;
      fields[number] = key.field ?? null;
      if (i === 0) slotOf[nth] = number;
    }
  }
  return { places, slots: new Uint8Array(Buffer.concat(slots)), multiplier, slotOf, fields };
}

function slotFor({ name, whole, reading }: WantedKey, next: number): Uint8Array {
  const slot = Buffer.alloc(slotBytes);
  const bytes = Buffer.from(whole ? `"${name}` : name, "latin1").subarray(-namesMax);
  bytes.copy(slot, namesMax - bytes.length);
  slot.fill(0xff, 2 * namesMax - bytes.length, 2 * namesMax);
  slot[32] = reading;
  // Without an edge to look at: the whole key, or a name whose beginning lies beyond the 16 bytes.
  slot[33] = whole || bytes.length === namesMax ? 0 : bytes.length;
  slot.writeUInt16LE(next, 34);
  return slot;
}
