/**
 * The bounds of the intake room, each with its arithmetic. They hold memory and time for hostile input; none is
 * meant to be met by honest telemetry.
 */

/** A record. Suricata's largest real ones (payload and packet in base64) are about 100 KB; ten times that. */
export const recordBytesMax = 1024 * 1024;

/** Nesting of a JSON record. EVE's deepest (DNP3 objects' points) is 8. */
export const nestingMax = 64;

/**
 * Pieces of a JSON record: its commas and opening brackets, each a value at most. The fullest honest record is
 * Suricata's `stats` with each thread's counters: 64 threads × 400 = 25,600. To parse this many takes some 10 ms.
 */
export const recordPiecesMax = 65_536;

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

/**
 * Gzip members one after another: bgzip makes one of each 64 KiB, so these are 128 GiB, twice what may be unpacked.
 * An empty one is 20 bytes and costs some 30 µs, so that a minute is the most that empty ones can cost.
 */
export const unpackMembersMax = 2_000_000;

/** Members of one tar archive; the largest known evidence archives have some ten thousand. */
export const archiveMembersMax = 100_000;

/** Folders below a folder; file systems themselves allow paths of 4,096 bytes. */
export const folderDepthMax = 64;

/** Body of one HTTP request, as sent. It streams, so this bounds how much a retry repeats, not memory. */
export const httpBodyBytesMax = 1024 ** 3;

/** Silence of an HTTP sender: ten times the longest pause of a mobile link's retransmission. */
export const httpSilenceMsMax = 30_000;

/** Bytes that make a live batch: 1,000 syslog lines of 256 bytes, the work of a few milliseconds. */
export const liveBatchBytes = 256 * 1024;

/** How long a live batch waits to fill: a fifth of a second keeps a warning near, and one sync serves all lines. */
export const liveBatchMs = 200;

/** Syslog connections at once, and from one address. Each may hold a record and a batch: 256 × 1.25 MiB. */
export const syslogConnectionsMax = 256;
export const syslogConnectionsPerSenderMax = 32;

/** Datagrams that wait for the sink, in bytes; beyond this they are dropped and counted. */
export const syslogWaitingBytesMax = 32 * 1024 * 1024;

/** Read from a followed file at once: twice a record, so that what has no line end in it is surely too long. */
export const followBatchBytes = 2 * recordBytesMax;

/** Files one follower keeps open; a sensor writes some eighty logs. */
export const followFilesMax = 1024;

/**
 * A body that is answered item by item is held whole: 32 MiB is three times what Filebeat, Logstash (20 MB) and Vector
 * (10 MB) send at once by default, and all are told by 413 to cut it smaller.
 */
export const itemsBodyBytesMax = 32 * 1024 * 1024;

/** Such bodies together: six of the largest. Read and cut they take about four times as much memory for a moment. */
export const itemsInHandBytesMax = 192 * 1024 * 1024;

/** Items of one body: 32 MiB in documents of 300 bytes. */
export const itemsMax = 100_000;

/**
 * Pieces of one body: commas and opening brackets of its JSON, fields of its protobuf. The densest honest telemetry,
 * attributes of OTLP, has one in 9 bytes as JSON and in 7 as protobuf beside the lines' own text: 8,192 records with
 * 100 attributes each are 3.3 million. Read at some 200 ns each, in slices, they take less than a second in all.
 */
export const itemsPiecesMax = 4_000_000;

/**
 * What the items of one body may become, as OTLP repeats what a resource says in each of its records: four times the
 * largest body. 8,192 records under a resource of 2 KB are an eighth of it.
 */
export const itemsLinesBytesMax = 128 * 1024 * 1024;

/** The text of one item as it came: a record, escaped (`\u00e9` for two bytes) and in its envelope. */
export const itemTextMax = 4 * recordBytesMax;

/** For bodies that are held whole, `unpackRatioMax` is looked at from here: 4 KiB may be 1 MiB, some 20 ms of work. */
export const itemsRatioFromBytes = 1024 * 1024;

/** Items handed over at once: one batch of the spool, all or nothing; under a portion (4 MiB) even with a longest record. */
export const itemsBytesMax = 2 * 1024 * 1024;

/** And their number: to hash and to remember the names of this many takes some 30 ms, and can't be cut. */
export const itemsTogetherMax = 5_000;

/** Files of a drop folder that one look lists; those beyond are found when these are gone. */
export const dropFilesMax = 10_000;

/** Messages of NATS that are asked for at once, and taken together: one batch of the spool. */
export const natsMessagesMax = 1000;
