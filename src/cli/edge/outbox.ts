/**
 * What waits for the center, in files. A portion's sightings and detections are appended to the open `wait-<n>` file and synced before
 * the portion is acknowledged. One upload at a time is made of the newest file: written whole as `send-<n>`, renamed,
 * and then its `wait` file goes. From then on it is sent as it stands, under one id (of a very large portion: several), until the center has taken it: what
 * was perhaps taken already is never gathered anew, as it would count twice. Where room is short, what waits is gathered
 * further; `merge-<n>` is that step's commit. A kill at any point leaves one of the two, never both and never none.
 */
import { mkdir, open, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, type Log, newId, type Problem } from "../../base/index.js";
import { sightingWindowUs } from "../../model/index.js";
import {
  byUrgency,
  detectionsPerUpload,
  type EdgeDetection,
  type EdgeSighting,
  type EdgeUpload,
  gather,
  hitsPerUpload,
  type LocalRules,
  sightingsPerUpload,
  squeeze,
  uploadBytesMax,
  uploadFormat,
  type Waiting,
} from "../../share/index.js";
import { DirectorySync } from "../../store/index.js";
import { cliProblem } from "../problems.js";
import { readIfThere, writeDurable } from "./durable-file.js";
import { KnownPortions } from "./known-portions.js";

/** A file that waits becomes one upload as a rule, so that what is not under way can still be gathered and held back. */
const fileItemsMax = sightingsPerUpload;
const nameOf = (kind: "wait" | "send" | "merge", number: number): string =>
  `${kind}-${String(number).padStart(12, "0")}.ndjson`;

export interface Upload {
  readonly number: number;
  readonly id: string;
  /** The bytes that are sent. */
  readonly body: Buffer;
}

export interface OutboxFigures {
  readonly bytes: number;
  readonly bytesMax: number;
  readonly files: number;
  readonly oldestUs: number | null;
  readonly merged: number;
  /** Hits without room. */
  readonly dropped: number;
  /** Sightings and detections that the member's own rules kept here. */
  readonly held: number;
}

export interface OutboxParts {
  readonly folder: string;
  readonly bytesMax: number;
  readonly clock: Clock;
  readonly log: Log;
}

interface Counted {
  merged: number;
  dropped: number;
  held: number;
}

interface WaitFile {
  readonly number: number;
  bytes: number;
  items: number;
}

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #directory: DirectorySync;
  readonly #known: KnownPortions;
  /** Oldest first; the last one is open. */
  #files: WaitFile[] = [];
  #sending: Upload[] = [];
  #counted: Counted = { merged: 0, dropped: 0, held: 0 };
  #next = 1;
  #chain: Promise<unknown> = Promise.resolve();

  private constructor(parts: OutboxParts, known: KnownPortions) {
    this.#parts = parts;
    this.#known = known;
    this.#directory = new DirectorySync(parts.folder);
  }

  static async open(parts: OutboxParts): Promise<Outbox> {
    await mkdir(parts.folder, { recursive: true, mode: 0o700 });
    const outbox = new Outbox(parts, await KnownPortions.open(parts.folder));
    await outbox.#recover();
    return outbox;
  }

  knows(portionId: string): boolean {
    return this.#known.has(portionId);
  }

  /** Null when it is safe on disk. */
  put(portionId: string, waiting: readonly Waiting[]): Promise<Problem | null> {
    return this.#alone(async () => {
      if (this.#known.has(portionId)) return null;
      if (waiting.length === 0) {
        this.#known.add(portionId);
        await this.#known.save();
        return null;
      }
      const line = Buffer.from(`${JSON.stringify({ portion: portionId, waiting })}\n`);
      try {
        await this.#append(line, waiting.length);
      } catch (error) {
        return cliProblem("edge-outbox", error instanceof Error ? error.message : String(error));
      }
      this.#known.add(portionId);
      if (this.#bytes > this.#parts.bytesMax) await this.#squeeze();
      return null;
    });
  }

  /** The upload under way, or a new one of what is newest; null where nothing waits. */
  next(rules: LocalRules): Promise<Upload | null> {
    return this.#alone(async () => {
      while (this.#sending.length === 0) {
        const file = this.#files.at(-1);
        if (file === undefined) return null;
        await this.#makeUploads(file, rules);
      }
      return this.#sending[0] ?? null;
    });
  }

  /** The upload under way has been dealt with and goes. */
  done(): Promise<void> {
    return this.#alone(async () => {
      const done = this.#sending.shift();
      if (done === undefined || this.#sending.length > 0) return;
      await rm(this.#path("send", done.number), { force: true });
    });
  }

  figures(): OutboxFigures {
    return {
      bytes: this.#bytes + this.#sending.reduce((sum, { body }) => sum + body.length, 0),
      bytesMax: this.#parts.bytesMax,
      files: this.#files.length + this.#sending.length,
      oldestUs: this.#oldestUs,
      ...this.#counted,
    };
  }

  /** What waits, the newest file's only, for a look. */
  async peek(): Promise<readonly Waiting[]> {
    const file = this.#files.at(-1);
    return file === undefined ? [] : (await this.#read("wait", file.number)).slice(0, 200);
  }

  async close(): Promise<void> {
    await this.#alone(() => this.#known.save());
  }

  #oldestUs: number | null = null;

  get #bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #path(kind: "wait" | "send" | "merge", number: number): string {
    return join(this.#parts.folder, nameOf(kind, number));
  }

  #alone<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#chain.then(step, step);
    this.#chain = done.catch(() => undefined);
    return done;
  }

  async #append(line: Buffer, items: number): Promise<void> {
    let file = this.#files.at(-1);
    const isNew = file === undefined || file.items + items > fileItemsMax;
    if (file === undefined || isNew) {
      file = { number: this.#next++, bytes: 0, items: 0 };
      this.#files.push(file);
      if (this.#files.length === 1) this.#oldestUs = this.#parts.clock.nowUs();
    }
    const path = this.#path("wait", file.number);
    const handle = await open(path, "a", 0o600);
    try {
      await handle.appendFile(line);
      await handle.datasync();
    } catch (error) {
      // What is half written must not stand before the next line.
      await truncate(path, file.bytes).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
    if (isNew) await this.#directory.sync();
    file.bytes += line.length;
    file.items += items;
  }

  async #read(kind: "wait" | "merge", number: number): Promise<readonly Waiting[]> {
    const text = await readFile(this.#path(kind, number), "utf8");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .flatMap((line) => (JSON.parse(line) as { waiting?: readonly Waiting[] }).waiting ?? []);
  }

  async #makeUploads(file: WaitFile, rules: LocalRules): Promise<void> {
    const waiting = gather(await this.#read("wait", file.number), sightingWindowUs);
    const leaving: Leaving[] = [];
    for (const each of [...waiting].sort(byUrgency)) {
      const released = "detection" in each ? rules.releasedDetection(each) : rules.released(each);
      if (released === null) this.#counted.held++;
      else leaving.push(released);
    }
    const uploads: Upload[] = [];
    for (const part of partsOf(leaving)) {
      const detections = part.filter((one): one is EdgeDetection => "rule" in one);
      const id = newId();
      const upload: EdgeUpload = {
        format: uploadFormat,
        id,
        madeUs: this.#parts.clock.nowUs(),
        sightings: part.filter((one): one is EdgeSighting => !("rule" in one)),
        ...(detections.length === 0 ? {} : { detections }),
      };
      uploads.push({ number: file.number, id, body: Buffer.from(JSON.stringify(upload)) });
    }
    const lines = uploads.map(({ body }) => `${body.toString("utf8")}\n`).join("");
    if (uploads.length > 0) await writeDurable(this.#path("send", file.number), lines);
    await this.#known.save();
    await this.#saveCounts();
    await rm(this.#path("wait", file.number), { force: true });
    await this.#directory.sync();
    this.#files = this.#files.filter((each) => each !== file);
    if (this.#files.length === 0) this.#oldestUs = null;
    this.#sending = uploads;
  }

  /** Gathers all that waits into half of the room. */
  async #squeeze(): Promise<void> {
    const all: Waiting[] = [];
    for (const { number } of this.#files) all.push(...(await this.#read("wait", number)));
    const through = this.#files.at(-1)?.number ?? 0;
    const { waiting, dropped } = squeeze(all, this.#parts.bytesMax / 2);
    this.#counted.merged++;
    this.#counted.dropped += dropped;
    this.#parts.log.warn(
      { dropped, kept: waiting.length },
      "the outbox is full: what waits was gathered further",
    );
    await this.#known.save();
    await this.#saveCounts();
    const lines = [
      JSON.stringify({ through }),
      ...waiting.map((each) => JSON.stringify({ waiting: [each] })),
    ];
    await writeDurable(this.#path("merge", through), `${lines.join("\n")}\n`);
    await this.#expand(through);
  }

  /** Puts what was gathered in the place of the files it was gathered from; may be done again after a kill. */
  async #expand(through: number): Promise<void> {
    // The latest last, as the newest file is sent first.
    const waiting = [...(await this.#read("merge", through))].sort((a, b) => byUrgency(b, a));
    const files: WaitFile[] = [];
    for (let from = 0; from < waiting.length; from += fileItemsMax) {
      const part = waiting.slice(from, from + fileItemsMax);
      const text = part.map((each) => `${JSON.stringify({ waiting: [each] })}\n`).join("");
      const number = through + 1 + files.length;
      await writeDurable(this.#path("wait", number), text);
      files.push({ number, bytes: Buffer.byteLength(text), items: part.length });
    }
    for (const number of await this.#numbers("wait"))
      if (number <= through) await rm(this.#path("wait", number), { force: true });
    await this.#directory.sync();
    await rm(this.#path("merge", through), { force: true });
    this.#files = files;
    this.#next = Math.max(this.#next, through + files.length + 1);
  }

  async #numbers(kind: "wait" | "send" | "merge"): Promise<readonly number[]> {
    const form = new Map([
      ["wait", /^wait-(\d{12})\.ndjson$/],
      ["send", /^send-(\d{12})\.ndjson$/],
      ["merge", /^merge-(\d{12})\.ndjson$/],
    ]).get(kind) as RegExp;
    return (await readdir(this.#parts.folder))
      .flatMap((name) => (form.exec(name) === null ? [] : [Number(form.exec(name)?.[1])]))
      .sort((a, b) => a - b);
  }

  async #recover(): Promise<void> {
    const { folder, clock } = this.#parts;
    const counts = await readIfThere(join(folder, "counts.json"));
    if (counts !== null) this.#counted = { ...this.#counted, ...(JSON.parse(counts) as Partial<Counted>) };
    for (const number of await this.#numbers("merge")) await this.#expand(number);
    for (const number of await this.#numbers("send")) {
      const lines = (await readFile(this.#path("send", number), "utf8"))
        .split("\n")
        .filter((line) => line !== "");
      for (const line of lines) {
        const { id } = JSON.parse(line) as EdgeUpload;
        this.#sending.push({ number, id, body: Buffer.from(line) });
      }
      await rm(this.#path("wait", number), { force: true });
    }
    const files: WaitFile[] = [];
    for (const number of await this.#numbers("wait")) {
      await this.#cutTail(number);
      const waiting = await this.#read("wait", number);
      for (const id of await this.#portionsOf(number)) this.#known.add(id);
      if (waiting.length === 0) await rm(this.#path("wait", number), { force: true });
      else
        files.push({ number, bytes: (await stat(this.#path("wait", number))).size, items: waiting.length });
    }
    this.#files = files;
    const last = Math.max(files.at(-1)?.number ?? 0, this.#sending.at(-1)?.number ?? 0);
    this.#next = Math.max(this.#next, last + 1);
    if (files[0] !== undefined)
      this.#oldestUs = Math.min(
        clock.nowUs(),
        Math.round((await stat(this.#path("wait", files[0].number))).mtimeMs) * 1000,
      );
  }

  async #portionsOf(number: number): Promise<readonly string[]> {
    const text = await readFile(this.#path("wait", number), "utf8");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .flatMap((line) => {
        const { portion } = JSON.parse(line) as { portion?: string };
        return portion === undefined ? [] : [portion];
      });
  }

  /** A kill may leave the half of a line, whose portion was not acknowledged. */
  async #cutTail(number: number): Promise<void> {
    const path = this.#path("wait", number);
    const bytes = await readFile(path);
    const end = bytes.lastIndexOf(10) + 1;
    if (end < bytes.length) await truncate(path, end);
  }

  #saveCounts(): Promise<void> {
    return writeDurable(join(this.#parts.folder, "counts.json"), `${JSON.stringify(this.#counted)}\n`);
  }
}

type Leaving = EdgeSighting | EdgeDetection;

/** For what stands around them in an upload. */
const headBytes = 1024;

/** Cut where one more would pass what an upload may hold. */
function* partsOf(leaving: readonly Leaving[]): Generator<readonly Leaving[]> {
  let part: Leaving[] = [];
  let [hits, bytes] = [0, headBytes];
  for (const each of leaving) {
    const size = Buffer.byteLength(JSON.stringify(each)) + 1;
    if (
      part.length === Math.min(sightingsPerUpload, detectionsPerUpload) ||
      hits + each.count > hitsPerUpload ||
      (part.length > 0 && bytes + size > uploadBytesMax)
    ) {
      yield part;
      part = [];
      [hits, bytes] = [0, headBytes];
    }
    part.push(each);
    hits += each.count;
    bytes += size;
  }
  if (part.length > 0) yield part;
}
