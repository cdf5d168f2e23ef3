/** The design limits of exchange with other centers, each with its arithmetic. */

/** An invitation has some 700 bytes; a name of 60 characters and an address of 300 fit twice over. */
export const invitationBytesMax = 4096;
/** How long an invitation may wait to be accepted: people who call one another do so within days. */
export const invitationLifeUs = 7 * 86_400e6;
/** One value of 8,192 characters (the longest URL), escaped, and a hundred labels: below 24 KiB. */
export const messageBytesMax = 24_576;
/** A batch is one HTTP body and one transaction: 200 messages of 700 bytes are 140 KB. */
export const batchMessagesMax = 200;
export const batchBytesMax = 200_000;
/** Bodies read over HTTP: a batch, its signature and what a later version may add. */
export const bodyBytesMax = 262_144;
/**
 * Messages that wait for one peer: 5,000 at 24 KiB are 123 MB at worst, 3.5 MB as they are. Behind them nothing is kept
 * for it: what else changed is read where it stands once these are acknowledged, and only as it stands then.
 */
export const outboxMax = 5000;
/**
 * The highest number that a peer is believed to have, and that is taken of one, unless it was given: a billion messages a
 * day for three thousand years, and far below 2^53, above which numbers are no whole ones here.
 */
export const sequenceMax = 2 ** 50;
/** How deep a message may nest: an indicator has five levels, and what others add to one a few more. */
export const messageDepthMax = 50;
/** Things one peer may tell: 200,000 rows of 600 bytes are 120 MB. */
export const objectsMax = 200_000;
/** A word passes through so many centers at most. */
export const hopsMax = 4;
/** Objects of TAXII servers that one word may follow from: one value on twenty of a server's indicators. */
export const echoesMax = 20;
export const labelsMax = 50;
export const labelMax = 200;
/** Signed heads kept of one peer, the newest: a week of one each minute. */
export const headsKept = 10_080;
/** A peer that was reached is told nothing new and asked all the same after this, so that heads and health are known. */
export const beatUs = 300e6;
export const longestWaitUs = 15 * 60e6;
export const firstWaitUs = 2e6;
export const answerTimeoutMs = 30_000;
export const answerBytesMax = 16_384;
