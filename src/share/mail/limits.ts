/** The bounds of mail that waits in the store. */

/** How long a mail waits for its person or for an operator. */
export const mailKeptUs = 30 * 86_400_000_000;
/** Bytes of all that wait: 200 of the largest. Beyond, senders are told to come again. */
export const mailWaitingBytesMax = 2 * 1024 ** 3;
/** Mails that wait. */
export const mailsWaitingMax = 10_000;
/** When DNS does not answer, it is asked again so often, so much later. */
export const verifyingTriesMax = 5;
export const verifyingAgainUs = 60_000_000;
/** Mails listed at once. */
export const mailsListedMax = 200;
