/**
 * Networks around addresses. Few of the 65,536 beginnings of an IPv4 address have a listed network in them: one bit
 * each says so while the address is in a register, and only those that have one are gathered and asked for.
 */
import { flag, NEAR, WHY_CANDIDATE } from "./context";
import { coarseV4, mayBeInNetworkV4, mayBeInNetworkV6, networkV4, networkV6 } from "./networks";

let count: usize = 0;
export function clearNear(): void {
  count = 0;
}

/** Notes an address; it stays only if `nearStep` counts it. */
@inline
export function near(word: u32, at: usize): void {
  store<u64>(NEAR + (count << 3), (<u64>word << 32) | <u64>(<u32>at));
}
@inline
export function nearStep(word: u32, right: u32): void {
  count += <usize>(right & coarseV4(word));
}

/** Flags the line of `at` where a listed network holds this address. */
@inline
export function meetsNetworkV4(word: u32, at: usize): void {
  if (coarseV4(word) && mayBeInNetworkV4(word) && networkV4(word)) flag(at, WHY_CANDIDATE);
}
@inline
export function meetsNetworkV6(high: u64, low: u64, at: usize): void {
  if (mayBeInNetworkV6(high, low) && networkV6(high, low)) flag(at, WHY_CANDIDATE);
}

/** Asks for all that were noted: first the map of /24s, in loads that overlap, then the networks themselves. */
export function findNetworks(): void {
  let to: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const noted = load<u64>(NEAR + (i << 3));
    store<u64>(NEAR + (to << 3), noted);
    to += <usize>mayBeInNetworkV4(<u32>(noted >> 32));
  }
  for (let i: usize = 0; i < to; i++) {
    const noted = load<u64>(NEAR + (i << 3));
    if (networkV4(<u32>(noted >> 32))) flag(<usize>(<u32>noted), WHY_CANDIDATE);
  }
}
