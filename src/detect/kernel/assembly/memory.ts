/**
 * The fixed addresses of the kernel's memory. One shared WebAssembly memory belongs to one indicator index; every
 * thread has an instance of the kernel over it, with its own context (see `context.ts`). All tables are reached
 * through descriptors at fixed places, so that a writer can build a new table aside and swap it in.
 *
 *     0x0000  nothing: a zero pointer is an error
 *     0x0400  constants, written once by `prepare`
 *     0x2000  the index: descriptors of its tables (`table.ts`, `networks.ts`)
 *     0x8000  names of logs, and other small tables that all threads share
 *     0x10000 the arena, handed out by `KernelMemory` (kernel-memory.ts)
 */

/** 16 zero bytes, 16 of 0xff: a load at +length keeps the last `length` bytes of a vector. */
export const TAIL_MASKS: usize = 0x400;
/** Eight bytes of secret seed. */
export const SEED_AT: usize = 0x430;
/** Multipliers of decimal places, two vectors of eight 16-bit numbers: 1,10,1,10,… and 100,0,100,0,… */
export const PLACES: usize = 0x440;
/** Which of the 81 layouts a dot mask is: 512 bytes, by multiplied hash. */
export const IPV4_LAYOUT_OF: usize = 0x500;
/** Shuffles of the 81 layouts and of "none": 82 × 32 bytes, to 0x1140. */
export const IPV4_SHUFFLES: usize = 0x700;
/** The dot masks of the layouts, 0 for "none": 82 × 2 bytes, to 0x11e4. */
export const IPV4_MASKS: usize = 0x1140;
/** Character classes, 256 bytes each, five of them (see `prepare.ts`). */
export const CLASSES: usize = 0x1200;

/** Descriptors of the filters, the bucket table and the networks. */
export const INDEX_AT: usize = 0x2000;

/** The first address that the arena may hand out. */
export const ARENA: usize = 0x10000;
