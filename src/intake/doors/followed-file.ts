/**
 * One open file that is followed: reads what is new, cuts it at the last line end, and knows its position. It
 * belongs to an inode, not to a name, so that a file renamed away is read to its end. A line over the record
 * limit is waited out without being held and handed on cut, so that it is refused and counted.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { followBatchBytes, recordBytesMax } from "../limits.js";
import type { FilePosition } from "./positions.js";

/** A piece of the file that can be handed over: whole lines. */
export interface Piece {
  readonly bytes: Buffer;
  readonly end: number;
  readonly lines: number;
  /** The header lines in force behind it. */
  readonly head: string;
}

const digestBytes = 256;
const headMax = 64 * 1024;

export class FollowedFile {
  readonly #handle: FileHandle;
  /** Where the search for the end of an over-long line goes on. */
  #searched = 0;
  position: FilePosition;

  private constructor(handle: FileHandle, position: FilePosition) {
    this.#handle = handle;
    this.position = position;
  }

  /** Opens a file at a saved position, or at its beginning where the position is another file's. */
  static async open(path: string, saved: FilePosition | null): Promise<FollowedFile> {
    const handle = await open(path, "r");
    const about = await handle.stat({ bigint: true });
    const device = String(about.dev);
    const inode = String(about.ino);
    const start = { device, inode, offset: 0, end: 0, line: 0, head: "", digest: "" };
    const file = new FollowedFile(handle, start);
    if (saved === null || saved.device !== device || saved.inode !== inode) return file;
    if (Number(about.size) < saved.end || (await file.#digest(saved.offset)) !== saved.digest) return file;
    file.position = saved;
    return file;
  }

  async size(): Promise<number> {
    return Number((await this.#handle.stat()).size);
  }

  /** Digest of the first and the last bytes before `offset`; what follows may still be written. */
  async #digest(offset: number): Promise<string> {
    const length = Math.min(digestBytes, offset);
    if (length === 0) return "";
    const hash = createHash("sha256").update(await this.#read(0, length));
    return hash.update(await this.#read(offset - length, length)).digest("hex");
  }

  /** Begins anew where the file was cut short or written over (`copytruncate`); answers whether it was. */
  async beginAnewIfCut(): Promise<boolean> {
    const { device, inode, offset, end, digest } = this.position;
    if (end === 0) return false;
    if ((await this.size()) >= end && (await this.#digest(offset)) === digest) return false;
    this.position = { device, inode, offset: 0, end: 0, line: 0, head: "", digest: "" };
    this.#searched = 0;
    return true;
  }

  async #read(from: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /**
   * The next piece, null where there is no whole line. A batch that was under way at a restart comes again
   * exactly as it was. `final`: the file will not grow, so its last line counts without an end.
   */
  async next(final: boolean): Promise<Piece | null> {
    const { offset, end } = this.position;
    const length = end > offset ? Math.min(end - offset, followBatchBytes) : followBatchBytes;
    const bytes = await this.#read(offset, length);
    if (bytes.length === 0) return null;
    const newline = bytes.lastIndexOf(10);
    const isLong = newline < 0 && bytes.length === followBatchBytes;
    if (end > offset) return isLong ? this.#cutPiece(bytes, end) : this.#piece(bytes, end);
    if (newline >= 0) return this.#piece(bytes.subarray(0, newline + 1), offset + newline + 1);
    if (!isLong) return final ? this.#piece(bytes, offset + bytes.length) : null;
    const lineEnd = await this.#endOfLine(offset + bytes.length, final);
    return lineEnd === null ? null : this.#cutPiece(bytes, lineEnd);
  }

  /** Where a line longer than a batch ends; null where it is still being written. */
  async #endOfLine(from: number, final: boolean): Promise<number | null> {
    for (let at = Math.max(this.#searched, from); ; ) {
      const more = await this.#read(at, followBatchBytes);
      const newline = more.indexOf(10);
      if (newline >= 0) return at + newline + 1;
      if (more.length === 0) return final ? at : null;
      at += more.length;
      this.#searched = at;
    }
  }

  /** The beginning of an over-long line, one byte more than a record may have. */
  #cutPiece(bytes: Buffer, end: number): Piece {
    return this.#piece(Buffer.concat([bytes.subarray(0, recordBytesMax + 1), Buffer.from("\n")]), end);
  }

  #piece(bytes: Buffer, end: number): Piece {
    let lines = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
    return { bytes, end, lines, head: headAfter(this.position.head, bytes) };
  }

  /** Notes that a piece is being handed over: until it has passed, `next` answers the same. */
  handing(piece: Piece): FilePosition {
    this.position = { ...this.position, end: piece.end };
    return this.position;
  }

  /** Moves behind a piece that was acknowledged. */
  async passed(piece: Piece): Promise<void> {
    const { device, inode, line } = this.position;
    const digest = await this.#digest(piece.end);
    const { end, head } = piece;
    this.position = { device, inode, offset: end, end, line: line + piece.lines, head, digest };
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** The last block of header lines in force behind these bytes: theirs where they have one, else as before. */
export function headAfter(before: string, bytes: Buffer): string {
  let from = bytes[0] === 35 ? 0 : bytes.indexOf("\n#") + 1;
  if (from === 0 && bytes[0] !== 35) return before;
  let block = { from, end: from };
  for (;;) {
    let end = from;
    while (bytes[end] === 35) {
      const newline = bytes.indexOf(10, end);
      end = newline < 0 ? bytes.length : newline + 1;
    }
    block = { from, end };
    const next = bytes.indexOf("\n#", end - 1);
    if (next < 0) break;
    from = next + 1;
  }
  return block.end - block.from > headMax ? "" : bytes.toString("utf8", block.from, block.end);
}
