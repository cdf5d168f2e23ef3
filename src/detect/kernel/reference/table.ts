/**
 * The hot tables in plain TypeScript (`assembly/table.ts`), for tests to compare with: where a key's filter word and
 * bits are, where a bucket begins, what fingerprint a slot holds. Each function reads what the kernel has written.
 */
import { HOT_BUCKET_COUNT, HOT_BUCKETS } from "../assembly/index-layout.js";

const word = (view: DataView, address: number): number => view.getUint32(address, true);

/** (upper half · count) ≫ 32: spreads hashes over any number of places. */
function placeOf(hash: bigint, count: number): number {
  return Number(((hash >> 32n) * BigInt(count)) >> 32n);
}

/** Whether the filter of a kind in the hot region passes a hash. */
export function passesFilter(view: DataView, region: number, kind: number, hash: bigint): boolean {
  const base = word(view, region + kind * 8);
  const words = word(view, region + kind * 8 + 4);
  const bits = view.getBigUint64(base + placeOf(hash, words) * 8, true);
  return [0n, 6n, 12n, 18n].every((shift) => (bits >> ((hash >> shift) & 63n)) & 1n);
}

/** All entries that the buckets hold for a hash, by going through its buckets slot by slot. */
export function entriesOf(view: DataView, region: number, hash: bigint): number[] {
  const buckets = word(view, region + HOT_BUCKETS);
  const count = word(view, region + HOT_BUCKET_COUNT);
  const low = Number(hash & 0xffffffffn);
  const fingerprint = low < 2 ? low + 2 : low;
  const found: number[] = [];
  for (let bucket = placeOf(hash, count); ; bucket = (bucket + 1) % count) {
    const at = buckets + bucket * 64;
    const slots = [0, 1, 2, 3, 4, 5, 6, 7].map((slot) => word(view, at + slot * 4));
    for (const [slot, held] of slots.entries())
      if (held === fingerprint) found.push(word(view, at + 32 + slot * 4) - 1);
    if (slots.includes(0)) return found;
  }
}
