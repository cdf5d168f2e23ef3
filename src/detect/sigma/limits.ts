/** The bounds of reading rules, each with its arithmetic. Rules come from outside: none may cost more than its share. */

/** A file; all of SigmaHQ's rules in one file are 10 MB. */
export const fileBytesMax = 64 * 2 ** 20;

/** A document. SigmaHQ's longest rule has 295 KB (hashes of drivers). */
export const documentBytesMax = 512 * 1024;

/** Documents of one file: five times all of SigmaHQ's. */
export const documentsMax = 20_000;

/** Nesting of a document; a rule's deepest is a list in a map in a list, below `detection`. */
export const nestingMax = 16;

/** Values and maps of a document, those that aliases repeat counted each time. */
export const nodesMax = 40_000;

/** Tests of a rule, once modifiers have made several of one value. SigmaHQ's longest rule has 4,432. */
export const alternativesMax = 8_000;

/** Tests that modifiers make of one value: `windash` makes 5 for each dash, so this is four dashes with room to spare. */
export const variantsMax = 1_000;

/** Characters of a value, as of a regular expression (`base/regexp.ts`). */
export const valueCharsMax = 10_000;

/** Characters of a condition; SigmaHQ's longest has 542. */
export const conditionCharsMax = 4_096;

/** Brackets and `not` inside each other in a condition. */
export const conditionDepthMax = 64;

/** Characters of names: of fields, searches, ids. */
export const nameCharsMax = 512;
