/**
 * The ids of portions whose hits were taken, so that a sender who did not hear its acknowledgement counts once. Those of
 * waiting files stand in these; before one goes, what is known is written down. The last hundred thousand are kept:
 * senders try again within minutes, and a portion is thousands of records.
 */
import { join } from "node:path";
import { appendDurable, readIfThere, writeDurable } from "./durable-file.js";

const keptMax = 100_000;

export class KnownPortions {
  readonly #path: string;
  readonly #ids: Set<string>;
  #unsaved: string[] = [];
  #lines: number;

  private constructor(path: string, ids: readonly string[]) {
    this.#path = path;
    this.#ids = new Set(ids.slice(-keptMax));
    this.#lines = ids.length;
  }

  static async open(folder: string): Promise<KnownPortions> {
    const path = join(folder, "portions.txt");
    const text = await readIfThere(path);
    // A kill may have left the half of an id, which is then no portion's.
    return new KnownPortions(
      path,
      (text ?? "").split("\n").filter((id) => id !== ""),
    );
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.#unsaved.push(id);
    // A set keeps the order in which it was filled.
    for (const oldest of this.#ids) {
      if (this.#ids.size <= keptMax) break;
      this.#ids.delete(oldest);
    }
  }

  async save(): Promise<void> {
    if (this.#unsaved.length === 0) return;
    const isLong = this.#lines > keptMax * 2;
    // The line end first: what a kill left half is a line of its own.
    if (isLong) await writeDurable(this.#path, `${[...this.#ids].join("\n")}\n`);
    else await appendDurable(this.#path, `\n${this.#unsaved.join("\n")}\n`);
    this.#lines = (isLong ? 0 : this.#lines) + (isLong ? this.#ids.size : this.#unsaved.length);
    this.#unsaved = [];
  }
}
