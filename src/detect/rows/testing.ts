/**
 * For tests: rows of a file made both ways, by its format record by record and by the kernel, and where they differ.
 * A record's own JSON may be written differently (the kernel keeps its text), as long as it is the same value.
 */
import { Problem } from "../../base/index.js";
import {
  batchText,
  type ReadOptions,
  type RecordBatch,
  readBatches,
  readRecord,
  walkEvents,
} from "../../intake/index.js";
import type { BatchMeta } from "../../model/index.js";
import { type ReadRow, readBlock } from "../../store/events/testing.js";
import { type BlockBuilder, newBlockBuilder } from "../../store/index.js";
import { instantiate } from "../kernel/kernel.js";
import { KernelMemory } from "../kernel/kernel-memory.js";
import type { RowKernel } from "./row-kernel.js";
import type { RowReason } from "./row-reason.js";
import { RowWriter } from "./row-writer.js";

export const receivedUs = Date.UTC(2026, 10, 22, 12) * 1000;

const testMeta: BatchMeta = {
  id: "b",
  memberId: "m",
  door: "file",
  origin: "o",
  receivedUs,
  bytes: 0,
  mark: null,
};

export interface RowCounts {
  fast: number;
  slow: number;
  refused: number;
  readonly logs: Map<string, number>;
}

/** One thread's row maker with room for a batch. */
export class TestRows {
  readonly writer: RowWriter;
  readonly #memory = new KernelMemory();
  readonly #input: number;
  readonly #room = 4 * 1024 * 1024;

  constructor() {
    const kernel = instantiate(this.#memory.memory);
    kernel.prepare(1, 2);
    this.writer = new RowWriter(kernel as unknown as RowKernel, this.#memory);
    this.#input = this.#memory.alloc(this.#room) + 64;
  }

  /** Makes rows of a batch; what is odd is read by its format. */
  take(
    batch: RecordBatch,
    builder: BlockBuilder,
    counts: RowCounts,
    odd?: (text: string, log: string) => void,
    meta: BatchMeta = testMeta,
  ): void {
    counts.refused += batch.refusals.length;
    const rules = batch.headProblem === null ? batch.format.rows?.(batch.origin, batch.head) : null;
    const slow = (text: string, line: number) => {
      const record = text.replace(/\n$/, "").replace(/\r$/, "");
      if (record === "") return;
      const event = batch.headProblem ?? readRecord(batch, record, line);
      if (event instanceof Problem) counts.refused++;
      else {
        counts.slow++;
        odd?.(record, event.log);
        builder.append(event, meta);
      }
    };
    if (rules === undefined || rules === null || batch.bytes.length > this.#room - 4096) {
      for (const text of batchText(batch).split("\n")) slow(text, 0);
      return;
    }
    this.#memory.bytes.set(batch.bytes, this.#input);
    this.#memory.bytes.fill(10, this.#input + batch.bytes.length, this.#input + batch.bytes.length + 256);
    const sink = {
      builder,
      meta,
      odd: (_line: number, at: number, end: number) =>
        slow(Buffer.from(this.#memory.bytes.slice(at, end)).toString("utf8"), 0),
    };
    const lines = { rules, receivedUs, at: this.#input, length: batch.bytes.length };
    if (!this.writer.write(lines, sink)) for (const text of batchText(batch).split("\n")) slow(text, 0);
    this.writer.flush(sink);
    const before = new Map(counts.logs);
    this.writer.takeCounts(counts.logs);
    for (const [log, count] of counts.logs) counts.fast += count - (before.get(log) ?? 0);
  }
}

/** Rows by day, in order. */
function rowsOf(builder: BlockBuilder): Map<string, ReadRow[]> {
  const days = new Map<string, ReadRow[]>();
  for (const block of builder.finish())
    days.set(block.day, [...(days.get(block.day) ?? []), ...readBlock(block)]);
  return days;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  try {
    return JSON.stringify(JSON.parse(String(a))) === JSON.stringify(JSON.parse(String(b)));
  } catch {
    return false;
  }
}

/** The first difference of two rows, null where they are alike. */
function differenceOf(slow: ReadRow | undefined, fast: ReadRow | undefined): string | null {
  if (slow === undefined || fast === undefined) return "one row more or less";
  for (const column of Object.keys(slow)) {
    const same =
      slow[column] === fast[column] ||
      (column === "native"
        ? sameJson(slow[column], fast[column])
        : JSON.stringify(slow[column]) === JSON.stringify(fast[column]));
    if (!same)
      return `${column}: ${JSON.stringify(slow[column])} became ${JSON.stringify(fast[column])} in ${String(slow["native"])}`;
  }
  return null;
}

export interface Comparison {
  readonly difference: string | null;
  readonly counts: RowCounts;
  readonly reasons: ReadonlyMap<RowReason, number>;
}

/** Makes the rows of a source both ways. */
export async function compareRows(
  source: AsyncIterable<Uint8Array>,
  options: Partial<ReadOptions> & { readonly fileName: string },
  rows = new TestRows(),
  odd?: (text: string, log: string) => void,
): Promise<Comparison> {
  const slow = newBlockBuilder();
  const fast = newBlockBuilder();
  const counts: RowCounts = { fast: 0, slow: 0, refused: 0, logs: new Map() };
  let refused = 0;
  let difference: string | null = null;
  const compare = () => {
    const right = rowsOf(slow);
    const made = rowsOf(fast);
    if (difference === null && refused !== counts.refused)
      difference = `${refused} records were refused, then ${counts.refused}`;
    for (const [day, list] of right) {
      const other = made.get(day) ?? [];
      for (let at = 0; at < Math.max(list.length, other.length) && difference === null; at++) {
        const found = differenceOf(list[at], other[at]);
        if (found !== null) difference = `row ${at} of ${day}: ${found}`;
      }
    }
    if (difference === null && right.size !== made.size) difference = "another number of days";
  };
  for await (const batch of readBatches(source, { receivedUs, ...options })) {
    walkEvents(batch, {
      event: (event) => slow.append(event, testMeta),
      refused: () => {
        refused++;
      },
    });
    rows.take(batch, fast, counts, odd);
    if (slow.rows > 20_000) compare();
    if (difference !== null) break;
  }
  compare();
  return { difference, counts, reasons: rows.writer.reasons };
}
