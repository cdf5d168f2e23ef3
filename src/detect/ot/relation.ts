/**
 * A relation of a control network: who asked whom for what. Answers belong to the relation of what they answer. Counts are
 * of messages, each once: where one sensor writes two logs of the same (a detailed one beside a plain one), the plain one
 * counts, and the other only where the plain one is never heard.
 */
import type { OtMessage } from "./message.js";
import { shortened } from "./record-ends.js";

/** The one that asks, and the one that is asked, whichever of them sent this message. */
export const askerOf = ({ isRequest, sender, receiver }: OtMessage): string =>
  isRequest ? sender : receiver;
export const assetOf = ({ isRequest, sender, receiver }: OtMessage): string =>
  isRequest ? receiver : sender;

/** Plain data: `counted` alone changes it. */
export interface Counted {
  first: number;
  second: number;
  /** The log that `second` counts: of several such logs only the one heard first. */
  secondLog: string;
  total: number;
}

export const noneCounted = (): Counted => ({ first: 0, second: 0, secondLog: "", total: 0 });

/** Counts the message; by how much more there is now, 0 where it was known. */
export function countMessage(counted: Counted, { counts }: OtMessage, log: string): number {
  if (counts) counted.first++;
  else {
    if (counted.secondLog === "") counted.secondLog = log;
    if (counted.secondLog === log) counted.second++;
  }
  const total = counted.first > 0 ? counted.first : counted.second;
  if (total <= counted.total) return 0;
  const more = total - counted.total;
  counted.total = total;
  return more;
}

const shownMax = 8;
const shownCharsMax = 40;

/** Adds a text to a short list of those that were seen; more than fit are left out, and what is long is cut. */
export function show(list: string[], text: string): void {
  if (text === "" || list.length >= shownMax) return;
  const short = shortened(text, shownCharsMax);
  if (!list.includes(short)) list.push(short);
}

/** A list in words: `a, b, c and 5 more`. */
export function listed(list: readonly string[], all = list.length): string {
  const more = all - list.length;
  return more > 0 ? `${list.join(", ")} and ${more} more` : list.join(", ");
}
