/**
 * What was sent, word for word: each upload's bytes as the center took them, and when. It is the member's proof of what
 * left, so it is written before the upload is forgotten. A file a day, kept for thirty days or 32 MiB.
 */
import { mkdir, open, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { isoTime } from "../../base/index.js";
import { appendDurable } from "./durable-file.js";
import type { Upload } from "./outbox.js";

export interface SentEntry {
  readonly id: string;
  readonly atUs: number;
  readonly bytes: number;
  readonly sightings: number;
  readonly detections: number;
  /** What became of it: `taken`, or why the center refused it for good. */
  readonly outcome: string;
}

interface Placed extends SentEntry {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

const daysMax = 30;
const bytesMax = 32 * 1024 * 1024;
const listedMax = 5000;

export class SentLog {
  readonly #folder: string;
  #entries: Placed[] = [];
  #ids = new Set<string>();
  #day = "";

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<SentLog> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const log = new SentLog(folder);
    for (const name of await log.#names()) {
      const bytes = await readFile(join(folder, name));
      const whole = bytes.lastIndexOf(10) + 1;
      // The half of a line that a kill left; its upload is sent again.
      if (whole < bytes.length) await truncate(join(folder, name), whole);
      log.#index(name, bytes.subarray(0, whole));
    }
    return log;
  }

  /** The latest first. */
  list(limit: number): readonly SentEntry[] {
    return this.#entries
      .slice(-limit)
      .reverse()
      .map(({ id, atUs, bytes, sightings, detections, outcome }) => ({
        id,
        atUs,
        bytes,
        sightings,
        detections,
        outcome,
      }));
  }

  get count(): number {
    return this.#entries.length;
  }

  /** The bytes as they were sent; null where they are not kept any more. */
  async read(id: string): Promise<string | null> {
    const entry = this.#entries.find((each) => each.id === id);
    if (entry === undefined) return null;
    const handle = await open(join(this.#folder, entry.file), "r");
    try {
      const bytes = Buffer.alloc(entry.length);
      await handle.read(bytes, 0, entry.length, entry.offset);
      return (JSON.parse(bytes.toString("utf8")) as { body: string }).body;
    } finally {
      await handle.close();
    }
  }

  /** Written down once, however often a kill makes it be sent. */
  async add({ id, body }: Upload, atUs: number, outcome: string): Promise<void> {
    if (this.#ids.has(id)) return;
    const text = body.toString("utf8");
    const { sightings, detections = [] } = JSON.parse(text) as {
      readonly sightings: readonly unknown[];
      readonly detections?: readonly unknown[];
    };
    const counts = { sightings: sightings.length, detections: detections.length };
    const said = { id, atUs, bytes: body.length, ...counts, outcome };
    const line = Buffer.from(`${JSON.stringify({ ...said, body: text })}\n`);
    const day = isoTime(atUs).slice(0, 10);
    const file = `sent-${day}.ndjson`;
    const offset = (await stat(join(this.#folder, file)).catch(() => null))?.size ?? 0;
    await appendDurable(join(this.#folder, file), line);
    this.#place({ ...said, file, offset, length: line.length - 1 });
    if (day !== this.#day) await this.#prune();
    this.#day = day;
  }

  #place(entry: Placed): void {
    this.#entries.push(entry);
    this.#ids.add(entry.id);
    if (this.#entries.length <= listedMax * 1.2) return;
    this.#entries = this.#entries.slice(-listedMax);
    this.#ids = new Set(this.#entries.map(({ id }) => id));
  }

  #index(file: string, bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(10, from);
      const said = JSON.parse(bytes.toString("utf8", from, end)) as SentEntry;
      // Lines of before have no count of detections.
      const { id, atUs, bytes: size, sightings, detections = 0, outcome } = said;
      this.#place({
        id,
        atUs,
        bytes: size,
        sightings,
        detections,
        outcome,
        file,
        offset: from,
        length: end - from,
      });
      from = end + 1;
    }
  }

  async #names(): Promise<readonly string[]> {
    return (await readdir(this.#folder)).filter((name) => /^sent-\d{4}-\d\d-\d\d\.ndjson$/.test(name)).sort();
  }

  async #prune(): Promise<void> {
    const names = await this.#names();
    let bytes = 0;
    for (const [age, name] of [...names].reverse().entries()) {
      bytes += (await stat(join(this.#folder, name))).size;
      if (age === 0 || (age < daysMax && bytes <= bytesMax)) continue;
      await rm(join(this.#folder, name), { force: true });
      this.#entries = this.#entries.filter(({ file }) => file !== name);
    }
  }
}
