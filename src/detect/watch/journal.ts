/**
 * What the state of the thread that watches does not hold yet: hard links of the batches' files, by the number of their
 * turn. They cost no copy, and keep the bytes when the spool lets its own names go. A batch's manifest is linked last and
 * goes first, so that one is there whole or not at all.
 */
import { link, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DirectorySync, readSpooledOutcome, type SpooledBatch } from "../../store/index.js";
import type { WatchOrder } from "./watch-message.js";

const name = /^([0-9]{16})(?:-[0-9]{1,4})?\.(batch|native)$/;

export class WatchJournal {
  readonly #folder: string;
  readonly #directory: DirectorySync;
  readonly #orders = new Map<number, { readonly order: WatchOrder; readonly bytes: number }>();
  #bytes = 0;
  #next = 1;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#directory = new DirectorySync(folder);
  }

  /** Takes up what is there, and removes what a kill left in the middle. */
  static async open(folder: string): Promise<WatchJournal> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const journal = new WatchJournal(folder);
    const files = (await readdir(folder)).filter((file) => name.test(file)).sort();
    const numbers = new Map<number, string[]>();
    for (const file of files) {
      const number = Number(name.exec(file)?.[1]);
      numbers.set(number, [...(numbers.get(number) ?? []), file]);
    }
    for (const [number, of] of numbers) {
      journal.#next = Math.max(journal.#next, number + 1);
      const paths = of.map((file) => join(folder, file));
      const manifest = paths.find((path) => path.endsWith(".batch"));
      if (manifest === undefined) for (const path of paths) await rm(path, { force: true });
      else
        await journal.#add({
          number,
          batchId: (await readSpooledOutcome(manifest)).meta.id,
          manifest,
          blocks: paths.filter((path) => path !== manifest),
        });
    }
    return journal;
  }

  /** Oldest first. */
  get orders(): readonly WatchOrder[] {
    return [...this.#orders.values()].map(({ order }) => order);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Numbers up to this one are given away already. */
  goOnBehind(number: number): void {
    this.#next = Math.max(this.#next, number + 1);
  }

  /** On disk when it resolves. */
  async keep({ id, path, blocks }: Pick<SpooledBatch, "id" | "path" | "blocks">): Promise<WatchOrder> {
    const number = this.#next++;
    const at = (suffix: string) => join(this.#folder, `${String(number).padStart(16, "0")}${suffix}`);
    const order: WatchOrder = {
      number,
      batchId: id,
      manifest: at(".batch"),
      blocks: blocks.map((_, nth) => at(`-${nth}.native`)),
    };
    for (const [nth, block] of blocks.entries()) await link(block.path, order.blocks[nth] as string);
    await link(path, order.manifest);
    await this.#directory.sync();
    await this.#add(order);
    return order;
  }

  /** A checkpoint has all up to this number. */
  async dropUpTo(number: number): Promise<void> {
    for (const of of [...this.#orders.keys()]) if (of <= number) await this.drop(of);
  }

  async drop(number: number): Promise<void> {
    const kept = this.#orders.get(number);
    if (kept === undefined) return;
    this.#orders.delete(number);
    this.#bytes -= kept.bytes;
    for (const path of [kept.order.manifest, ...kept.order.blocks]) await rm(path, { force: true });
  }

  async #add(order: WatchOrder): Promise<void> {
    let bytes = 0;
    for (const path of [order.manifest, ...order.blocks]) bytes += (await stat(path)).size;
    this.#orders.set(order.number, { order, bytes });
    this.#bytes += bytes;
  }
}
