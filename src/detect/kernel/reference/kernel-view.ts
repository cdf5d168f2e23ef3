/**
 * The real kernel, looked at from inside, for tests: bytes in, and out come the steps' results as plain values, so
 * that they can be compared with the plain references beside this file. It scans over an empty index with a known
 * seed, by any plan; nothing is a candidate then, and every line that is flagged is flagged for its shape.
 */
import type { JsonSievePlan, SievePlan } from "../../../intake/index.js";
import { IndicatorIndex } from "../../indicator-index/indicator-index.js";
import type { ChunkScanner } from "../chunk-scanner.js";
import { jsonKeyTable, tsvColumnTable } from "../plan.js";
import { type SlowReason, slowReasons } from "../slow-reason.js";
import { ReferenceHash } from "./hash.js";

/** A value that the kernel would look up. */
export interface EmittedValue {
  readonly kind: number;
  readonly hash: bigint;
  /** Where its text stands in the chunk, and the text; empty for addresses. */
  readonly at: number;
  readonly text: string;
}

/** A wanted key or column: where its value begins, and how it is read (`plan.ts` has the numbers). */
export interface TapeEntry {
  readonly at: number;
  readonly reading: number;
}

export interface ChunkView {
  readonly tape: readonly TapeEntry[];
  readonly values: readonly EmittedValue[];
  /** Positions of line ends. */
  readonly lineEnds: readonly number[];
  /** Numbers of the lines that go the slow way, with the reason. */
  readonly slow: ReadonlyMap<number, SlowReason>;
}

/**
 * The plan without its logs: records that name one go the slow way until it is learned, here all are of one. The
 * fields are a copy, as key tables are kept by them.
 */
export function withOneLog(plan: JsonSievePlan): JsonSievePlan {
  const { name, fields } = plan;
  return { ...plan, name: `${name} of one log`, fields: { ...fields }, logFields: [], defaultLog: "test" };
}

/** What the kernel exports for this only. */
interface ViewExports {
  tapeAt(): number;
  tapeEntries(): number;
  hashesAt(): number;
  placesAt(): number;
  spansAt(): number;
  valueCount(): number;
}

const seed = Buffer.from("breakers", "latin1");
const slotBytes = 64;
const readingAt = 32;

export class KernelView {
  readonly hash = new ReferenceHash(seed.readBigUInt64LE(0));
  readonly #scanner: ChunkScanner;
  readonly #index = new IndicatorIndex(undefined, { seed });

  constructor() {
    this.#scanner = this.#index.scanner();
  }

  /** Scans whole lines; the last has its line end. */
  scan(plan: SievePlan, chunk: string | Uint8Array): ChunkView {
    const scanner = this.#scanner;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
    scanner.follow(plan);
    scanner.input.set(bytes);
    const lines = scanner.scan(bytes.length);
    const slow = new Map<number, SlowReason>();
    for (let nth = 0; nth < scanner.slowCount; nth++)
      slow.set(scanner.slowLine(nth), slowReasons[scanner.slowWhy(nth)] as SlowReason);
    const { slots } = plan.kind === "json" ? jsonTableOf(plan) : tsvColumnTable(plan);
    return {
      tape: this.#tape(slots),
      values: this.#values(),
      lineEnds: Array.from({ length: lines }, (_, line) => scanner.lineEnd(line)),
      slow,
    };
  }

  #tape(slots: Uint8Array): TapeEntry[] {
    const kernel = this.#exports();
    const view = this.#index.memory.view;
    return Array.from({ length: kernel.tapeEntries() }, (_, nth) => {
      const entry = kernel.tapeAt() + nth * 8;
      const slot = view.getUint32(entry + 4, true);
      const reading = slots[slot * slotBytes + readingAt] as number;
      return { at: view.getUint32(entry, true) - this.#scanner.inputAt, reading };
    }).filter(({ reading }) => reading !== 0);
  }

  #values(): EmittedValue[] {
    const kernel = this.#exports();
    const { view, bytes } = this.#index.memory;
    return Array.from({ length: kernel.valueCount() }, (_, nth) => {
      const at = view.getUint32(kernel.placesAt() + nth * 4, true);
      const span = view.getUint32(kernel.spansAt() + nth * 4, true);
      const text = Buffer.from(bytes.slice(at, at + (span >>> 8))).toString("latin1");
      const hash = view.getBigUint64(kernel.hashesAt() + nth * 8, true);
      return { kind: span & 0xff, hash, at: at - this.#scanner.inputAt, text };
    });
  }

  #exports(): ViewExports {
    return this.#scanner.kernel as unknown as ViewExports;
  }
}

const tables = new WeakMap<object, { readonly slots: Uint8Array }>();

function jsonTableOf(plan: SievePlan & { readonly kind: "json" }): { readonly slots: Uint8Array } {
  let table = tables.get(plan);
  if (table === undefined) {
    table = jsonKeyTable(plan);
    tables.set(plan, table);
  }
  return table;
}
