/**
 * A finished block on its way to another thread: its pieces put together in one buffer of its own, which is moved
 * (transferred) with the message. The columns stay with the builder's thread, for the next block.
 */
import type { BlockFacts, FinishedBlock } from "./block-builder.js";

export interface PackedBlock extends BlockFacts {
  /** The whole block; its buffer holds nothing else. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the column `id` begins in `bytes`. */
  readonly idOffset: number;
}

/** Copies the block, and releases it. */
export function packBlock(block: FinishedBlock): PackedBlock {
  const { day, mark, rows, firstTimeUs, pieces, byteLength, idPiece } = block;
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  let idOffset = 0;
  for (const [nth, piece] of pieces.entries()) {
    if (nth === idPiece) idOffset = at;
    bytes.set(piece, at);
    at += piece.length;
  }
  block.release();
  return { day, mark, rows, firstTimeUs, bytes, idOffset };
}

export function unpackBlock({ day, mark, rows, firstTimeUs, bytes, idOffset }: PackedBlock): FinishedBlock {
  const idEnd = idOffset + rows * 8;
  return {
    day,
    mark,
    rows,
    firstTimeUs,
    pieces: [bytes.subarray(0, idOffset), bytes.subarray(idOffset, idEnd), bytes.subarray(idEnd)],
    byteLength: bytes.length,
    idPiece: 1,
    release: () => undefined,
  };
}
