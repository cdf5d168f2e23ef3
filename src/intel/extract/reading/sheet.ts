/**
 * Where a reader writes the text it reads and what it could not read, and what all readers of one input may use up
 * together: characters, parts, unpacked bytes. A reader asks `full` before it goes on.
 */
import { notesMax, textCharactersMax, unpackedBytesMax } from "../limits.js";

export class Sheet {
  readonly #lines: string[] = [];
  readonly #notes = new Set<string>();
  #characters = 0;
  /** Mail parts and files met so far, over all levels. */
  parts = 0;
  unpackedLeft = unpackedBytesMax;

  get full(): boolean {
    return this.#characters >= textCharactersMax;
  }

  /** Adds text; what goes beyond the bound is cut off and noted. */
  write(text: string): void {
    const room = Math.max(0, textCharactersMax - this.#characters);
    const kept = text.length > room ? text.slice(0, room) : text;
    this.#lines.push(kept);
    this.#characters += kept.length + 1;
    if (kept.length < text.length) this.note("The text is longer than can be read; its end was left out.");
  }

  note(sentence: string): void {
    if (this.#notes.size < notesMax) this.#notes.add(sentence);
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }
}

/** A file name as it may stand in a note: short, on one line. */
export function shownName(name: string | null | undefined): string {
  const clean = (name ?? "").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
  return clean === "" ? "a file without a name" : `"${clean.slice(0, 80)}"`;
}
