/**
 * What the sources say of each indicator, in the shared memory, so that every thread can read it. An entry points
 * at a set of claims; equal sets are mostly one, as a feed says the same of thousands of values. What a source says
 * (its name, confidence, marking, labels) is a statement, written once as JSON and never moved.
 *
 *     statement   │ length u32 │ JSON [source, confidence, tlp, labels] │            at a multiple of 4
 *     set         │ uses u32 │ claims u32 │ then each: statement u32, lowest bit: a window follows │ from f64, until f64 │
 *
 * Sets never change, so that a reader sees a whole one: a new word of a source is a new set. Claims stand in order
 * of their source's name. A set that no entry uses is waste until a rebuild copies those in use.
 */
import { assert } from "../../base/index.js";
import type { IndicatorClaim, Tlp } from "../../model/index.js";
import {
  CLAIMS,
  GENERATION,
  SETS_END,
  SETS_NEXT,
  SETS_WASTE,
  STATEMENTS_END,
  STATEMENTS_NEXT,
} from "../kernel/assembly/index-layout.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import { type Arena, Heap, type Segment } from "./arena.js";

interface Statement {
  readonly source: string;
  readonly confidence: number;
  readonly tlp: Tlp;
  readonly labels: readonly string[];
}

/** A claim as a set holds it; NaN where the window is open. */
interface Row {
  readonly statement: number;
  readonly from: number;
  readonly until: number;
}

/** Sets that were read or written lately and are remembered; more are forgotten. */
const knownMax = 4096;
const headBytes = 8;
const windowBytes = 16;

/** The side that every thread has: reading sets. */
export class ClaimReader {
  readonly #memory: KernelMemory;
  readonly #statements = new Map<number, Statement>();
  /** Sets read lately, in this generation: later an address may hold another set. */
  readonly #read = new Map<number, readonly IndicatorClaim[]>();
  #generation = -1;

  constructor(memory: KernelMemory) {
    this.#memory = memory;
  }

  /** To be called before a look-up takes up the tables: what was remembered may have been given back since. */
  begin(): void {
    const generation = Atomics.load(this.#memory.words, GENERATION >>> 2);
    if (generation === this.#generation) return;
    this.#read.clear();
    this.#generation = generation;
  }

  /** The claims in force at an instant (all of them for null), in order of source name. */
  read(set: number, atUs: number | null): readonly IndicatorClaim[] {
    let claims = this.#read.get(set);
    if (claims === undefined) {
      if (this.#read.size >= knownMax) this.#read.clear();
      claims = this.rows(set).map(({ statement, from, until }) => ({
        ...this.statement(statement),
        validFromUs: Number.isNaN(from) ? null : from,
        validUntilUs: Number.isNaN(until) ? null : until,
      }));
      this.#read.set(set, claims);
    }
    if (atUs === null || claims.every((claim) => isInForce(claim, atUs))) return claims;
    return claims.filter((claim) => isInForce(claim, atUs));
  }

  rows(set: number): Row[] {
    const rows: Row[] = [];
    if (set === 0) return rows;
    this.#memory.reach(set + headBytes);
    const count = this.#memory.view.getUint32(set + 4, true);
    this.#memory.reach(set + headBytes + count * (4 + windowBytes));
    const { view } = this.#memory;
    let at = set + headBytes;
    for (let i = 0; i < count; i++) {
      const word = view.getUint32(at, true);
      at += 4;
      if ((word & 1) === 0) rows.push({ statement: word, from: Number.NaN, until: Number.NaN });
      else {
        const from = view.getFloat64(at, true);
        const until = view.getFloat64(at + 8, true);
        rows.push({ statement: word - 1, from, until });
        at += windowBytes;
      }
    }
    return rows;
  }

  statement(at: number): Statement {
    let statement = this.#statements.get(at);
    if (statement === undefined) {
      this.#memory.reach(at + 4);
      const length = this.#memory.view.getUint32(at, true);
      this.#memory.reach(at + 4 + length);
      const text = Buffer.from(this.#memory.bytes.buffer, at + 4, length).toString("utf8");
      const [source, confidence, tlp, labels] = JSON.parse(text) as [string, number, Tlp, string[]];
      statement = { source, confidence, tlp, labels };
      this.#statements.set(at, statement);
    }
    return statement;
  }
}

/** The owner's side: making sets. */
export class ClaimSets {
  readonly #memory: KernelMemory;
  readonly #reader: ClaimReader;
  readonly sets: Heap;
  readonly statements: Heap;
  /** Statements by their JSON. */
  readonly #statementsAt = new Map<string, number>();
  readonly #known = new Map<string, number>();
  #lastClaim: IndicatorClaim | null = null;
  #lastRow: Row = { statement: 0, from: Number.NaN, until: Number.NaN };
  /** What the last claim makes of sets: a feed does the same to thousands of entries. */
  readonly #afterOf = new Map<number, number>();

  constructor(arena: Arena, reader: ClaimReader) {
    this.#memory = arena.memory;
    this.#reader = reader;
    this.sets = new Heap(arena, SETS_NEXT, SETS_END);
    this.statements = new Heap(arena, STATEMENTS_NEXT, STATEMENTS_END);
  }

  get waste(): number {
    return this.#memory.words[SETS_WASTE >>> 2] as number;
  }

  /** Uses the set that has this claim in place of its source's former one; `before` is no longer used. */
  put(before: number, claim: IndicatorClaim): number {
    const row = this.#rowOf(claim);
    const after = this.#afterOf.get(before) ?? this.#replace(before, row, claim.source);
    this.#count(this.#size(after) - this.#size(before));
    this.#use(after, 1);
    if (before !== 0) this.#use(before, -1);
    return after;
  }

  /** The set of this claim alone, for entries that have none yet; `shared` says how many have come to use it. */
  only(claim: IndicatorClaim): number {
    const row = this.#rowOf(claim);
    return this.#afterOf.get(0) ?? this.#replace(0, row, claim.source);
  }

  shared(set: number, entries: number): void {
    if (entries === 0) return;
    this.#count(entries * this.#size(set));
    this.#use(set, entries);
  }

  #replace(before: number, row: Row, source: string): number {
    const rows = this.#reader.rows(before).filter((each) => this.#sourceOf(each) !== source);
    let at = rows.findIndex((each) => this.#sourceOf(each) > source);
    if (at < 0) at = rows.length;
    rows.splice(at, 0, row);
    const after = this.#find(rows);
    if (this.#afterOf.size >= knownMax) this.#afterOf.clear();
    this.#afterOf.set(before, after);
    return after;
  }

  /** Uses the set without the source's claim: 0 where none is left, -1 where it had no claim here. */
  remove(before: number, source: string): number {
    const rows = this.#reader.rows(before);
    const left = rows.filter((each) => this.#sourceOf(each) !== source);
    if (left.length === rows.length) return -1;
    const after = left.length === 0 ? 0 : this.#find(left);
    this.#count(-1);
    if (after !== 0) this.#use(after, 1);
    this.#use(before, -1);
    return after;
  }

  /** Begins to write sets anew; `move` then brings those that are used, entry by entry. */
  renew(): readonly Segment[] {
    this.forget();
    this.#memory.words[SETS_WASTE >>> 2] = 0;
    return this.sets.renew();
  }

  /** A copy of a set among the new ones. `moved` knows those that several entries use. */
  move(set: number, moved: Map<number, number>): number {
    const words = this.#memory.words;
    let to = moved.get(set);
    if (to === undefined) {
      to = this.#write(this.#reader.rows(set));
      if ((words[set >>> 2] as number) > 1) moved.set(set, to);
    }
    this.#use(to, 1);
    return to;
  }

  /** After a snapshot was read: finds all statements again. */
  restore(sets: readonly Segment[], statements: readonly Segment[]): void {
    this.sets.restore(sets);
    this.statements.restore(statements);
    const { view, words } = this.#memory;
    for (const { at, bytes } of statements) {
      const next = words[STATEMENTS_NEXT >>> 2] as number;
      const end = next > at && next <= at + bytes ? next : at + bytes;
      for (let record = at; record + 4 <= end; ) {
        const length = view.getUint32(record, true);
        if (length === 0) break;
        const text = Buffer.from(this.#memory.bytes.buffer, record + 4, length).toString("utf8");
        this.#statementsAt.set(text, record);
        record = (record + 4 + length + 3) & ~3;
        if (record < 0) record += 0x1_0000_0000;
      }
    }
  }

  /** Forgets which sets there are; called when addresses of sets are about to be used anew. */
  forget(): void {
    this.#known.clear();
    this.#afterOf.clear();
  }

  #sourceOf(row: Row): string {
    return this.#reader.statement(row.statement).source;
  }

  #rowOf(claim: IndicatorClaim): Row {
    const last = this.#lastClaim;
    if (last === claim) return this.#lastRow;
    const same =
      last !== null &&
      last.source === claim.source &&
      last.confidence === claim.confidence &&
      last.tlp === claim.tlp &&
      sameLabels(last.labels, claim.labels);
    const from = claim.validFromUs ?? Number.NaN;
    const until = claim.validUntilUs ?? Number.NaN;
    const statement = same ? this.#lastRow.statement : this.#statementOf(claim);
    if (!same || !Object.is(from, this.#lastRow.from) || !Object.is(until, this.#lastRow.until)) {
      this.#lastRow = { statement, from, until };
      this.#afterOf.clear();
    }
    this.#lastClaim = claim;
    return this.#lastRow;
  }

  #statementOf(claim: IndicatorClaim): number {
    const text = JSON.stringify([claim.source, claim.confidence, claim.tlp, claim.labels]);
    const known = this.#statementsAt.get(text);
    if (known !== undefined) return known;
    const bytes = Buffer.from(text, "utf8");
    this.statements.ensure(bytes.length + 12);
    const { view, words } = this.#memory;
    const at = words[STATEMENTS_NEXT >>> 2] as number;
    view.setUint32(at, bytes.length, true);
    this.#memory.bytes.set(bytes, at + 4);
    const next = Math.ceil((at + 4 + bytes.length) / 4) * 4;
    view.setUint32(next, 0, true); // ends the segment for `restore`
    words[STATEMENTS_NEXT >>> 2] = next;
    this.#statementsAt.set(text, at);
    return at;
  }

  /** The set of these claims, written where it is new. */
  #find(rows: readonly Row[]): number {
    const key = rows.map(({ statement, from, until }) => `${statement} ${from} ${until}`).join();
    let set = this.#known.get(key);
    if (set === undefined) {
      set = this.#write(rows);
      if (this.#known.size >= knownMax) this.#known.clear();
      this.#known.set(key, set);
    }
    return set;
  }

  /** Writes a set that nothing uses yet. */
  #write(rows: readonly Row[]): number {
    const bytes = headBytes + rows.length * (4 + windowBytes);
    this.sets.ensure(bytes);
    const { view, words } = this.#memory;
    const set = words[SETS_NEXT >>> 2] as number;
    view.setUint32(set, 0, true);
    view.setUint32(set + 4, rows.length, true);
    let at = set + headBytes;
    for (const { statement, from, until } of rows) {
      const open = Number.isNaN(from) && Number.isNaN(until);
      view.setUint32(at, open ? statement : statement + 1, true);
      at += 4;
      if (open) continue;
      view.setFloat64(at, from, true);
      view.setFloat64(at + 8, until, true);
      at += windowBytes;
    }
    words[SETS_NEXT >>> 2] = at;
    words[SETS_WASTE >>> 2] = this.waste + at - set; // until it is used
    return set;
  }

  #use(set: number, change: number): void {
    const { words } = this.#memory;
    const before = words[set >>> 2] as number;
    const uses = before + change;
    assert(uses >= 0, "a set is given up as often as it was taken");
    words[set >>> 2] = uses;
    if (uses === 0) words[SETS_WASTE >>> 2] = this.waste + this.#bytes(set);
    else if (before === 0) words[SETS_WASTE >>> 2] = this.waste - this.#bytes(set);
  }

  #bytes(set: number): number {
    return this.#reader
      .rows(set)
      .reduce(
        (sum, { from, until }) => sum + (Number.isNaN(from) && Number.isNaN(until) ? 4 : 20),
        headBytes,
      );
  }

  /** Claims in a set. */
  #size(set: number): number {
    return set === 0 ? 0 : this.#memory.view.getUint32(set + 4, true);
  }

  #count(change: number): void {
    const { words } = this.#memory;
    words[CLAIMS >>> 2] = (words[CLAIMS >>> 2] as number) + change;
  }
}

function isInForce({ validUntilUs }: IndicatorClaim, atUs: number): boolean {
  return validUntilUs === null || validUntilUs >= atUs;
}

function sameLabels(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((label, at) => label === b[at]));
}
