/**
 * Which items (documents, messages) of a sender are safe already, by the identity that the sender gives each. A
 * batch's own id knows a batch that comes again; this knows its items where they come again in other batches, as
 * shippers cut them anew after a failure. Bounded: it remembers the last items only, enough for what was under way
 * when an answer was lost.
 *
 * Each batch's identities are written and synced here *before* the batch goes into the spool, under the batch's id.
 * At start those hold whose batch is in the spool or was applied. So an item that counts as taken is always safe,
 * and one that is safe is always known; a kill between the two loses and repeats nothing.
 *
 * A file is a row of entries: length (u32), CRC-32 (u32), then the batch's id (32 bytes) and 16 bytes an item. What
 * is behind a damaged entry was never followed by its batch.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";

const identityBytes = 16;
const batchIdBytes = 32;
const headBytes = 8;
/**
 * Items in a file, and files that are kept. A shipper has at most some ten thousand items under way and sends them
 * again within minutes; 400,000 are a minute of 6,000 a second, and take about 40 MB of memory and 7 MB of disk.
 */
const itemsPerFile = 100_000;
const filesMax = 4;
/** Each entry is looked up at start, by the thousand: 80,000 take a second. */
const entriesPerFile = 20_000;

export type ItemState = "new" | "taken" | "under way";

export interface ItemClaim {
  /** One for each that was asked for. The new ones are this claim's now, until `release`. */
  readonly states: readonly ItemState[];
  /** Gives back what was not recorded in between; once. */
  release(): void;
}

export type SafeOf = (batchIds: readonly string[]) => Promise<ReadonlySet<string>>;

interface Kept {
  readonly name: string;
  readonly items: Set<string>;
}

export class TakenItems {
  readonly #folder: string;
  readonly #files: Kept[] = [];
  readonly #underWay = new Set<string>();
  #file: FileHandle | null = null;
  #written = 0;
  #entries = 0;
  #number = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** `safeOf` answers which of these batches' ids (64 hex digits) are in the spool or were applied. */
  static async open(folder: string, safeOf: SafeOf): Promise<TakenItems> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const taken = new TakenItems(folder);
    const names = (await readdir(folder)).filter((name) => /^\d{8}\.items$/.test(name)).sort();
    for (const name of names) {
      const items = new Set<string>();
      const entries = [...entriesOf(await readFile(join(folder, name)))];
      const safe = await safeOf(entries.map(({ batchId }) => batchId));
      for (const entry of entries)
        if (safe.has(entry.batchId)) for (const item of entry.items) items.add(item);
      taken.#files.push({ name, items });
      taken.#number = Number(name.slice(0, 8));
    }
    await taken.#begin();
    return taken;
  }

  /** How many items are remembered. */
  get size(): number {
    return this.#files.reduce((sum, { items }) => sum + items.size, 0);
  }

  /** `identities` are hex digests of at least 16 bytes; each once. */
  claim(identities: readonly string[]): ItemClaim {
    const keys = identities.map(keyOf);
    const states = keys.map((key): ItemState => {
      if (this.#underWay.has(key)) return "under way";
      return this.#files.some(({ items }) => items.has(key)) ? "taken" : "new";
    });
    const own = keys.filter((_, index) => states[index] === "new");
    for (const key of own) this.#underWay.add(key);
    return {
      states,
      release: () => {
        for (const key of own) this.#underWay.delete(key);
      },
    };
  }

  /** Writes down what goes into the spool next under this id; call `confirm` when it is there. */
  record(batchId: string, identities: readonly string[]): Promise<void> {
    const body = Buffer.concat([
      Buffer.from(batchId, "hex"),
      ...identities.map((identity) => Buffer.from(keyOf(identity), "latin1")),
    ]);
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(body.length, 0);
    head.writeUInt32LE(crc32(body), 4);
    const written = this.#writing.then(async () => {
      if (this.#written >= itemsPerFile || this.#entries >= entriesPerFile) await this.#begin();
      this.#written += identities.length;
      this.#entries++;
      await this.#file?.appendFile(Buffer.concat([head, body]));
      await this.#file?.datasync();
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** The batch that these were recorded for is safe. */
  confirm(identities: readonly string[]): void {
    const { items } = this.#files.at(-1) as Kept;
    for (const identity of identities) items.add(keyOf(identity));
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close();
    this.#file = null;
  }

  async #begin(): Promise<void> {
    await this.#file?.close();
    const name = `${String(++this.#number).padStart(8, "0")}.items`;
    this.#file = await open(join(this.#folder, name), "wx", 0o600);
    const folder = await open(this.#folder, "r");
    await folder.sync().finally(() => folder.close());
    this.#files.push({ name, items: new Set() });
    this.#written = 0;
    this.#entries = 0;
    while (this.#files.length > filesMax) {
      const oldest = this.#files.shift() as Kept;
      await rm(join(this.#folder, oldest.name), { force: true });
    }
  }
}

/** Sixteen bytes as a string of as many characters: half the memory of hex. */
const keyOf = (identity: string): string =>
  Buffer.from(identity.slice(0, identityBytes * 2), "hex").toString("latin1");

interface Entry {
  readonly batchId: string;
  readonly items: readonly string[];
}

function* entriesOf(bytes: Buffer): Generator<Entry> {
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const body = bytes.subarray(at + headBytes, at + headBytes + length);
    if (body.length < length || length < batchIdBytes || crc32(body) !== bytes.readUInt32LE(at + 4)) return;
    const items: string[] = [];
    for (let from = batchIdBytes; from + identityBytes <= body.length; from += identityBytes)
      items.push(body.toString("latin1", from, from + identityBytes));
    yield { batchId: body.toString("hex", 0, batchIdBytes), items };
    at += headBytes + length;
  }
}
