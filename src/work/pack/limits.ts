/**
 * How large a pack may be. A port's settings, texts and lists are some hundred kilobytes; these bounds leave ten times
 * that, and keep what a hostile file costs to a moment and to memory that every center has.
 */

/** The file as it comes. In base64 within a request that is 11.2 million characters. */
export const packBytesMax = 8 * 2 ** 20;
/** All that it unpacks to. */
export const unpackedBytesMax = 48 * 2 ** 20;
/** How many times its size a pack over `ratioFreeBytes` may unpack to: lists of names shrink to an eighth. */
export const ratioMax = 60;
export const ratioFreeBytes = 4 * 2 ** 20;
/** A manifest names a file in 200 bytes. */
export const manifestBytesMax = 64 * 1024;
/** There are fewer than ten kinds of parts today. */
export const partsMax = 100;
/** One part, as JSON. */
export const partBytesMax = 16 * 2 ** 20;
