/**
 * What a walk over a record has noted, and where: fields with a place of their own in the row (roles), values that may
 * be observables, and the record's own keys. Both walks write here, over JSON and over cells; nothing is copied, only
 * addresses and lengths are kept.
 */
import { CARRIED, CARRIED_MAX, ROLES, ROOT_KEYS, ROOT_KEYS_MAX } from "./rows-memory";

/** Which roles are filled: bit n for role n. */
export let PRESENT: u64 = 0;
export let CARRIED_COUNT: u32 = 0;
export let ROOT_KEY_COUNT: u32 = 0;

@inline
export function fill(role: u32, s: usize, lengthAndKind: u32): void {
  const to = ROLES + (<usize>role << 3);
  store<u32>(to, <u32>s);
  store<u32>(to, lengthAndKind, 4);
  PRESENT |= <u64>1 << <u64>role;
}
@inline
export function carry(s: usize, lengthAndKind: u32, reading: u32): void {
  if (CARRIED_COUNT < CARRIED_MAX) {
    const to = CARRIED + <usize>CARRIED_COUNT * 12;
    store<u32>(to, <u32>s);
    store<u32>(to, lengthAndKind, 4);
    store<u32>(to, reading, 8);
  }
  CARRIED_COUNT++;
}
/** Forgets the record before. */
export function clearRecord(): void {
  PRESENT = 0;
  CARRIED_COUNT = 0;
  ROOT_KEY_COUNT = 0;
}

/** Notes a key of the record itself; false where there are too many. */
@inline
export function noteKey(s: usize, lengthAndKind: u32): bool {
  if (ROOT_KEY_COUNT == ROOT_KEYS_MAX) return false;
  const to = ROOT_KEYS + (<usize>ROOT_KEY_COUNT << 3);
  ROOT_KEY_COUNT++;
  store<u32>(to, <u32>s);
  store<u32>(to, lengthAndKind, 4);
  return true;
}
