/**
 * What the state of the thread that watches does not hold yet: hard links of the batches' files, by the number of their
 * turn (copies, where the disk knows none). They cost nothing, and keep the bytes when the spool lets its own names go. A batch's manifest is linked last and
 * goes first, so that one is there whole or not at all.
 */
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DirectorySync, readSpooledOutcome, type SpooledBatch } from "../../store/index.js";
import type { WatchOrder } from "./watch-message.js";

const name = /^([0-9]{16})(?:-[0-9]{1,4})?\.(batch|native)$/;
const copying = /^[0-9]{16}(?:-[0-9]{1,4})?\.(?:batch|native)\.tmp$/;

/** File systems without hard links, or with the folder on another, say so by these. */
const noLinks = new Set(["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "ENOSYS"]);

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!noLinks.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // Under the name that counts only when it is whole and on disk.
    const beside = `${to}.tmp`;
    await copyFile(from, beside);
    const file = await open(beside, "r+");
    await file.datasync().finally(() => file.close());
    await rename(beside, to);
  }
}

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
    const all = await readdir(folder);
    for (const file of all) if (copying.test(file)) await rm(join(folder, file), { force: true });
    const files = all.filter((file) => name.test(file)).sort();
    const numbers = new Map<number, string[]>();
    for (const file of files) {
      const number = Number(name.exec(file)?.[1]);
      numbers.set(number, [...(numbers.get(number) ?? []), file]);
    }
    for (const [number, of] of numbers) {
      journal.#next = Math.max(journal.#next, number + 1);
      const paths = of.map((file) => join(folder, file));
      const manifest = paths.find((path) => path.endsWith(".batch"));
      // One that the disk has damaged is left out: it must not keep the center from starting.
      const outcome = manifest === undefined ? null : await readSpooledOutcome(manifest).catch(() => null);
      if (manifest === undefined || outcome === null)
        for (const path of paths) await rm(path, { force: true });
      else {
        const blocks = paths.filter((path) => path !== manifest);
        await journal.#add({ number, batchId: outcome.meta.id, manifest, blocks });
      }
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
    try {
      for (const [nth, block] of blocks.entries()) await linkOrCopy(block.path, order.blocks[nth] as string);
      await linkOrCopy(path, order.manifest);
      await this.#directory.sync();
      await this.#add(order);
    } catch (error) {
      // It is tried again under another number: what is left would hold bytes of a disk that is full already.
      for (const left of [order.manifest, ...order.blocks]) await rm(left, { force: true });
      throw error;
    }
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
