/**
 * The numbers of blocks: rising over restarts, never given twice, though the spool is empty most of the time. They
 * are reserved in steps on disk, so that a number costs no write; what was reserved and not used before a
 * kill is skipped. Event ids are made of them: number times 2^20 plus row.
 */
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DirectorySync } from "./durable.js";
import { writeSynced } from "./durable.js";

const fileName = "sequence";
/** 2^53 numbers last for two million years of one step a second. */
const step = 10_000;

export class Sequence {
  readonly #folder: string;
  readonly #directory: DirectorySync;
  #next: number;
  #reserved = 0;
  #reserving: Promise<void> | null = null;

  private constructor(folder: string, directory: DirectorySync, next: number) {
    this.#folder = folder;
    this.#directory = directory;
    this.#next = next;
  }

  /** `after`: the highest number seen in the folder, for a folder whose file was lost. */
  static async open(folder: string, directory: DirectorySync, after: number): Promise<Sequence> {
    const text = await readFile(join(folder, fileName), "utf8").catch(() => "0");
    const stored = /^[0-9]{1,16}$/.test(text.trim()) ? Number(text) : 0;
    const sequence = new Sequence(folder, directory, Math.max(stored, after + 1, 1));
    await sequence.#reserve(1);
    return sequence;
  }

  /** The first of `count` numbers in a row. */
  async take(count: number): Promise<number> {
    for (;;) {
      if (this.#next + count <= this.#reserved) {
        const first = this.#next;
        this.#next += count;
        return first;
      }
      this.#reserving ??= this.#reserve(count).finally(() => {
        this.#reserving = null;
      });
      await this.#reserving;
    }
  }

  async #reserve(count: number): Promise<void> {
    const reserved = this.#next + Math.max(step, count);
    const path = join(this.#folder, fileName);
    await rm(`${path}.tmp`, { force: true });
    await writeSynced(`${path}.tmp`, [Buffer.from(String(reserved))]);
    await rename(`${path}.tmp`, path);
    await this.#directory.sync();
    this.#reserved = reserved;
  }
}
