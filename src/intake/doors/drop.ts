/**
 * The drop folder: files that others put there whole, as into a bucket. A complete file is read, and when all of it is
 * safe it is moved to `done/` or deleted; one that can't be read goes to `refused/`. A kill in between repeats nothing:
 * the same content under the same name is known by it, and only moved.
 *
 * Complete is a file that has not changed for a while (`settleMs`) and between two looks; names that begin with a dot
 * or end in `.part`, `.tmp`, `.filepart`, `.crdownload` are not looked at, so who writes can write under one and rename.
 * Links are not followed. Folders below are read as prefixes of a bucket's keys are.
 */
import { constants, createReadStream } from "node:fs";
import { access, lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Clock, Problem, Refusal } from "../../base/index.js";
import { nameOf } from "../inputs.js";
import { batchBytesDefault, dropFilesMax, folderDepthMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import { unpacked } from "../unpack/unpack.js";
import type { DoorSink } from "./sink.js";

export interface DropOptions {
  readonly path: string;
  readonly format?: string | null;
  readonly after: "move" | "delete";
  readonly sink: DoorSink;
  readonly clock: Clock;
  readonly onTrouble: (detail: string) => void;
  readonly pollMs?: number;
  readonly settleMs?: number;
}

export interface DropCounts {
  readonly taken: number;
  readonly refused: number;
  /** Files seen that were not complete or had to wait at the last look. */
  readonly waiting: number;
  /** Why nothing moves; empty where all is well. */
  readonly trouble: string;
}

export interface DropDoor {
  counts(): DropCounts;
  /** Resolves when a look that began after the call has ended. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const asideFolders: ReadonlySet<string> = new Set(["done", "refused"]);
const unfinished = /^\.|\.(?:part|tmp|filepart|crdownload)$/i;

interface Found {
  /** Below the folder, `/` between. */
  readonly path: string;
  readonly size: number;
  readonly changedMs: number;
}

class Dropping {
  readonly #options: DropOptions;
  #seen = new Map<string, Found>();
  taken = 0;
  refused = 0;
  waiting = 0;
  trouble = "";
  closing = false;

  constructor(options: DropOptions) {
    this.#options = options;
  }

  async look(): Promise<void> {
    const { path, settleMs = 5000, clock } = this.#options;
    const found: Found[] = [];
    try {
      await this.#list("", 0, found);
    } catch (error) {
      this.#tell(`${path} can't be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
      return;
    }
    this.trouble = "";
    found.sort((a, b) => a.changedMs - b.changedMs || (a.path < b.path ? -1 : 1));
    const nowMs = clock.nowUs() / 1000;
    let left = 0;
    for (const file of found) {
      const before = this.#seen.get(file.path);
      const stands = before !== undefined && before.size === file.size && before.changedMs === file.changedMs;
      if (this.closing || !stands || nowMs - file.changedMs < settleMs) left++;
      else if (!(await this.#take(file))) left++;
    }
    this.#seen = new Map(found.map((file) => [file.path, file]));
    this.waiting = left;
  }

  async #list(below: string, depth: number, found: Found[]): Promise<void> {
    const entries = await readdir(join(this.#options.path, below), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= dropFilesMax) return;
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (unfinished.test(entry.name)) continue;
      if (entry.isDirectory()) {
        const isAside = depth === 0 && asideFolders.has(entry.name);
        if (!isAside && depth < folderDepthMax) await this.#list(path, depth + 1, found);
      } else if (entry.isFile()) {
        const stats = await lstat(join(this.#options.path, path)).catch(() => null);
        if (stats?.isFile() === true) found.push({ path, size: stats.size, changedMs: stats.mtimeMs });
      }
    }
  }

  /** Takes a file; false where it has to wait. */
  async #take(file: Found): Promise<boolean> {
    const outcome = await this.#read(file);
    if (outcome instanceof Problem && (outcome.status === 429 || outcome.status >= 500)) {
      this.#tell(`${file.path} waits: ${outcome.detail}`);
      return false;
    }
    try {
      const changed = await lstat(join(this.#options.path, file.path));
      if (changed.size !== file.size || changed.mtimeMs !== file.changedMs) return false;
      await this.#aside(file.path, outcome);
    } catch (error) {
      this.#tell(
        `${file.path} was read but can't be moved: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`,
      );
      return false;
    }
    return true;
  }

  /** Reads the file into the sink: null when all is safe, else why not. */
  async #read({ path }: Found): Promise<Problem | null> {
    const { sink, format = null } = this.#options;
    const whole = join(this.#options.path, path);
    const stream = createReadStream(whole, {
      // A link put in the file's place meanwhile is not followed either. Node takes the number, its types the text only.
      flags: (constants.O_RDONLY | constants.O_NOFOLLOW) as unknown as string,
      highWaterMark: batchBytesDefault,
    });
    try {
      const accepted = await sink.accept({
        sender: { door: "drop", address: "", token: null },
        origin: path.slice(-200),
        fileName: nameOf(path),
        format,
        batchId: null,
        bytes: unpacked(stream),
        linesBefore: 0,
      });
      if (accepted instanceof Problem) return accepted;
      const { records, refused, problems } = accepted;
      if (records > 0 || refused === 0) return null;
      return intakeProblem("record-unreadable", problems[0]?.detail ?? "Nothing in it could be read.");
    } catch (error) {
      return error instanceof Refusal
        ? error.problem
        : intakeProblem("door-failed", `${path} can't be read.`);
    } finally {
      stream.destroy();
    }
  }

  async #aside(path: string, outcome: Problem | null): Promise<void> {
    const { after } = this.#options;
    const whole = join(this.#options.path, path);
    if (outcome !== null) {
      this.refused++;
      this.#tell(`${path} is refused: ${outcome.detail}`);
    } else this.taken++;
    if (outcome === null && after === "delete") return rm(whole);
    const target = join(this.#options.path, outcome === null ? "done" : "refused", path);
    await mkdir(dirname(target), { recursive: true });
    await rename(whole, await freeName(target));
  }

  #tell(detail: string): void {
    this.trouble = detail;
    this.#options.onTrouble(detail);
  }
}

/** The name, or the name with the first number that is free. */
async function freeName(target: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? target : join(dirname(target), `${basename(target)}.${number}`);
    if (
      !(await access(name, constants.F_OK).then(
        () => true,
        () => false,
      ))
    )
      return name;
  }
}

export function openDropDoor(options: DropOptions): DropDoor {
  const dropping = new Dropping(options);
  const pollMs = options.pollMs ?? 2000;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = (): Promise<void> => {
    clearTimeout(timer);
    looking = looking
      .then(() => dropping.look())
      .catch((error: unknown) => options.onTrouble(error instanceof Error ? error.message : "unknown"))
      .finally(() => {
        if (dropping.closing) return;
        timer = setTimeout(look, pollMs);
        timer.unref();
      });
    return looking;
  };
  void look();
  return {
    counts: () => {
      const { taken, refused, waiting, trouble } = dropping;
      return { taken, refused, waiting, trouble };
    },
    settled: look,
    close: async () => {
      dropping.closing = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
