/**
 * Texts whose meaning only the outside knows: names of logs, protocols, services. A text that is met for the first
 * time is asked for: the walk stops, the caller says what it means (a number: a code of a column, a place in LOG_INFO),
 * and the record is read again. So the few dozen texts of a port's telemetry cross the border once each, and rules
 * about them are written once, in TypeScript.
 *
 *     entry, 96 bytes: 0 kind of the question (u32, 0: free) · 4 length · 8 answer · 16 text (80)
 */
import { LEARNED, LEARNED_BYTES, LEARNED_SLOTS } from "./rows-memory";
import { same } from "./rows-text";

/** Longer texts are no names. */
export const LEARNED_LENGTH: usize = 80;
export const UNKNOWN: u32 = 0xffffffff;

/** What was asked for last. */
export let QUESTION: u32 = 0;
export let QUESTION_AT: usize = 0;
export let QUESTION_LENGTH: usize = 0;

@inline
export function ask(question: u32, s: usize, length: usize): void {
  QUESTION = question;
  QUESTION_AT = s;
  QUESTION_LENGTH = length;
}

@inline
function slotOf(question: u32, s: usize, length: usize): u32 {
  let h = <u64>question * 0x165667b19e3779f9 + <u64>length;
  if (length >= 8) h ^= load<u64>(s) ^ (load<u64>(s + length - 8) << 1);
  else if (length > 0) h ^= load<u64>(s) & ((<u64>1 << (<u64>length << 3)) - 1);
  return <u32>((h * 0x9e3779b97f4a7c15) >> 44) & (LEARNED_SLOTS - 1);
}

/** What [s, s + length) means; UNKNOWN with the question set where nobody has said so yet. */
export function meaningOf(question: u32, s: usize, length: usize): u32 {
  let slot = slotOf(question, s, length);
  while (true) {
    const entry = LEARNED + <usize>slot * LEARNED_BYTES;
    const asked = load<u32>(entry);
    if (asked == 0) break;
    if (asked == question && <usize>load<u32>(entry, 4) == length && same(entry + 16, s, length))
      return load<u32>(entry, 8);
    slot = (slot + 1) & (LEARNED_SLOTS - 1);
  }
  ask(question, s, length);
  return UNKNOWN;
}

/** Keeps the answer to the question asked last. The caller sees to it that no more than half of all is taken. */
export function rowsLearn(answer: u32): void {
  let slot = slotOf(QUESTION, QUESTION_AT, QUESTION_LENGTH);
  while (load<u32>(LEARNED + <usize>slot * LEARNED_BYTES)) slot = (slot + 1) & (LEARNED_SLOTS - 1);
  const entry = LEARNED + <usize>slot * LEARNED_BYTES;
  store<u32>(entry, QUESTION);
  store<u32>(entry, <u32>QUESTION_LENGTH, 4);
  store<u32>(entry, answer, 8);
  memory.copy(entry + 16, QUESTION_AT, QUESTION_LENGTH);
}

export function rowsForget(): void {
  memory.fill(LEARNED, 0, <usize>LEARNED_SLOTS * LEARNED_BYTES);
}
