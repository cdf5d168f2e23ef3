/** What edge and center bound of each other, each with its arithmetic. */

/** An upload: a thousand sightings of some 400 bytes, with room for long addresses of pages. */
export const uploadBytesMax = 1024 * 1024;
export const sightingsPerUpload = 1000;
/**
 * Hits of one sighting, and of one upload: a machine that meets a listed value a hundred thousand times a second, over
 * some three hours and some thirty. An edge stays at them, and the center refuses what says more.
 */
export const hitsPerSighting = 1e9;
export const hitsPerUpload = 1e10;
/** What one sighting goes over at most: the widest window that an edge gathers in. */
export const sightingSpanUsMax = 7 * 86_400e6;
/** Rows of the order of exchange that one page of the set goes through: some 600 KB, written in a fifth of a second. */
export const pageRowsMax = 5000;
/** What an edge reads of one page: 5,000 lines of at most 8 KiB each are never reached by far. */
export const pageBytesMax = 48 * 1024 * 1024;
/** Edges of one member: each costs the center a row and a request every half minute. */
export const edgesPerMember = 50;
/** A place in the set that is older than this, with something new behind it, is begun anew from the start. */
export const placeAgeUsMax = 30 * 86_400e6;
/** Claims of one value that an edge is told: more sources than this say nothing more. */
export const claimsPerValue = 50;
/** An edge's clock may be this far ahead before what it has seen is taken as seen now. */
export const aheadUsMax = 5 * 60e6;
/** How often an edge comes. */
export const contactEveryMs = 30_000;
/**
 * Rules that an edge is given: 8 MB of text. SigmaHQ's 3,780 files have 5.7 MB, of which less than half runs where nothing
 * is set; read, they take some 60 MB of memory.
 */
export const edgeRuleBytesMax = 8e6;
/** Detections of one upload; most have less than a KiB, the longest some fifty. */
export const detectionsPerUpload = 1000;
/** What one detection's texts may have, in characters. */
export const detectionTextMax = 500;
export const detectionIdMax = 200;
/** ATT&CK ids of one rule. */
export const techniquesMax = 20;
