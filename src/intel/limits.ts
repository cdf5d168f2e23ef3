/**
 * Bounds of what a feed may be. A feed is held whole as one text while it is read, so its size is what bounds
 * memory: 256 MiB is about 15 million domain names, ten times the largest public list. The largest real line is
 * a URL of a few thousand characters.
 */

/** Bytes of one feed file, decompressed. */
export const feedBytesMax = 256 * 2 ** 20;
/** Characters of one line of a list. */
export const lineLengthMax = 16_384;
/** Entries of one feed file; the rest is reported. */
export const entriesMax = 20_000_000;
/** Levels of nesting in a JSON feed; MISP's deepest is about 8. */
export const jsonDepthMax = 64;
/** Characters of a STIX pattern; real ones list up to a few hundred hashes. */
export const patternLengthMax = 262_144;
/** Networks that one `a-b` range may become (the worst IPv4 range needs 62). */
export const rangeNetworksMax = 256;
/** The widest networks that are taken: a /8 is what the registries once gave to one holder, a /19 still is in IPv6. */
export const prefixV4Min = 8;
export const prefixV6Min = 19;
/** Labels kept of one claim: MISP events name some sixty techniques. */
export const labelsMax = 96;
/** Characters of one label. */
export const labelLengthMax = 128;
/** Characters of a JSON feed: parsed whole, it takes about ten times that in memory. */
export const jsonBytesMax = 64 * 2 ** 20;
/** Bytes of a value in the store: PostgreSQL's B-tree holds rows of up to 2,704, with type and header among them. */
export const storedValueBytesMax = 2048;
