/**
 * Where many values are handed to the kernel at once, as lines of a feed or as they are, and its answers taken back:
 * up to 64 KiB of lines, up to 64 values. How the room is
 * divided stands in `kernel/assembly/lines-layout.ts`.
 */
import { assert } from "../../base/index.js";
import type { LeftLine } from "../../intel/index.js";
import type { Observable } from "../../model/index.js";
import {
  ANSWER_LEFT,
  ITEM_LENGTH,
  ITEM_TYPE,
  ITEM_VALUE,
  LINE_VALUE_BYTES,
  LINES_ANSWER_BYTES,
  LINES_ANSWERS,
  LINES_ANSWERS_AT,
  LINES_AT_ONCE,
  LINES_BYTES,
  LINES_CURSOR,
  LINES_END,
  LINES_INPUT,
  LINES_ITEM_BYTES,
  LINES_ITEMS,
  LINES_MADE,
  LINES_NETWORK,
  LINES_NUMBER,
  LINES_ROOM,
  LINES_TAKEN,
} from "../kernel/assembly/lines-layout.js";
import type { Arena } from "./arena.js";
import { typeCodes } from "./indicator-reader.js";
import { writeText } from "./scratch.js";

export class LineRoom {
  readonly at: number;
  readonly #arena: Arena;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.at = arena.takeClear(LINES_ROOM).at;
  }

  /** Puts lines in, the first of which has the number 0. */
  fill(lines: Uint8Array): void {
    assert(lines.length <= LINES_BYTES, "lines come 64 KiB at a time");
    const input = this.at + LINES_INPUT;
    this.#arena.memory.bytes.set(lines, input);
    this.#put(LINES_CURSOR, input);
    this.#put(LINES_END, input + lines.length);
    this.#put(LINES_NUMBER, 0);
  }

  /**
   * Puts values in, from the one at `from` on; answers how many there was room for, 0 where the first is too long
   * for any.
   */
  fillValues(observables: readonly Observable[], from: number): number {
    const { bytes, words } = this.#arena.memory;
    const last = Math.min(observables.length, from + LINES_AT_ONCE);
    let at = this.at + LINES_INPUT;
    const end = at + LINES_BYTES;
    let item = (this.at + LINES_ITEMS) >>> 2;
    let next = from;
    for (; next < last; next++) {
      const { type, value } = observables[next] as Observable;
      // Long enough for any text of so many characters, so that none is measured first.
      if (value.length * 3 > LINE_VALUE_BYTES || at + value.length * 3 > end) break;
      const length = writeText(bytes, at, value);
      words[item + (ITEM_TYPE >>> 2)] = typeCodes[type];
      words[item + (ITEM_VALUE >>> 2)] = at;
      words[item + (ITEM_LENGTH >>> 2)] = length;
      at += length;
      item += LINES_ITEM_BYTES >>> 2;
    }
    this.#put(LINES_CURSOR, 0);
    this.#put(LINES_END, next - from);
    return next - from;
  }

  get isDone(): boolean {
    return this.#get(LINES_CURSOR) >= this.#get(LINES_END);
  }

  /** Lines that were gone through. */
  get lines(): number {
    return this.#get(LINES_NUMBER);
  }

  /** Values of the last call, and those among them that were new. */
  get taken(): number {
    return this.#get(LINES_TAKEN);
  }
  get made(): number {
    return this.#get(LINES_MADE);
  }

  /** True where the last call has stopped at a network. */
  get wantsNetwork(): boolean {
    return this.#get(LINES_NETWORK) === 1;
  }

  /** Takes the answers of the last call: lines go to `left`, entries that had other claims are answered. */
  answers(left: LeftLine[]): readonly number[] {
    const { words } = this.#arena.memory;
    const known: number[] = [];
    const input = this.at + LINES_INPUT;
    const first = (this.at + LINES_ANSWERS_AT) >>> 2;
    const step = LINES_ANSWER_BYTES >>> 2;
    const end = first + this.#get(LINES_ANSWERS) * step;
    for (let at = first; at < end; at += step) {
      const a = words[at + 1] as number;
      if (words[at] !== ANSWER_LEFT) known.push(a);
      else
        left.push({
          line: a,
          from: (words[at + 2] as number) - input,
          to: (words[at + 3] as number) - input,
        });
    }
    return known;
  }

  #get(field: number): number {
    return this.#arena.memory.words[(this.at + field) >>> 2] as number;
  }
  #put(field: number, value: number): void {
    this.#arena.memory.words[(this.at + field) >>> 2] = value;
  }
}
