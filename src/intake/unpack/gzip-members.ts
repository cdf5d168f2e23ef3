/**
 * Gzip as members one after another: a header, deflated bytes, their checksum and length (RFC 1952). Only what is
 * deflated goes to zlib; its own reader of members drops what it has just unpacked where something else follows
 * them, or where a checksum is wrong. NUL bytes may stand behind a member: tapes and block copies leave them.
 */
import { crc32, createInflateRaw, type InflateRaw } from "node:zlib";
import { Refusal } from "../../base/index.js";
import { unpackMembersMax } from "../limits.js";
import { intakeProblem } from "../problems.js";

const flag = { headChecksum: 2, extra: 4, name: 8, comment: 16, unknown: 0xe0 };

/** Takes a header byte by byte and ends behind its last; false: it is none. Its own checksum is passed over. */
function* header(): Generator<void, boolean, number> {
  for (const magic of [0x1f, 0x8b, 8]) if ((yield) !== magic) return false;
  const flags = yield;
  if ((flags & flag.unknown) !== 0) return false;
  for (let nth = 0; nth < 6; nth++) yield;
  if ((flags & flag.extra) !== 0) for (let left = (yield) | ((yield) << 8); left > 0; left--) yield;
  if ((flags & flag.name) !== 0) while ((yield) !== 0);
  if ((flags & flag.comment) !== 0) while ((yield) !== 0);
  if ((flags & flag.headChecksum) !== 0) for (let nth = 0; nth < 2; nth++) yield;
  return true;
}

interface Member {
  readonly inflater: InflateRaw;
  crc: number;
  size: number;
}

export class GzipMembers {
  readonly #give: (chunk: Uint8Array) => void;
  #members = 0;
  /** Exactly one of these three is there within a member, none between members. */
  #header: ReturnType<typeof header> | null = null;
  #member: Member | null = null;
  #trailer: Buffer | null = null;
  #trailerBytes = 0;

  constructor(give: (chunk: Uint8Array) => void) {
    this.#give = give;
  }

  /** Unpacks a portion, all of it. Answers what went wrong, or null; what came out was given before. */
  async push(portion: Uint8Array): Promise<unknown> {
    for (let at = 0; at < portion.length; ) {
      const rest = portion.subarray(at);
      if (this.#trailer !== null) {
        const fault = this.#check(this.#trailer, portion[at++] as number);
        if (fault !== null) return fault;
      } else if (this.#member !== null) {
        const taken = await inflate(this.#member.inflater, rest);
        if (typeof taken !== "number") return taken;
        at += taken;
        // What zlib leaves lies behind the end of what was deflated.
        if (taken < rest.length) this.#trailer = Buffer.alloc(8);
      } else if (this.#header !== null || portion[at] !== 0 || this.#members === 0) {
        const fault = this.#head(portion[at++] as number);
        if (fault !== null) return fault;
      } else at++;
    }
    return null;
  }

  /** Answers what went wrong, or null. */
  end(): unknown {
    return this.#header === null && this.#member === null ? null : new Error("unexpected end of file");
  }

  close(): void {
    this.#member?.inflater.destroy();
  }

  #head(byte: number): unknown {
    if (this.#header === null) {
      this.#header = header();
      this.#header.next(0);
    }
    const { done, value } = this.#header.next(byte);
    if (done !== true) return null;
    this.#header = null;
    if (value !== true)
      return this.#members === 0
        ? new Error("incorrect header check")
        : new Refusal(
            intakeProblem("archive-junk", "gzip: there are bytes behind the archive that are no part of it."),
          );
    if (++this.#members > unpackMembersMax)
      return new Refusal(
        intakeProblem("archive-bomb", `gzip: there are over ${unpackMembersMax} members one after another.`),
      );
    this.#member = this.#newMember();
    return null;
  }

  #newMember(): Member {
    const member: Member = { inflater: createInflateRaw({ chunkSize: 128 * 1024 }), crc: 0, size: 0 };
    member.inflater.on("error", () => {}); // each step answers its own
    // A stream that fails drops what it still holds. So nothing is left in it: it flows, and the brake is that
    // the next bytes are written only when those before are done (16 KiB unpack to 16 MiB at the very most).
    member.inflater.on("data", (chunk: Uint8Array) => {
      member.crc = crc32(chunk, member.crc);
      member.size = (member.size + chunk.length) >>> 0;
      this.#give(chunk);
    });
    return member;
  }

  /** Takes a byte of the trailer; with the last one, the member is compared with it and done. */
  #check(trailer: Buffer, byte: number): unknown {
    trailer[this.#trailerBytes++] = byte;
    if (this.#trailerBytes < trailer.length) return null;
    const { inflater, crc, size } = this.#member as Member;
    inflater.destroy();
    this.#member = null;
    this.#trailer = null;
    this.#trailerBytes = 0;
    if (trailer.readUInt32LE(0) !== crc) return new Error("incorrect data check");
    return trailer.readUInt32LE(4) === size ? null : new Error("incorrect length check");
  }
}

/** Answers how many of the bytes were taken, fewer than all where the end lies within them; else what went wrong. */
function inflate(inflater: InflateRaw, bytes: Uint8Array): Promise<unknown> {
  const before = inflater.bytesWritten;
  return new Promise((resolve) => {
    const failed = (error: unknown) => resolve(error);
    const done = (error?: Error | null) => {
      inflater.off("error", failed);
      inflater.off("end", done);
      resolve(error ?? inflater.bytesWritten - before);
    };
    inflater.once("error", failed);
    inflater.once("end", done);
    inflater.write(bytes, done);
  });
}
