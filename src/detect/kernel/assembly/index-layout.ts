/**
 * Where the index keeps what it knows of itself: plain numbers, so that the kernel and TypeScript read this same
 * file. A change here needs a new `LAYOUT_VERSION`, as snapshots are images of this memory. Everything larger is reached from here by a pointer (an address in the shared memory, 32 bits), so that it
 * can be built aside and swapped in with one store.
 *
 *     0x2000  the fields below
 *     0x3000  prefix lengths in use, free lists of the networks' blocks (`networks.ts`)
 *     0x4000  one bit for each 64 KiB page of the memory: is it given away? (kernel-memory.ts)
 *     0x6000  one byte for each MiB of the memory: is it still on disk? (texts and entries after a restart)
 *     0x7000  one word for each reader: the generation it reads in, 0 while it rests
 *     0xc000  one bit for each /16 of IPv4: is a listed network in it or around it?
 *     0xe000  what a rebuild is about to put in: 64 × 32 bytes
 */

export const LAYOUT_VERSION = 2;

/** Grows with every change, 64 bits in two words. */
export const VERSION = 0x2000;
export const VERSION_HIGH = 0x2004;
/** Grows whenever something is swapped; what was swapped out is freed when no reader is that old any more. */
export const GENERATION = 0x2008;
/** The hot region: filters and buckets (`table.ts`), and the one that is being built aside, or 0. */
export const HOT = 0x200c;
export const NEXT = 0x2010;
/** The list of the entries' segments (`entries.ts`). */
export const DIRECTORY = 0x2014;
/** Every entry's number is below this; the first free number plus one, or 0. */
export const TOP = 0x2018;
export const FREE = 0x201c;
/** Entries, and claims of all sources on them. */
export const SIZE = 0x2020;
export const CLAIMS = 0x2024;
/** Where the next text goes, where its segment ends, and bytes of texts that are no longer used. */
export const TEXT_NEXT = 0x2028;
export const TEXT_END = 0x202c;
export const TEXT_WASTE = 0x2030;
/** 1 while something is still on disk. */
export const LAZY = 0x2034;
/** The 2^24-bit map of keyed entries' locators, 0 without any, and how many there are. */
export const KEYED_MAP = 0x2038;
export const KEYED = 0x203c;
/** Listed directories of URLs: most slashes and most bytes that one's path has had. */
export const DIRECTORY_SLASHES = 0x2040;
export const DIRECTORY_BYTES = 0x2044;
/** Of a rebuild: the next entry it takes, and whether it moves texts. */
export const CURSOR = 0x2048;
export const MOVING = 0x204c;
/** Claim sets: where the next goes, where the segment ends, bytes no longer used; the same for statements. */
export const SETS_NEXT = 0x2050;
export const SETS_END = 0x2054;
export const SETS_WASTE = 0x2058;
export const STATEMENTS_NEXT = 0x205c;
export const STATEMENTS_END = 0x2060;

/** Networks: the tries of both families, the map of /24s, and where the next block of a trie goes. */
export const V4_TRIE = 0x2080;
export const V6_TRIE = 0x2084;
export const V4_MAP = 0x2088;
export const BLOCKS_NEXT = 0x208c;
export const BLOCKS_END = 0x2090;
/** A page of the networks' owner: 2 KiB to write a block in, then the ring of blocks that were freed lately. */
export const BLOCKS_PAGE = 0x2094;
/** How many blocks went into that ring and how many came out. */
export const FREED = 0x2098;
export const REUSED = 0x209c;
/** Which prefix lengths are in use, a bit each: IPv4 in one 64-bit word, IPv6 in three. */
export const V4_LENGTHS = 0x20a0;
export const V6_LENGTHS = 0x20a8;

/** How many networks have each prefix length: 33 words, then 129. */
export const V4_COUNTS = 0x3000;
export const V6_COUNTS = 0x3100;
/** The first free block of each size. */
export const FREE_BLOCKS = 0x3400;

export const PAGE_MAP = 0x4000;
export const ABSENT = 0x6000;
export const READERS = 0x7000;
export const READERS_MAX = 256;
/** Which of those words belong to someone. */
export const READERS_TAKEN = 0x7400;
/** Held by whoever allocates, and the lowest page that may be free. */
export const ALLOCATOR_LOCK = 0x7800;
export const ALLOCATOR_HINT = 0x7804;
/** 2^16 bits at a fixed place, so that asking them takes no branch where there are no networks. */
export const V4_COARSE = 0xc000;

/** Of a hot region: 16 filters {base, words}, the buckets {base, count}, slots used, entries; keys per filter. */
export const HOT_BUCKETS = 0x80;
export const HOT_BUCKET_COUNT = 0x84;
export const HOT_USED = 0x88;
export const HOT_KEYS = 0xa0;
/** A word that is always zero: the filter of kinds that have none. `HOT_USED` counts slots that are not empty. */
export const HOT_ZERO = 0xf8;
export const HOT_HEADER = 0x100;

/** Entries in a segment: 2^13, 8 bytes each, so that a segment is one page of 64 KiB. */
export const ENTRY_BITS = 13;
/** Segments that the directory has room for: 2^13, so 2^26 entries. */
export const ENTRY_SEGMENTS = 8192;
/** From the second MiB of entries on, segments come 16 at a time, as one MiB that can be brought from disk at once. */
export const SEGMENTS_AT_ONCE = 16;

/** A change of a network writes one block of 64 + 256 × 4 bytes at most. */
export const BLOCK_BYTES_MAX = 2048;

/** What a rebuild is about to put in. */
export const REBUILD_ROOM = 0xe000;
export const REBUILD_ROOM_ENTRIES = 64;
