/**
 * The room in which lines of a feed or values are handed to the kernel (`add-lines.ts`) and its answers taken back:
 * plain numbers, so that the kernel and TypeScript read this same file. All are offsets from the room's beginning.
 *
 *     header   where the next line begins (an address), where the lines end, number of the next line; for values,
 *              number of the next and of the one behind the last; of the last call: values taken, entries made, answers, and whether a network waits for room
 *     items    up to 64 values: type, address, length; behind them what the kernel has identified (`put-items.ts`)
 *     answers  { kind, a, b, c } u32: a line that is left (its number, where it begins and ends) or an entry that had
 *              other claims already (its number)
 *     addresses  IPv6 texts read lately (`rows-address.ts`)
 *     input    the lines, between guards
 */

export const LINES_CURSOR = 0;
export const LINES_END = 4;
export const LINES_NUMBER = 8;
export const LINES_TAKEN = 12;
export const LINES_MADE = 16;
export const LINES_ANSWERS = 20;
export const LINES_NETWORK = 24;

/** Lines or values of one call: as many as change the index before it sees to its growth again. */
export const LINES_AT_ONCE = 64;
export const LINES_ITEMS = 64;
export const LINES_ITEM_BYTES = 64;
export const ITEM_TYPE = 0;
export const ITEM_VALUE = 4;
export const ITEM_LENGTH = 8;

export const LINES_ANSWERS_AT = 4160;
export const LINES_ANSWER_BYTES = 16;
export const ANSWER_LEFT = 0;
export const ANSWER_KNOWN = 1;

export const LINES_ADDRESSES = 5184;
export const LINES_INPUT = 32_768;
/** Bytes of lines that are handed over at once, at most. */
export const LINES_BYTES = 65_536;
export const LINES_ROOM = 32_768 + 65_536 + 32_768;

/** Longer values are left. */
export const LINE_VALUE_BYTES = 4096;
