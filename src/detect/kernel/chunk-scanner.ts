/**
 * One thread's hold on the kernel: its context in the index's memory, the plan it scans by, and the chunk it has
 * scanned last. It knows bytes, lines and numbers only; what the lines mean, `fast-scanner.ts` finds out.
 */
import { assert } from "../../base/index.js";
import type { JsonSievePlan, SievePlan, TsvSievePlan } from "../../intake/index.js";
import type { CompiledPredicates } from "../predicates/compile-predicates.js";
import type { FoundCandidates } from "../predicates/predicate-runner.js";
import type { KernelExports } from "./kernel-exports.js";
import type { KeyTable } from "./key-table.js";
import { type ColumnTable, jsonKeyTable, tsvColumnTable } from "./plan.js";
import { RuleScan } from "./rule-scan.js";

/**
 * Bytes of one chunk. Chunk, places and values together should stay in a second-level cache (512 KiB and more);
 * below 64 KiB the work per chunk shows.
 */
export const chunkBytesDefault = 128 * 1024;

/**
 * Names of logs that are told apart. When there are more, all are let go and learned anew, so that a sender who makes
 * names up costs every log one slow record in so many of the made up ones, and slows none for ever.
 */
const logsMax = 250;
const defaultLogCode = 1;
const slowLogCode = 255;
const logNameBytesMax = 64;

/** What scanning needs of the memory it works in. */
export interface ScanMemory {
  readonly memory: WebAssembly.Memory;
  alloc(bytes: number): number;
  free(address: number, bytes: number): void;
}

/**
 * 8 KiB of places or columns, then 64 bytes for each slot. A head has 2,000 columns at most; rules have 1,024 fields
 * of up to three slots (`rule-keys.ts`), beside a plan's own keys.
 */
const planBytes = 8192 + 4096 * 64;
const places = 8192;

const keyTables = new WeakMap<object, KeyTable>();
const columnTables = new WeakMap<TsvSievePlan, ColumnTable>();

function keyTableOf(plan: JsonSievePlan): KeyTable {
  let table = keyTables.get(plan.fields);
  if (table === undefined) {
    table = jsonKeyTable(plan);
    keyTables.set(plan.fields, table);
  }
  return table;
}

function columnTableOf(plan: TsvSievePlan): ColumnTable {
  let table = columnTables.get(plan);
  if (table === undefined) {
    table = tsvColumnTable(plan);
    columnTables.set(plan, table);
  }
  return table;
}

/** Names of logs that records have given, with the code that the kernel counts each under. */
class LogBook {
  readonly codes = new Map<string, number>();
  /** By code: `zeek-conn`. */
  readonly logs: string[] = [];
}

export class ChunkScanner {
  readonly chunkBytes: number;
  readonly kernel: KernelExports;
  /** Where a chunk's bytes are put. */
  readonly input: Uint8Array;
  /** The address of `input` in the memory. */
  readonly inputAt: number;
  readonly #memory: ScanMemory;
  readonly #buffer: ArrayBufferLike;
  readonly #inputBuffer: Buffer;
  readonly #planAt: number;
  readonly #lineEnds: Uint32Array;
  readonly #slow: Uint32Array;
  readonly #logCounts: Uint32Array;
  #plan: SievePlan | null = null;
  #rules: RuleScan | null = null;
  #lines = 0;
  #books = new Map<string, LogBook>();
  #book = new LogBook();

  constructor(memory: ScanMemory, kernel: KernelExports, chunkBytes = chunkBytesDefault) {
    this.#memory = memory;
    this.kernel = kernel;
    this.chunkBytes = chunkBytes;
    const context = memory.alloc(kernel.bind(0, chunkBytes));
    kernel.bind(context, chunkBytes);
    this.#planAt = memory.alloc(planBytes);
    this.#buffer = memory.memory.buffer;
    this.inputAt = kernel.inputAt() >>> 0;
    this.#inputBuffer = Buffer.from(this.#buffer, this.inputAt, chunkBytes);
    this.input = new Uint8Array(this.#buffer, this.inputAt, chunkBytes);
    this.#lineEnds = new Uint32Array(this.#buffer, kernel.linesAt() >>> 0, chunkBytes);
    this.#slow = new Uint32Array(this.#buffer, kernel.slowAt() >>> 0, chunkBytes * 2);
    this.#logCounts = new Uint32Array(this.#buffer, kernel.logCountsAt() >>> 0, 256);
  }

  /**
   * Puts a chunk's bytes into `input`. By `fill`, which copies as memory is copied; `set` goes byte by byte into
   * shared memory where the two are aligned differently, fifteen times slower.
   */
  put(chunk: Uint8Array): void {
    this.#inputBuffer.fill(chunk, 0, chunk.length);
  }

  /** Scans by this plan from now on. */
  follow(plan: SievePlan): void {
    if (plan === this.#plan) return;
    const target = new Uint8Array(this.#buffer, this.#planAt, planBytes);
    const put = (table: Uint16Array, slots: Uint8Array) => {
      assert(slots.length <= planBytes - places, "a plan fits its room");
      target.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
      target.set(slots, places);
    };
    this.#book = this.#books.get(plan.name) ?? new LogBook();
    if (this.#books.size > logsMax) this.#books.clear();
    this.#books.set(plan.name, this.#book);
    if (plan.kind === "json") {
      const table = this.#rules?.tableFor(plan) ?? keyTableOf(plan);
      put(table.places, table.slots);
      this.kernel.setKeys(this.#planAt, this.#planAt + places, table.multiplier);
      this.#book.logs[defaultLogCode] = plan.defaultLog ?? "";
      this.kernel.setRules(
        plan.defaultLog === null ? 0 : defaultLogCode,
        plan.targetAlone === "slow" ? 1 : 0,
      );
      this.kernel.clearLogs();
      for (const [name, code] of this.#book.codes) this.#addLog(name, code);
      this.#plan = plan;
      for (const [name, log] of plan.knownLogs) this.#learn(plan, name, log);
    } else {
      const table = this.#rules?.columnsFor(plan) ?? columnTableOf(plan);
      put(table.columns, table.slots);
      this.kernel.setColumns(this.#planAt, this.#planAt + places, plan.cellsMin, plan.cellsMax);
      this.#book.logs[defaultLogCode] = plan.log;
      this.kernel.setRules(defaultLogCode, 1);
    }
    this.#plan = plan;
  }

  /**
   * Asks the predicates of these rules in every scan from now on, until others are given, or none. The same compiled
   * rules may be given again at no cost.
   */
  askRules(compiled: CompiledPredicates | null): void {
    if (compiled === (this.#rules?.compiled ?? null)) return;
    this.#rules?.close();
    this.#rules =
      compiled === null ? null : new RuleScan(this.#memory, this.kernel, compiled, this.chunkBytes);
    const plan = this.#plan;
    this.#plan = null;
    if (plan !== null) this.follow(plan);
  }

  /**
   * Scans the first `length` bytes of `input`, whole lines. Answers how many lines there are. `strict`: what is
   * settled is a record in every byte, as nobody reads it afterwards.
   */
  scan(length: number, strict = true): number {
    const plan = this.#plan;
    assert(plan !== null && length <= this.chunkBytes, "a plan is chosen, and the chunk fits");
    this.#lines =
      plan.kind === "json"
        ? this.kernel.scanJson(length, strict ? 1 : 0)
        : this.kernel.scanTsv(length, plan.setSeparator.charCodeAt(0));
    this.#rules?.scan(plan, this);
    this.kernel.rest();
    return this.#lines;
  }

  /**
   * The rules that may hold for each line of the chunk; null where no rules are asked. Lines of `odd` are to be asked
   * all rules once they are read (`CompiledPredicates.candidatesOf`), whatever else is said of them.
   */
  get ruleCandidates(): FoundCandidates | null {
    return this.#rules?.found ?? null;
  }

  /** Lines of the chunk. */
  get lines(): number {
    return this.#lines;
  }
  /** Lines that must be read by their format. */
  get slowCount(): number {
    return this.kernel.slowLines();
  }
  /** Number within the chunk of the nth such line, and why (`slowReasons`). */
  slowLine(nth: number): number {
    return this.#slow[nth * 2] as number;
  }
  slowWhy(nth: number): number {
    return this.#slow[nth * 2 + 1] as number;
  }
  /** Where a line begins in the chunk, and where its line end stands. */
  lineStart(line: number): number {
    return line === 0 ? 0 : (this.#lineEnds[line - 1] as number) - this.inputAt + 1;
  }
  lineEnd(line: number): number {
    return (this.#lineEnds[line] as number) - this.inputAt;
  }

  /** Hands over how many records of each log were settled in the chunk. */
  countLogs(add: (log: string, records: number) => void): void {
    const { logs } = this.#book;
    for (let code = defaultLogCode; code < logs.length; code++) {
      const records = this.#logCounts[code] as number;
      if (records > 0) add(logs[code] as string, records);
    }
  }

  /** Records that name their log so are of this log; those of logs that are not plain go on being read slowly. */
  learnLog(name: string, log: string): void {
    const plan = this.#plan;
    if (plan?.kind !== "json" || this.#book.codes.has(name)) return;
    if (name === "" || name.length > logNameBytesMax || !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name)) return;
    if (this.#book.codes.size >= logsMax) this.#beginBook(plan);
    this.#learn(plan, name, log);
  }

  /** Lets go of all names but those that the plan knows. What the last scan has counted must be taken before. */
  #beginBook(plan: JsonSievePlan): void {
    this.#book = new LogBook();
    this.#books.set(plan.name, this.#book);
    this.#book.logs[defaultLogCode] = plan.defaultLog ?? "";
    this.kernel.clearLogs();
    for (const [name, log] of plan.knownLogs) this.#learn(plan, name, log);
  }

  #learn(plan: JsonSievePlan, name: string, log: string): void {
    const book = this.#book;
    if (book.codes.has(name)) return;
    const code = plan.isPlainLog(log) ? book.logs.push(log) - 1 : slowLogCode;
    assert(code <= slowLogCode, "a code fits a byte");
    book.codes.set(name, code);
    this.#addLog(name, code);
  }

  /** The input is free between chunks: the name is handed over in it. */
  #addLog(name: string, code: number): void {
    const saved = this.input.slice(0, name.length);
    this.input.set(Buffer.from(name, "latin1"));
    this.kernel.addLog(this.inputAt, name.length, code);
    this.input.set(saved);
  }
}
