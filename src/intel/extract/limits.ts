/**
 * What extraction may cost. A report is pasted or mailed by a person: the longest real ones (a vendor's PDF of 90
 * pages, a hash list of 20,000 lines) are under 10 MiB as files and under 4 MiB as text.
 */

/** Bytes of a file, and characters of a pasted text. */
export const inputBytesMax = 10 * 2 ** 20;
/** Characters of plain text that are read out of one input; the rest is named in the notes. */
export const textCharactersMax = 8 * 2 ** 20;
/** Different observables of one input; the largest real hash lists have about 20,000. */
export const observablesMax = 50_000;
/** Characters of one line that are looked at as one; a longer line is taken in pieces of this size. */
export const lineCharactersMax = 16_384;
/** Lines that a value broken by a page's width may run over. */
export const joinedLinesMax = 8;
/** Characters that are looked at before the scanner lets others run: about 5 ms of work. */
export const sliceCharacters = 65_536;
/** Notes of one input. */
export const notesMax = 50;

/** Parts of a mail, nested ones counted, and how deep they nest. */
export const mailPartsMax = 1_000;
export const mailDepthMax = 16;
/** Files of a reported mail that are handed on one by one; more are in the mail itself. */
export const mailFilesMax = 50;
export const mailHeaderBytesMax = 256 * 1024;
/** Files within files (a PDF in a mail in a mail): each level is one. */
export const nestingMax = 4;
/** Entries of an office document's archive that are looked at, and bytes they unpack to, all together. */
export const zipEntriesMax = 2_000;
export const unpackedBytesMax = 64 * 2 ** 20;
/** How many times its packed size one entry may grow to, once it is over a mebibyte; XML text shrinks 5 to 40 times. */
export const unpackedRatioMax = 200;
/** Pages of a PDF that are read. */
export const pdfPagesMax = 500;

/** The reading process: wall time, heap, and memory in all (a picture unpacked beside the heap counts). */
export const readingMsMax = 30_000;
export const readingHeapMb = 512;
export const readingRssMb = 900;
/** Readings at one time in this process; more wait. */
export const readingsMax = 2;
export const readingsWaitingMax = 16;
