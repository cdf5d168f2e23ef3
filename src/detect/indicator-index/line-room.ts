/**
 * Where lines of a feed are handed to the kernel, up to 64 KiB at once, and its answers taken back. How the room is
 * divided stands in `kernel/assembly/lines-layout.ts`.
 */
import { assert } from "../../base/index.js";
import type { LeftLine } from "../../intel/index.js";
import {
  ANSWER_LEFT,
  LINES_ANSWER_BYTES,
  LINES_ANSWERS,
  LINES_ANSWERS_AT,
  LINES_BYTES,
  LINES_CURSOR,
  LINES_END,
  LINES_INPUT,
  LINES_MADE,
  LINES_NETWORK,
  LINES_NUMBER,
  LINES_ROOM,
  LINES_TAKEN,
} from "../kernel/assembly/lines-layout.js";
import type { Arena } from "./arena.js";

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
