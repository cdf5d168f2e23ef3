/**
 * Where a value is handed to the kernel and its answer taken back: one page, longer only for values that need it.
 * A value is written as UTF-8, telemetry's and indicators' values being ASCII nearly always. The kernel may read a
 * few bytes before and behind a value, so there is room on both sides.
 *
 *     │ 2,048 pairs of words: the answer │ 64 bytes │ the value … │ 64 bytes │
 */
import { assert } from "../../base/index.js";
import { type KernelMemory, pageBytes } from "../kernel/kernel-memory.js";

/** Pairs that an answer may have. */
export const answersMax = 2048;
const answerBytes = answersMax * 8;
const guardBytes = 64;

export class Scratch {
  readonly #memory: KernelMemory;
  #at: number;
  #bytes = pageBytes;

  constructor(memory: KernelMemory) {
    this.#memory = memory;
    this.#at = memory.alloc(pageBytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Where the kernel writes its answer, and where the value begins. */
  get answerAt(): number {
    return this.#at;
  }
  get valueAt(): number {
    return this.#at + answerBytes + guardBytes;
  }

  /** Writes a value; answers its length in bytes. */
  write(value: string): number {
    this.#reserve(value.length * 3);
    return writeText(this.#memory.bytes, this.valueAt, value);
  }

  writeBytes(value: Uint8Array): number {
    this.#reserve(value.length);
    this.#memory.bytes.set(value, this.valueAt);
    return value.length;
  }

  /** The nth pair of the answer. */
  answer(nth: number): readonly [number, number] {
    const at = (this.#at >>> 2) + nth * 2;
    const { words } = this.#memory;
    return [words[at] as number, words[at + 1] as number];
  }

  free(): void {
    this.#memory.free(this.#at, this.#bytes);
  }

  #reserve(length: number): void {
    const needed = answerBytes + 2 * guardBytes + length;
    if (needed <= this.#bytes) return;
    assert(length < 1 << 30, "a value is far shorter than a gibibyte");
    this.#memory.free(this.#at, this.#bytes);
    this.#bytes = Math.ceil((needed * 1.5) / pageBytes) * pageBytes;
    this.#at = this.#memory.alloc(this.#bytes);
  }
}

/** Writes a text as UTF-8, three bytes a character at most; answers how many. */
export function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      const encoded = Buffer.from(text, "utf8");
      bytes.set(encoded, at);
      return encoded.length;
    }
    bytes[at + i] = code;
  }
  return text.length;
}
