/**
 * Rules in a scanner: the key table that holds their fields beside a plan's own, and after each chunk the candidates.
 * A line of JSON that the scan was not sure of may hide a key, so it is odd for the rules too. Cells hide nothing: of
 * a line with too few or too many of them there is no record at all.
 */
import type { JsonSievePlan, SievePlan, TsvSievePlan } from "../../intake/index.js";
import type { CompiledPredicates } from "../predicates/compile-predicates.js";
import {
  type FoundCandidates,
  type InstalledPredicates,
  installPredicates,
  type PredicateMemory,
  PredicateRunner,
} from "../predicates/predicate-runner.js";
import type { KernelExports } from "./kernel-exports.js";
import type { KeyTable } from "./key-table.js";
import { type ColumnTable, jsonKeyTable, tsvColumnTable } from "./plan.js";
import { slowReasons } from "./slow-reason.js";

/** What is asked of the scanner about the chunk it has scanned. */
export interface ScannedLines {
  readonly slowCount: number;
  slowLine(nth: number): number;
  slowWhy(nth: number): number;
}

/** Such a line was understood: it may carry an indicator, that is all. */
const candidateReason = slowReasons.indexOf("candidate");

/** What a plan's columns are with rules: the kernel's table of them, and the field of each. */
interface ColumnsOfRules {
  readonly table: ColumnTable;
  readonly slotFields: Uint32Array;
}

export class RuleScan {
  readonly compiled: CompiledPredicates;
  readonly #memory: PredicateMemory;
  readonly #runner: PredicateRunner;
  readonly #installed: InstalledPredicates;
  readonly #tables = new WeakMap<object, KeyTable>();
  readonly #columns = new WeakMap<TsvSievePlan, ColumnsOfRules>();
  /** The table whose slots the kernel has. */
  #table: KeyTable | ColumnTable | null = null;
  #found: FoundCandidates | null = null;

  constructor(
    memory: PredicateMemory,
    kernel: KernelExports,
    compiled: CompiledPredicates,
    chunkBytes: number,
  ) {
    this.compiled = compiled;
    this.#memory = memory;
    this.#runner = new PredicateRunner(memory, kernel, chunkBytes);
    this.#installed = installPredicates(memory, compiled);
  }

  /** What the last scan has found. */
  get found(): FoundCandidates | null {
    return this.#found;
  }

  /** The key table of a plan with the rules' fields in it. */
  tableFor(plan: JsonSievePlan): KeyTable {
    let table = this.#tables.get(plan.fields);
    if (table === undefined) {
      table = jsonKeyTable(plan, this.compiled.fields);
      this.#tables.set(plan.fields, table);
    }
    if (table !== this.#table) this.#runner.use(this.#installed, this.compiled.slotFields(table.fields));
    this.#table = table;
    return table;
  }

  /** The columns of a plan, those of the rules' fields with them. */
  columnsFor(plan: TsvSievePlan): ColumnTable {
    let columns = this.#columns.get(plan);
    if (columns === undefined) {
      const names = [null, ...plan.columns.map(({ name }) => name)];
      const kinds = [null, ...plan.columns.map(({ kind }) => kind)];
      columns = {
        table: tsvColumnTable(plan, new Set(this.compiled.fields)),
        slotFields: this.compiled.slotFields(names, kinds),
      };
      this.#columns.set(plan, columns);
    }
    if (columns.table !== this.#table) this.#runner.use(this.#installed, columns.slotFields);
    this.#table = columns.table;
    return columns.table;
  }

  /** Asks the rules of the chunk that has just been scanned. */
  scan(plan: SievePlan, scanned: ScannedLines): void {
    if (plan.kind === "json") {
      const found = this.#runner.runOnScan(0);
      this.#found = { ...found, odd: withUnsure(found.odd, scanned) };
    } else this.#found = this.#runner.runOnScan(plan.setSeparator.charCodeAt(0));
  }

  /** Gives the memory back. */
  close(): void {
    this.#runner.close();
    this.#memory.free(this.#installed.at, this.compiled.image.length);
  }
}

/** Odd lines and those that the scan was not sure of, in order. */
function withUnsure(odd: Uint32Array, scanned: ScannedLines): Uint32Array {
  const unsure: number[] = [];
  for (let nth = 0; nth < scanned.slowCount; nth++)
    if (scanned.slowWhy(nth) !== candidateReason) unsure.push(scanned.slowLine(nth));
  if (unsure.length === 0) return odd;
  return Uint32Array.from(new Set([...odd, ...unsure])).sort();
}
