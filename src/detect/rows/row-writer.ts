/**
 * Makes rows of whole lines that lie in the kernel's memory, for one thread. Rows go to the block builder in segments,
 * in the order of their records; a record that the kernel is not sure of is handed back in its place, to be read by
 * its format. Answers to the kernel's questions (what does this log's name mean?) come from the format's rules.
 */
import { assert } from "../../base/index.js";
import type { CellRowRules, CompiledTable, JsonRowRules, LogMeaning, RowRules } from "../../intake/index.js";
import type { BatchMeta } from "../../model/index.js";
import type { BlockBuilder } from "../../store/index.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import { CellPlan } from "./cell-plan.js";
import { PathTree } from "./path-tree.js";
import { eveRoles, zeekRoles } from "./roles.js";
import { RowBook, textsMax } from "./row-book.js";
import type { RowKernel } from "./row-kernel.js";
import { type RowReason, rowReasons } from "./row-reason.js";
import { segmentOf } from "./segment.js";

export interface RowLines {
  readonly rules: RowRules;
  readonly receivedUs: number;
  /** Where they lie in the kernel's memory: whole lines, 64 readable bytes before and 128 behind them. */
  readonly at: number;
  readonly length: number;
}

export interface RowSink {
  readonly builder: BlockBuilder;
  readonly meta: BatchMeta;
  /** A record that has to be read by its format, now: line from 0, and where it lies in the kernel's memory. */
  odd(line: number, at: number, end: number): void;
}

const kinds = { eve: 1, "zeek-json": 2, "zeek-tsv": 3 } as const;
const stops = { done: 0, odd: 1, full: 2, day: 3, ask: 4 } as const;
const questions = { log: 1, protocol: 2, service: 3 } as const;
const flags = { other: 0, http: 1, conn: 2, notice: 4, drop: 8, alert: 16 } as const;
/** The answer that leaves such records to the format. */
const odd = 0xfffe;
const logInfoBytes = 32;
/** Room for 1,024 in the kernel's table. */
const logsMax = 1000;
/** Rules whose texts are kept apart: heads of tab-separated files, mostly. */
const plansMax = 200;
/** What `bindRows` lays out; it answers the true figure, which is compared. */
const contextBytes = 8 * 1024 * 1024;

export class RowWriter {
  /** How many records went the slow way, by why. */
  readonly reasons = new Map<RowReason, number>();
  readonly #kernel: RowKernel;
  readonly #memory: KernelMemory;
  readonly #cells: CellPlan;
  readonly #trees = new Map<CompiledTable, { plain: PathTree | null; growing: PathTree | null }>();
  readonly #treesByRoot = new Map<number, PathTree>();
  #book = new RowBook();
  /** By place in the kernel's table of logs. */
  #logs: LogMeaning[] = [];
  #plans = new Map<RowRules, number>();
  #learned = 0;
  /** Counts of logs whose places in the kernel were given up. */
  readonly #kept = new Map<string, number>();

  constructor(kernel: RowKernel, memory: KernelMemory) {
    this.#kernel = kernel;
    this.#memory = memory;
    const base = memory.alloc(contextBytes);
    memory.bytes.fill(0, base, base + contextBytes);
    assert(kernel.bindRows(base) <= contextBytes, "the context for rows fits its place");
    this.#cells = new CellPlan(memory);
  }

  /** Makes rows of all the lines; false, with nothing done, where these rules are too much for the kernel. */
  write(lines: RowLines, sink: RowSink): boolean {
    const kernel = this.#kernel;
    kernel.rowsBegin();
    if (!this.#begin(lines, sink)) return false;
    const end = lines.at + lines.length;
    let at = lines.at;
    while (true) {
      const stop = kernel.rowsRun(at, end);
      at = kernel.rowsStoppedAt() >>> 0;
      switch (stop) {
        case stops.done:
          return true;
        case stops.odd: {
          const next = kernel.rowsNextAt() >>> 0;
          this.#count(rowReasons[kernel.rowsReason()] ?? "none");
          this.flush(sink);
          sink.odd(kernel.rowsLines() - 1, at, next);
          at = next;
          break;
        }
        case stops.ask:
          this.#answer(lines, sink);
          break;
        default:
          this.flush(sink);
      }
    }
  }

  /** Hands over the rows made so far; the caller does this at the end of a batch. */
  flush({ builder, meta }: RowSink): void {
    if (this.#kernel.rowCount() === 0) return;
    builder.appendRows(segmentOf(this.#kernel, this.#memory, this.#book), meta);
    this.#kernel.rowsClear();
  }

  /** Records per log of the rows made since this was last called: `{"zeek-conn": 120}`. */
  takeCounts(into: Map<string, number>): void {
    for (const [log, count] of this.#kept) into.set(log, (into.get(log) ?? 0) + count);
    this.#kept.clear();
    const { words } = this.#memory;
    const from = (this.#kernel.rowsLogInfoAt() >>> 0) + 20;
    this.#logs.forEach(({ log }, at) => {
      const word = (from + at * logInfoBytes) >> 2;
      const count = words[word] as number;
      if (count > 0) into.set(log, (into.get(log) ?? 0) + count);
      words[word] = 0;
    });
  }

  #begin({ rules, receivedUs }: RowLines, sink: RowSink): boolean {
    let plan = this.#plans.get(rules);
    if (plan === undefined) {
      if (this.#plans.size >= plansMax) this.#forget(sink);
      plan = this.#plans.size + 1;
      this.#plans.set(rules, plan);
    }
    let root = this.#cells.at;
    let log = 0;
    if (rules.kind === "zeek-tsv") {
      if (!this.#cells.write(rules)) return false;
      log = this.#logPlace(rules.log);
    } else {
      const own = rules.kind === "eve" ? rules.logOf("stats") : rules.logOf(null);
      if (own === null) return false;
      root = this.#treeOf(own, rules).root;
      log = this.#logPlace(own);
    }
    this.#kernel.rowsPlan(kinds[rules.kind], plan, root, log, Math.max(0, Math.round(receivedUs)));
    return true;
  }

  #treeOf({ table, guess }: LogMeaning, rules: JsonRowRules): PathTree {
    const trees = this.#trees.get(table) ?? { plain: null, growing: null };
    this.#trees.set(table, trees);
    const kind = guess === undefined ? "plain" : "growing";
    let tree = trees[kind];
    if (tree === null) {
      const roles = rules.kind === "eve" ? eveRoles : zeekRoles;
      tree = new PathTree(this.#memory, table, roles, guess);
      trees[kind] = tree;
      this.#treesByRoot.set(tree.root, tree);
    }
    return tree;
  }

  /** The place of a log in the kernel's table, written there when it is new. */
  #logPlace(meaning: LogMeaning, tree = 0): number {
    const known = this.#logs.findIndex(
      ({ log, table, guess }) => log === meaning.log && table === meaning.table && guess === meaning.guess,
    );
    const place = known < 0 ? this.#logs.push(meaning) - 1 : known;
    const { view } = this.#memory;
    const at = (this.#kernel.rowsLogInfoAt() >>> 0) + place * logInfoBytes;
    view.setUint32(at, this.#book.code("logs", meaning.log), true);
    if (tree !== 0) view.setUint32(at + 4, tree, true);
    view.setUint32(at + 8, this.#book.code("services", meaning.service), true);
    view.setUint32(at + 12, this.#book.code("protocols", meaning.protocol), true);
    view.setUint32(at + 16, flags[meaning.kind], true);
    return place;
  }

  #answer(lines: RowLines, sink: RowSink): void {
    const kernel = this.#kernel;
    const { rules } = lines;
    const question = kernel.rowsQuestion() & 3;
    const at = kernel.rowsQuestionAt() >>> 0;
    const text = Buffer.from(this.#memory.bytes.subarray(at, at + kernel.rowsQuestionLength())).toString(
      "utf8",
    );
    if (kernel.rowsQuestion() === 0) {
      this.#growTree(kernel.rowsTree() >>> 0, text, lines, sink);
      return;
    }
    if (++this.#learned > textsMax || this.#logs.length >= logsMax) this.#forgetAndBegin(lines, sink);
    else kernel.rowsLearn(this.#meaning(rules, question, text));
  }

  #meaning(rules: RowRules, question: number, text: string): number {
    if (question === questions.protocol) return this.#book.code("protocols", rules.protocolOf(text));
    if (question === questions.service) return this.#book.code("services", rules.serviceOf(text));
    const json = rules as Exclude<RowRules, CellRowRules>;
    const meaning = json.logOf(text);
    return meaning === null ? odd : this.#logPlace(meaning, this.#treeOf(meaning, json).root);
  }

  /** A full tree is made anew: its log has more keys than any sensor writes. */
  #growTree(root: number, key: string, lines: RowLines, sink: RowSink): void {
    const tree = this.#treesByRoot.get(root);
    assert(tree !== undefined, "a key is asked for by a tree of this writer");
    if (tree.learn(key)) return;
    for (const trees of this.#trees.values()) if (trees.growing === tree) trees.growing = null;
    this.#treesByRoot.delete(root);
    tree.free();
    this.#forgetAndBegin(lines, sink);
  }

  #forgetAndBegin(lines: RowLines, sink: RowSink): void {
    this.#forget(sink);
    assert(this.#begin(lines, sink), "rules that served once serve again");
  }

  /** Forgets all texts, after rows that hold their codes are handed over. */
  #forget(sink: RowSink): void {
    this.flush(sink);
    const counted = new Map<string, number>();
    this.takeCounts(counted);
    for (const [log, count] of counted) this.#kept.set(log, count);
    this.#kernel.rowsForget();
    this.#book = new RowBook();
    this.#plans = new Map();
    this.#logs = [];
    this.#learned = 0;
  }

  #count(reason: RowReason): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }
}
