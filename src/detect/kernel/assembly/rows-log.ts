/**
 * What a record's texts mean: its log's name first, then protocol and service. Each is looked up among those learned
 * (`rows-learned.ts`); one that is new stops the walk until the caller has said what it means.
 */
import { ASK, IS_NULL, IS_STRING, ODD_ESCAPE, ODD_TEXT } from "./rows-memory";
import { has, kindOf, LOG, textOf } from "./rows-fields";
import { LEARNED_LENGTH, meaningOf, UNKNOWN } from "./rows-learned";
import { TEXT_AT, TEXT_END } from "./rows-text";

/** `@stream`, by which some shippers of Zeek's logs name them. */
const LOG_OTHER: u32 = 17;

/** Questions: what is this log, protocol, service? The plan's number is added, as answers depend on the file's name. */
const ASK_LOG: u32 = 1;
export const ASK_PROTOCOL: u32 = 2;
export const ASK_SERVICE: u32 = 3;
/** An answer that stands for "leave such records to the slow path". */
const ANSWER_ODD: u32 = 0xfffe;

let questions: u32 = 0;
/** The number of the plan, from 1. */
export function setPlan(plan: u32): void {
  questions = plan << 2;
}

export let learned: u32 = 0;
/** What the text that was found last means: 0 with `learned` set, or why not. */
export function learn(question: u32): u32 {
  if (TEXT_END - TEXT_AT > LEARNED_LENGTH) return ODD_TEXT;
  learned = meaningOf(questions + question, TEXT_AT, TEXT_END - TEXT_AT);
  return learned == UNKNOWN ? ASK : learned == ANSWER_ODD ? ODD_TEXT : 0;
}

/** The log that a record names itself, as a place in LOG_INFO; NO_LOG where it names none. */
export const NO_LOG: u32 = 0xffffffff;
export let NAMED_LOG: u32 = 0;
export function readLogName(): u32 {
  let role = LOG;
  if (kindOf(role) == IS_NULL || !has(role)) role = LOG_OTHER;
  NAMED_LOG = NO_LOG;
  if (kindOf(role) != IS_STRING) return 0;
  if (!textOf(role)) return ODD_ESCAPE;
  const odd = learn(ASK_LOG);
  NAMED_LOG = learned;
  return odd;
}
