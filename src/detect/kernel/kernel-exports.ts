/**
 * What the compiled kernel exports, as TypeScript sees it. Addresses and counts are unsigned 32-bit numbers that
 * arrive signed: callers say `>>> 0`. Hashes and IPv6 halves are 64 bits, BigInt here, so they stay in the kernel
 * wherever speed matters. The functions' meaning stands where they are written, in `assembly/`.
 */
import type { PredicateKernel } from "../predicates/predicate-runner.js";
import type { RowKernel } from "../rows/row-kernel.js";

/** `prepare.ts` and `table.ts`. */
interface TableExports {
  prepare(seedLow: number, seedHigh: number): void;
  readAs(slot: number): void;
  refresh(): void;
  rest(): void;
  version(): number;
  oldestReader(): number;
  mayBe(kind: number, hash: bigint): number;
  mayBeKeyed(hash: bigint): number;
  find(hash: bigint, nth: number): number;
}

/** `hash.ts`. */
interface HashExports {
  hashFolded(kind: number, start: number, end: number): bigint;
  hashExact(kind: number, start: number, end: number): bigint;
  hashIpv4(word: number): bigint;
  hashIpv6(high: bigint, low: bigint): bigint;
  hashUrl(host: bigint, path: bigint): bigint;
}

/** `entries.ts`, `add-lines.ts`, `identify.ts`, `meet.ts` and `checksum.ts`. */
interface EntryExports {
  locate(type: number, start: number, length: number): number;
  enter(type: number, start: number, length: number): number;
  addLines(room: number, set: number): number;
  addValues(room: number, set: number): number;
  leave(entry: number): number;
  rebuildStep(count: number): number;
  locatorOf(type: number, start: number, end: number): number;
  meet(type: number, start: number, length: number, to: number, room: number): number;
  checksum(start: number, length: number): bigint;
}

/** `networks.ts`. */
interface NetworkExports {
  mayBeInNetworkV4(word: number): number;
  mayBeInNetworkV6(high: bigint, low: bigint): number;
  networkV4(word: number): number;
  networkV6(high: bigint, low: bigint): number;
  networksV4Batch(from: number, count: number, to: number): number;
  networksV6Batch(from: number, count: number, to: number): number;
}

/** `context.ts`, `sieve.ts` and `scan.ts`. */
interface ScanExports {
  bind(base: number, chunkBytes: number): number;
  inputAt(): number;
  linesAt(): number;
  slowAt(): number;
  logCountsAt(): number;
  setKeys(keys: number, slots: number, multiplier: number): void;
  setColumns(columns: number, slots: number, least: number, most: number): void;
  setRules(defaultLog: number, alone: number): void;
  clearLogs(): void;
  addLog(at: number, length: number, code: number): void;
  scanJson(length: number, strict: number): number;
  scanTsv(length: number, comma: number): number;
  slowLines(): number;
}

export interface KernelExports
  extends RowKernel,
    PredicateKernel,
    TableExports,
    HashExports,
    EntryExports,
    NetworkExports,
    ScanExports {}
