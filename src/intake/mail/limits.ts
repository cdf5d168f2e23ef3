/**
 * The bounds of the mail door, each with its arithmetic. A mail comes from anybody: what it may cost does not depend
 * on what it holds.
 */

/** Bytes of one mail, as sent; what extraction reads at most (`intel/extract`). Seven MiB of files in base64. */
export const mailBytesMax = 10 * 1024 * 1024;

/** Bytes of a mail's head. Real ones are under 40 KB, with lists of a hundred recipients. */
export const mailHeadBytesMax = 256 * 1024;

/** Bytes that all connections together may hold of mails not yet kept: twelve of the largest. */
export const mailHeldBytesMax = 12 * mailBytesMax;

/** Connections at once, and from one address. Idle ones cost some 20 KB each. */
export const mailConnectionsMax = 64;
export const mailConnectionsPerSenderMax = 8;

/** Silence on a connection; RFC 5321 (section 4.5.3.2) has servers wait five minutes, which strangers would use. */
export const mailSilenceMsMax = 60_000;
/** A connection in all: the largest mail over a line of 150 kbit/s. */
export const mailSessionMsMax = 600_000;
/** How long keeping one may take before the sender is told to come again. */
export const mailKeepingMsMax = 60_000;

/** Recipients of one mail: the center's addresses, of which there are few. RFC 5321 asks for a hundred. */
export const mailRecipientsMax = 100;
/** Recipients, or sizes, refused on one connection before it is closed. */
export const mailRefusalsMax = 20;
/** A command line; RFC 5321 has 512 bytes, extensions add to it. */
export const mailCommandBytesMax = 4096;

/** Mails of one address, of one MAIL FROM, and of all, in ten minutes. People report a handful a day. */
export const mailRateWindowMs = 600_000;
export const mailsPerAddressMax = 60;
export const mailsPerSenderMax = 20;
export const mailsInAllMax = 300;
/** Addresses and senders that are counted at once; beyond, the oldest is forgotten. */
export const mailRateKeysMax = 20_000;

/** DKIM signatures that are looked at; a mail through several providers has three. Each is one DNS question. */
export const dkimSignaturesMax = 8;
/** DNS questions for one mail: SPF asks 10 and their addresses, DKIM 8, DMARC 2. */
export const dnsQuestionsMax = 60;
export const dnsAnswerMsMax = 5_000;
/** Verifying one mail, DNS included, and memory for it. */
export const verifyingMsMax = 30_000;
export const verifyingHeapMb = 192;
