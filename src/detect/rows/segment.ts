/**
 * The rows that the kernel has made, as the event store's builder takes them: views of its memory, valid until the
 * next row is made. The numbers of columns are those of `rowsColumnAt` in `assembly/rows.ts`.
 */
import type { RowSegment } from "../../store/index.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import type { RowBook } from "./row-book.js";
import type { RowKernel } from "./row-kernel.js";

/** By number, as the kernel writes them. */
const actions = ["", "allowed", "blocked", "detected", "failed", "succeeded"] as const;

export function segmentOf(kernel: RowKernel, memory: KernelMemory, book: RowBook): RowSegment {
  const rows = kernel.rowCount();
  const at = (column: number) => kernel.rowsColumnAt(column) >>> 0;
  const bytes = (column: number, length: number) => memory.bytes.subarray(at(column), at(column) + length);
  const codes = (column: number) => new Uint16Array(memory.memory.buffer, at(column), rows);
  const text = (column: number) => bytes(8 + column, kernel.rowsTextBytes(column));
  const list = (number: number) => ({
    ends: bytes(13 + number, rows * 8),
    entries: kernel.listEntries(number),
    texts: bytes(18 + number, kernel.listBytes(number)),
  });
  return {
    rows,
    firstTimeUs: Number(memory.view.getBigInt64(at(0), true)),
    times: bytes(0, rows * 8),
    timed: bytes(1, rows),
    sourcePorts: bytes(2, rows * 2),
    destinationPorts: bytes(3, rows * 2),
    logs: { codes: codes(4), texts: book.logs },
    protocols: { codes: codes(5), texts: book.protocols },
    services: { codes: codes(6), texts: book.services },
    actions: { codes: bytes(7, rows), texts: actions },
    sources: text(0),
    destinations: text(1),
    users: text(2),
    messages: text(3),
    natives: text(4),
    names: list(0),
    addresses: list(1),
    urls: list(2),
    hashes: list(3),
    mails: list(4),
  };
}
