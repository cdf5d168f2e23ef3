/**
 * The API's design limits, each with its arithmetic. They bound what one address, one person and one request can
 * cost; bulk telemetry has its own door (`/ingest`) and its own limits in `intake/`.
 */

/** The largest body of an action: 2,000 pasted values of 100 characters are 200 KB; nothing else comes near. */
export const bodyBytesMax = 262_144;
/** A file of the register: 1.5 million characters, of which many are escaped or take two bytes. */
export const importBytesMax = 4 * 1024 * 1024;
/** An action's body must be complete by then; a page on a slow phone line sends 256 KB at 20 KB/s in 13 s. */
export const bodyTimeoutMs = 15_000;
/**
 * A report's file of 10 MiB in base64 within its JSON. It must be complete within two minutes: 120 KB/s, a slow
 * line's upload.
 */
export const uploadBytesMax = 14_100_000;
export const uploadTimeoutMs = 120_000;
/** A report with its files of 20 MiB in base64 (27,962,028), beside them what every other action may take. */
export const reportBytesMax = 28_250_000;
/** Large bodies of one member at once: four of 28 MB are 450 MB while they are read, and no company sends more. */
export const uploadsAtOnce = 4;
/** Node's limit for any request, `/ingest` included: 64 MiB at 256 KB/s take 4.3 minutes. */
export const requestTimeoutMs = 300_000;
export const headersTimeoutMs = 10_000;

/**
 * Requests per address and minute. A console refetches what changed every two seconds, at most five queries; eight
 * busy consoles behind one address translation stay below.
 */
export const requestsPerMinute = 1_200;
/** Thirty clients that poll every second may stand behind one address; each costs about a millisecond. */
export const taxiiRequestsPerMinute = 6_000;
/** Fifty edges behind one address that catch up at once, each with two uploads a second, and their reports. */
export const edgeRequestsPerMinute = 6_500;
/** A MISP that begins anew fetches an event after another: of a hundred thousand values some hundred. */
export const mispRequestsPerMinute = 3_000;
/** Objects on one page of TAXII: at 700 bytes each 3.5 MB, written in some 50 ms. */
export const taxiiPageMax = 5_000;
/** Sign-in attempts per address and minute: a link has 256 bits, so this bounds load and noise, not guessing. */
export const signInsPerMinute = 10;

/** Live streams open at once; each costs a socket and about 10 KB. Thirty people with a few tabs are about 100. */
export const liveStreamsMax = 256;
/** Live streams of one session: browsers allow six connections to one host over HTTP/1.1. */
export const liveStreamsPerSession = 6;
/** A proxy commonly cuts a silent connection after 60 s. */
export const liveHeartbeatMs = 15_000;
export const liveTickMs = 1_000;
/** Ids sent in one message; with more the console refetches its lists anyway. */
export const liveIdsMax = 50;

/** Values looked up by one request. */
export const lookupValuesMax = 2_000;
/**
 * Terms of one search of events and the characters of each: 20 × 512 leave the query's text under 16 KB, and no
 * field of an event that is looked for is longer but a URL, which `contains` finds by a part.
 */
export const termsMax = 20;
export const termCharactersMax = 512;
/** Rows of one page of any list. */
export const pageRowsMax = 200;
/**
 * Entries of the audit chain in one page of a copy: about 500 bytes each make a megabyte, and a chain of a million
 * entries is 500 requests, below what one address may ask in a minute.
 */
export const auditCopyEntriesMax = 2_000;

/** The longest real pattern at hand has 137 characters; one that lists 500 addresses has 15,000. */
export const patternCharactersMax = 20_000;
/** Matches of a pattern in one answer: each costs a search of its own through what was fetched. */
export const patternMatchesMax = 100;

/** Levels of an action's body: its deepest, an agreement with its parts, has five. */
export const bodyDepthMax = 32;
