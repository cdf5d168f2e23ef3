/**
 * The bounds of the intake room, each with its arithmetic. They hold memory and time for hostile input; none is
 * meant to be met by honest telemetry.
 */

/** A record. Suricata's largest real ones (payload and packet in base64) are about 100 KB; ten times that. */
export const recordBytesMax = 1024 * 1024;

/** Nesting of a JSON record. EVE's deepest (DNP3 objects' points) is 8. */
export const nestingMax = 64;

/**
 * Bytes handed over at once. 256 KiB is 500 to 2,000 records: few enough to stay in a second-level cache, and
 * enough that the work per batch (a UTF-8 check, one decoding) is nothing beside the work per record.
 */
export const batchBytesDefault = 256 * 1024;

/** What the sniffer sees of a file. */
export const sniffBytes = 4096;

/** Characters of a refused record that are kept for a look. */
export const sampleCharsMax = 2000;

/**
 * Unpacked size against packed size. Honest telemetry reaches 1:40 with gzip and 1:110 with zstd (scans repeat
 * themselves); 1:1000 is about the most that deflate can express (1,032), and is reached by padding only.
 */
export const unpackRatioMax = 250;

/** The ratio is looked at only beyond this size: a tiny file of one repeated line is harmless. */
export const unpackRatioFromBytes = 32 * 1024 * 1024;

/** Unpacked bytes of one archive: 64 GiB is a day of a busy sensor's connection log. */
export const unpackBytesMax = 64 * 1024 ** 3;

/** Members of one tar archive; the largest known evidence archives have some ten thousand. */
export const archiveMembersMax = 100_000;

/** Folders below a folder; file systems themselves allow paths of 4,096 bytes. */
export const folderDepthMax = 64;
