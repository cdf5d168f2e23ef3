/**
 * Cuts a TCP stream into syslog messages and joins them as lines: octet counting (`123 <134>…`) or a line feed
 * at the end, told message by message as RFC 6587 asks (section 3.4). A line feed within a counted message becomes
 * a space, so that a message can't forge another. A message over the record limit is handed on one byte too
 * long, so that it is refused and counted like any other, and the rest of it is skipped; memory is one record.
 */
import { recordBytesMax } from "../limits.js";

const newline = 10;
const keptMax = recordBytesMax + 1;
/** Counts beyond this are no framing but an attack or another protocol. */
const countMax = 64 * 1024 * 1024;

export class SyslogFrames {
  /** Whole messages, each ending in a line feed. */
  #lines: Buffer[] = [];
  #lineBytes = 0;
  /** What has come of the message in hand: a buffer that doubles, as a sender may send byte by byte. */
  #buffer: Buffer = Buffer.alloc(1024);
  #used = 0;
  /** Octets still missing of a counted message; -1 where the message ends with a line feed. */
  #missing = -1;
  #skipping = false;
  /** Between messages: the next bytes say which framing. */
  #fresh = true;

  /** Bytes of whole messages that wait to be taken. */
  get ready(): number {
    return this.#lineBytes;
  }

  /** Takes bytes in; false where the stream can't be syslog and should be closed. */
  push(chunk: Buffer): boolean {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#fresh) {
        const begun = this.#begin(rest);
        if (begun === null) return false;
        rest = begun;
        if (this.#fresh) return true; // still too short to tell
      }
      rest = this.#missing < 0 ? this.#untilNewline(rest) : this.#counted(rest);
    }
    return true;
  }

  /** Decides the framing of the next message; answers what is left of the bytes, or null for nonsense. */
  #begin(chunk: Buffer): Buffer | null {
    const front = this.#used === 0 ? chunk : Buffer.concat([this.#buffer.subarray(0, this.#used), chunk]);
    this.#used = 0;
    const text = front.subarray(0, 12).toString("latin1");
    const count = /^([1-9]\d{0,8}) /.exec(text);
    const undecided = count === null ? /^[1-9]\d{0,8}$/.test(text) : text.length === count[0].length;
    if (undecided) {
      this.#hold(front);
      return Buffer.alloc(0);
    }
    this.#fresh = false;
    // A bare line may begin with a number too (Cisco's sequence); only a priority behind it makes it a count.
    if (count === null || text[count[0].length] !== "<") {
      this.#missing = -1;
      return front;
    }
    this.#missing = Number(count[1]);
    return this.#missing > countMax ? null : front.subarray(count[0].length);
  }

  #untilNewline(chunk: Buffer): Buffer {
    const at = chunk.indexOf(newline);
    this.#hold(at < 0 ? chunk : chunk.subarray(0, at));
    if (at < 0) return Buffer.alloc(0);
    this.#finish();
    return chunk.subarray(at + 1);
  }

  #counted(chunk: Buffer): Buffer {
    const part = chunk.subarray(0, this.#missing);
    this.#hold(part);
    this.#missing -= part.length;
    if (this.#missing === 0) this.#finish();
    return chunk.subarray(part.length);
  }

  #hold(part: Buffer): void {
    if (this.#skipping || part.length === 0) return;
    const kept = part.subarray(0, keptMax - this.#used);
    if (kept.length < part.length) this.#skipping = true;
    if (this.#used + kept.length > this.#buffer.length) {
      const size = Math.max(this.#buffer.length * 2, this.#used + kept.length);
      const larger = Buffer.alloc(Math.min(size, keptMax));
      this.#buffer.copy(larger, 0, 0, this.#used);
      this.#buffer = larger;
    }
    kept.copy(this.#buffer, this.#used);
    this.#used += kept.length;
  }

  #finish(): void {
    const line = Buffer.from(this.#buffer.subarray(0, this.#used));
    if (this.#buffer.length > 64 * 1024) this.#buffer = Buffer.alloc(1024);
    this.#used = 0;
    this.#skipping = false;
    this.#missing = -1;
    this.#fresh = true;
    this.#add(line);
  }

  #add(message: Buffer): void {
    const line = oneLine(message);
    if (line.length === 0) return;
    this.#lines.push(line, lineFeed);
    this.#lineBytes += line.length + 1;
  }

  /** Hands over the whole messages as lines; null where there are none. */
  take(): Buffer | null {
    if (this.#lines.length === 0) return null;
    const lines = Buffer.concat(this.#lines);
    this.#lines = [];
    this.#lineBytes = 0;
    return lines;
  }

  /** The stream has ended: what is held is the last message. */
  end(): void {
    if (this.#used > 0) this.#finish();
  }
}

const lineFeed = Buffer.from("\n");

/** A message as one line: line ends and NULs at its end cut, line feeds within it made spaces. */
export function oneLine(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && (message[end - 1] === newline || message[end - 1] === 13 || message[end - 1] === 0))
    end--;
  const line = message.subarray(0, end);
  if (!line.includes(newline)) return line;
  const copy = Buffer.from(line);
  for (let at = copy.indexOf(newline); at >= 0; at = copy.indexOf(newline, at + 1)) copy[at] = 32;
  return copy;
}
