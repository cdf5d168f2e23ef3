/**
 * RELP, the protocol in which rsyslog has each message acknowledged: `TXNR COMMAND LENGTH DATA LF`. A message is
 * answered only when it is safe; what was not answered is sent again after a break. Understood are `open`, `syslog`
 * and `close`; anything else ends the connection.
 * https://github.com/rsyslog/librelp/blob/master/doc/relp.html
 */
import { recordBytesMax } from "../limits.js";
import { oneLine } from "./syslog-frames.js";
import type { StreamFraming } from "./syslog-tcp.js";

const newline = 10;
const space = 32;
/** `999999999 syslog 1048576`, with room; a longer header is another protocol. */
const headerBytesMax = 64;
const offers = "relp_version=0\nrelp_software=breakwater\ncommands=syslog";
const lineFeed = Buffer.from("\n");

interface Reply {
  readonly text: string;
  /** Only after the messages before it are safe. */
  readonly afterMessages: boolean;
  taken: boolean;
}

interface Header {
  readonly transaction: string;
  readonly command: string;
  readonly length: number;
  /** Where the data begin. */
  readonly start: number;
}

export class RelpFrames implements StreamFraming {
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Bytes that the frame in hand needs: nothing is put together before, as a sender may send byte by byte. */
  #needed = 1;
  #lines: Buffer[] = [];
  #lineBytes = 0;
  #replies: Reply[] = [];
  #isOpen = false;

  get ready(): number {
    return this.#lineBytes;
  }

  push(chunk: Buffer): boolean {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes < this.#needed) return true;
    const held = this.#held.length === 1 ? chunk : Buffer.concat(this.#held, this.#heldBytes);
    for (let at = 0; ; ) {
      const header = readHeader(held, at);
      if (header === null) return false;
      // A header without data ends in its line feed, which stands where the data would begin.
      const end = header === "more" ? held.length : header.start + header.length;
      if (end >= held.length) return this.#keep(held.subarray(at), end + 1 - at);
      if (header === "more" || held[end] !== newline) return false;
      if (!this.#frame(header, held.subarray(header.start, end))) return false;
      at = end + 1;
    }
  }

  #keep(rest: Buffer, needed: number): true {
    this.#held = rest.length === 0 ? [] : [rest];
    this.#heldBytes = rest.length;
    this.#needed = needed;
    return true;
  }

  #frame({ transaction, command }: Header, data: Buffer): boolean {
    const answer = (text: string) =>
      this.#reply(`${transaction} rsp ${text.length}${text === "" ? "" : " "}${text}\n`);
    if (command === "open") {
      this.#isOpen = true;
      answer(`200 OK\n${offers}`);
    } else if (!this.#isOpen) return false;
    else if (command === "close") {
      answer("");
      this.#reply("0 serverclose 0\n");
    } else if (command === "syslog") {
      const line = oneLine(data);
      if (line.length > 0) {
        this.#lines.push(Buffer.from(line), lineFeed);
        this.#lineBytes += line.length + 1;
      }
      answer("200 OK");
    } else return false;
    return true;
  }

  #reply(text: string): void {
    const afterMessages = this.#lineBytes > 0 || this.#replies.some((reply) => reply.afterMessages);
    this.#replies.push({ text, afterMessages, taken: false });
  }

  take(): Buffer | null {
    for (const reply of this.#replies) reply.taken = true;
    if (this.#lines.length === 0) return null;
    const lines = Buffer.concat(this.#lines);
    this.#lines = [];
    this.#lineBytes = 0;
    return lines;
  }

  end(): void {
    this.#keep(Buffer.alloc(0), 1);
  }

  replies(accepted: boolean): Buffer | null {
    const waiting = this.#replies.findIndex(
      ({ afterMessages, taken }) => afterMessages && !(accepted && taken),
    );
    const count = waiting < 0 ? this.#replies.length : waiting;
    if (count === 0) return null;
    return Buffer.from(
      this.#replies
        .splice(0, count)
        .map(({ text }) => text)
        .join(""),
    );
  }
}

/** The header that begins at `at`; "more" where it goes on, null where there can be none. */
function readHeader(held: Buffer, at: number): Header | "more" | null {
  const text = held.subarray(at, at + headerBytesMax).toString("latin1");
  const match = /^(\d{1,9}) ([a-z]{1,32}) (\d{1,9})(?=[ \n])/.exec(text);
  if (match === null) return text.length < headerBytesMax && /^[0-9a-z ]*$/.test(text) ? "more" : null;
  const [all, transaction, command, digits] = match as unknown as [string, string, string, string];
  const length = Number(digits);
  if (length > recordBytesMax) return null;
  const hasData = held[at + all.length] === space;
  if (!hasData && length > 0) return null;
  return { transaction, command, length, start: at + all.length + (hasData ? 1 : 0) };
}
