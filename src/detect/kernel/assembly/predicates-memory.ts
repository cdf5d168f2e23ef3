/**
 * Where the predicates of rules lie. All threads read one image, made by `predicates/image.ts` and never changed;
 * new rules are a new image. Offsets in it count from its beginning, 0 is "none". Each thread has its own context.
 *
 *     image    HEAD     64        where the others begin; the texts of cells that say T and F
 *              FIELDS   n × 64    what is asked of a field's values; field 0 is none
 *              TABLE    2^m × 8   key → its list, open addressing; an offset of 0 ends a search
 *              filters  2^k × 4   one a field, one bit a key: most places in a value are settled here
 *              lists    count, then pairs: predicate, and where in its text the key's bytes stand
 *              needles  8 each    texts too short for a key
 *              predicates 12 + text · rules' other items · rules of a predicate
 *
 *     context  BATCH    C × 4     where the values of each asked field begin, field by field
 *              COUNTS   F × 4     where each field's part of it ends
 *              KINDS    F         how each field's cells are read
 *              FOUND    N × 8     candidates: rule (low half), line
 *              LINE_ODD C         lines that the caller must read; at the end their numbers go to BATCH
 */

export const FIELDS_MAX: u32 = 8192;

/** Entry of a slot in the table that comes with a plan: its field, whether values of that field are asked, its kind. */
export const SLOT_FIELD: u32 = 0x1fff;
export const SLOT_ASKED: u32 = 0x4000;
export const SLOT_KIND: u32 = 16;

/** How the cells of a slot become values; `predicates/cell-kind.ts` has the same numbers. Values of JSON are 0. */
export const CELL_TEXT: u32 = 0;
export const CELL_NUMBER: u32 = 1;
export const CELL_BOOL: u32 = 2;
export const CELL_LIST: u32 = 3;
export const CELL_NUMBERS: u32 = 4;
/** Columns of one name whose cells are read differently: they can't be asked together. */
export const CELL_UNLIKE: u32 = 5;

/** What is asked of a field's values. */
export const ASKS_WHOLE: u32 = 1;
export const ASKS_INSIDE: u32 = 2;
export const ASKS_NEEDLES: u32 = 4;
export const ASKS_EXISTENCE: u32 = 8;
/** Beginnings and ends of 1, 2, 3, 4 and 8 bytes: five bits each. */
export const ASKS_BEGIN: u32 = 0x100;
export const ASKS_END: u32 = 0x10000;

export const OP_EQUALS: u32 = 0;
export const OP_CONTAINS: u32 = 1;
export const OP_STARTS: u32 = 2;
export const OP_ENDS: u32 = 3;
export const OP_EXISTS: u32 = 4;

export let IMAGE: usize = 0;
export let FIELDS: usize = 0;
export let TABLE: usize = 0;
export let TABLE_SHIFT: u32 = 0;
export let RULES: usize = 0;
/** Entry of each slot (32 bits). */
export let SLOT_FIELDS: usize = 0;
/** Per rule the line in which it was met last, so that a value said a thousand times counts once. */
export let STAMPS: usize = 0;
export let RULE_COUNT: u32 = 0;

export let BATCH: usize = 0;
export let COUNTS: usize = 0;
/** Kind of each field's cells. */
export let KINDS: usize = 0;
export let FOUND: usize = 0;
export let FOUND_MAX: u32 = 0;
export let LINE_ODD: usize = 0;

let top: usize = 0;
function take(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 63) & ~63;
  return at;
}

/** Lays a context for chunks of `chunk` bytes and `found` candidates out at `base`; answers its size. */
export function predicatesBind(base: usize, chunk: usize, found: u32): usize {
  top = base;
  // A tab alone is a cell of its own, a line end a line: one entry a byte at most, and one for the first cell.
  BATCH = take((chunk + 1) * 4);
  COUNTS = take(<usize>FIELDS_MAX * 4);
  KINDS = take(<usize>FIELDS_MAX);
  FOUND = take(<usize>found * 8);
  LINE_ODD = take(chunk + 1);
  FOUND_MAX = found;
  return top - base;
}

/** Asks by this image from now on; `stamps` has 4 bytes a rule, all zero, for this thread alone. */
export function predicatesUse(image: usize, slotFields: usize, stamps: usize): void {
  IMAGE = image;
  FIELDS = image + <usize>load<u32>(image, 4);
  TABLE = image + <usize>load<u32>(image, 8);
  TABLE_SHIFT = load<u32>(image, 12);
  RULES = image + <usize>load<u32>(image, 16);
  RULE_COUNT = load<u32>(image, 20);
  SLOT_FIELDS = slotFields;
  STAMPS = stamps;
}

/** What a cell's `T` and `F` mean; bytes around them may be read. */
@inline
export function trueText(): usize {
  return IMAGE + 32;
}
@inline
export function falseText(): usize {
  return IMAGE + 48;
}

@inline
export function fieldCount(): u32 {
  return load<u32>(IMAGE);
}
