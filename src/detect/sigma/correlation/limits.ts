/**
 * What correlations may take, and what each bound costs. Memory is bounded for all correlations and members together; the
 * member that holds most gives way first, so that a flood at one does not make another's windows forget.
 */

/** Groups in memory at once: a key, a head and a measure are about 600 bytes, 24 MB together. */
export const groupsMax = 40_000;
/** Matches remembered at once, all groups together: about 150 bytes each, 24 MB. */
export const entriesMax = 160_000;
/** Records kept to be shown: 2,000 characters each, 16 MB. */
export const evidenceRecordsMax = 8_000;
/** Of one group, beside the record that completes a window. */
export const evidencePerGroup = 5;

/**
 * Matches of one group before those that lie close are put together, and at the most. Putting together moves a match by
 * at most a thousandth of the timespan; beyond the most the oldest are forgotten.
 */
export const entriesBeforeMerging = 1_024;
export const entriesPerGroupMax = 2_048;
export const mergingParts = 1_000;
/** Different values that a `value_count` may ask for: twice as many are remembered of a group. */
export const differentValuesMax = 10_000;
/** Ends of told windows that a group remembers: within ten minutes of lateness, windows of a second are 600. */
export const toldMax = 1_000;
/** Numbers of medians and percentiles are then kept to this part of themselves. */
export const numberError = 0.01;

/** Rules of one correlation, and fields it groups by. */
export const rulesPerCorrelationMax = 64;
export const groupFieldsMax = 16;
/** Correlations over correlations over …; the deepest at hand has two. */
export const nestingMax = 8;
/** A year; longer windows would never end between two restarts of anything. */
export const timespanUsMax = 366 * 24 * 3600 * 1e6;
/** Values that a correlation hands on to those over it, of one window. */
export const handedOnMax = 16;
/** Logs of one member whose progress is known each by itself. */
export const logsPerMemberMax = 256;
/** Texts of fields longer than this are told apart by their hash, and shown cut. */
export const valueCharactersMax = 200;

/** `DetectorFigures` of the whole: what its state may take. */
export const correlationBytesMax = 64 * 2 ** 20;
