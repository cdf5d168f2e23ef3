/**
 * What the sources say of each indicator, as chains of small integer rows: source, knowledge, validity. Sources
 * and knowledge (confidence, marking, labels) are kept once and named by number, as a feed says the same of
 * thousands of values. A source has one claim on an entry: a new one replaces it in place, so that a feed read
 * twice counts once.
 */
import type { IndicatorClaim, Tlp } from "../../model/index.js";
import { grown } from "./growing.js";

interface Knowledge {
  readonly confidence: number;
  readonly tlp: Tlp;
  readonly labels: readonly string[];
}

const none = -1;

export class ClaimTable {
  /** First row of an entry's chain. */
  #first: Int32Array<ArrayBufferLike> = new Int32Array(512).fill(none);
  #next: Int32Array<ArrayBufferLike> = new Int32Array(512);
  #source: Uint32Array<ArrayBufferLike> = new Uint32Array(512);
  #knowledge: Uint32Array<ArrayBufferLike> = new Uint32Array(512);
  /** Number of the validity window; 0 is "always". */
  #window: Uint32Array<ArrayBufferLike> = new Uint32Array(512);
  #rows = 0;
  readonly #freeRows: number[] = [];

  readonly #sources: string[] = [];
  readonly #sourceNumbers = new Map<string, number>();
  readonly #knowledges: Knowledge[] = [];
  readonly #knowledgeNumbers = new Map<string, number>();
  /** Pairs of start and end in microseconds, NaN where open; window 0 takes the first pair. */
  #windows: Float64Array<ArrayBufferLike> = new Float64Array([Number.NaN, Number.NaN]);
  #windowCount = 1;
  /** The claim that came last, and its numbers: a feed hands the same object over for thousands of values. */
  #lastClaim: IndicatorClaim | null = null;
  #lastSource = 0;
  #lastKnowledge = 0;

  /** Claims of all sources together. */
  get size(): number {
    return this.#rows - this.#freeRows.length;
  }

  get sources(): readonly string[] {
    return this.#sources;
  }

  get bytes(): number {
    const arrays = [this.#first, this.#next, this.#source, this.#knowledge, this.#window, this.#windows];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  set(entry: number, claim: IndicatorClaim): void {
    if (claim !== this.#lastClaim) {
      this.#lastSource = this.#sourceNumber(claim.source);
      this.#lastKnowledge = this.#knowledgeNumber(claim);
      this.#lastClaim = claim;
    }
    const source = this.#lastSource;
    this.#reserveEntry(entry);
    let row = this.#rowOf(entry, source);
    if (row === none) {
      row = this.#freeRows.pop() ?? this.#rows++;
      this.#reserveRow(row);
      this.#source[row] = source;
      this.#next[row] = this.#first[entry] as number;
      this.#first[entry] = row;
    }
    this.#knowledge[row] = this.#lastKnowledge;
    this.#window[row] = this.#windowNumber(claim);
  }

  /** Takes a source's claim off; false where it had none. */
  remove(entry: number, sourceName: string): boolean {
    const source = this.#sourceNumbers.get(sourceName);
    if (source === undefined || entry >= this.#first.length) return false;
    let before = none;
    for (let row = this.#first[entry] as number; row !== none; row = this.#next[row] as number) {
      if (this.#source[row] === source) {
        const after = this.#next[row] as number;
        if (before === none) this.#first[entry] = after;
        else this.#next[before] = after;
        this.#freeRows.push(row);
        return true;
      }
      before = row;
    }
    return false;
  }

  isEmpty(entry: number): boolean {
    return entry >= this.#first.length || this.#first[entry] === none;
  }

  /** The claims in force at an instant (all of them for null), in order of source name. */
  read(entry: number, atUs: number | null): IndicatorClaim[] {
    const claims: IndicatorClaim[] = [];
    if (entry >= this.#first.length) return claims;
    for (let row = this.#first[entry] as number; row !== none; row = this.#next[row] as number) {
      const window = (this.#window[row] as number) * 2;
      const from = this.#windows[window] as number;
      const until = this.#windows[window + 1] as number;
      if (atUs !== null && until < atUs) continue; // an open end is NaN, which is below nothing
      claims.push({
        source: this.#sources[this.#source[row] as number] as string,
        ...(this.#knowledges[this.#knowledge[row] as number] as Knowledge),
        validFromUs: Number.isNaN(from) ? null : from,
        validUntilUs: Number.isNaN(until) ? null : until,
      });
    }
    return claims.sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
  }

  #rowOf(entry: number, source: number): number {
    let row = this.#first[entry] as number;
    while (row !== none && this.#source[row] !== source) row = this.#next[row] as number;
    return row;
  }

  #reserveEntry(entry: number): void {
    const before = this.#first.length;
    this.#first = grown(this.#first, entry + 1);
    if (this.#first.length > before) this.#first.fill(none, before);
  }

  #reserveRow(row: number): void {
    this.#next = grown(this.#next, row + 1);
    this.#source = grown(this.#source, row + 1);
    this.#knowledge = grown(this.#knowledge, row + 1);
    this.#window = grown(this.#window, row + 1);
  }

  #sourceNumber(name: string): number {
    let number = this.#sourceNumbers.get(name);
    if (number === undefined) {
      number = this.#sources.push(name) - 1;
      this.#sourceNumbers.set(name, number);
    }
    return number;
  }

  #knowledgeNumber(claim: IndicatorClaim): number {
    const key = JSON.stringify([claim.confidence, claim.tlp, claim.labels]);
    let number = this.#knowledgeNumbers.get(key);
    if (number === undefined) {
      const { confidence, tlp, labels } = claim;
      number = this.#knowledges.push({ confidence, tlp, labels: [...labels] }) - 1;
      this.#knowledgeNumbers.set(key, number);
    }
    return number;
  }

  /** Windows are shared only with the one before: a feed gives all of its values one, or each its own. */
  #windowNumber(claim: IndicatorClaim): number {
    if (claim.validFromUs === null && claim.validUntilUs === null) return 0;
    const from = claim.validFromUs ?? Number.NaN;
    const until = claim.validUntilUs ?? Number.NaN;
    const last = (this.#windowCount - 1) * 2;
    if (Object.is(this.#windows[last], from) && Object.is(this.#windows[last + 1], until))
      return this.#windowCount - 1;
    this.#windows = grown(this.#windows, (this.#windowCount + 1) * 2);
    this.#windows[this.#windowCount * 2] = from;
    this.#windows[this.#windowCount * 2 + 1] = until;
    return this.#windowCount++;
  }
}
