/**
 * Follows files as `tail -F` does: what is appended, files that appear later, files renamed away (read to their
 * end first) and files cut short. Positions live behind `Positions` and move only after the sink's
 * acknowledgement; while the sink can't take a batch, the same bytes are offered again under the same id.
 * Folders are watched where the system can; a slow poll stands behind that, as no watch sees network drives.
 * JSON that is laid out over lines can't be followed: a line is a record here.
 */
import { createHash } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Clock, Problem, systemClock } from "../../base/index.js";
import { followFilesMax } from "../limits.js";
import { filesOf, folderOf } from "./follow-paths.js";
import { FollowedFile, type Piece } from "./followed-file.js";
import type { Positions } from "./positions.js";
import type { Delivery, DoorSink } from "./sink.js";

export interface FollowOptions {
  readonly path: string;
  /** A format's id; else the content tells, batch by batch. */
  readonly format?: string | null;
  readonly sink: DoorSink;
  readonly positions: Positions;
  readonly clock?: Clock;
  readonly onTrouble?: (detail: string) => void;
  /** How often to look where nothing was heard. */
  readonly pollMs?: number;
  /** How long a file that was renamed away must be quiet before it is finished; 20 times that if none follows. */
  readonly graceMs?: number;
  /** How long to gather after something was heard. */
  readonly gatherMs?: number;
}

export interface Follower {
  /** The files now open (or that can't be opened), how far each is acknowledged, and why it waits (empty where it does not). */
  files(): readonly { path: string; offset: number; waiting: string }[];
  /** Resolves when a round that began after the call has ended: all that was written by then is acknowledged. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const retryMsFirst = 500;
const retryMsMax = 15_000;

interface Track {
  file: FollowedFile | null;
  waiting: string;
  retryAt: number;
  retryMs: number;
  /** When it last gave something, or began. */
  movedAt: number;
  /** When the name was first seen to mean another file; 0 where it means this one. */
  rotatedAt: number;
}

const newTrack = (nowMs: number): Track => ({
  file: null,
  waiting: "",
  retryAt: 0,
  retryMs: retryMsFirst,
  movedAt: nowMs,
  rotatedAt: 0,
});

async function* bytesOf(head: string, piece: Piece): AsyncGenerator<Uint8Array> {
  if (head !== "") yield Buffer.from(head);
  yield piece.bytes;
}

class Following {
  readonly #options: FollowOptions;
  readonly #clock: Clock;
  readonly #tracks = new Map<string, Track>();
  closing = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get tracks(): ReadonlyMap<string, Track> {
    return this.#tracks;
  }

  /** One look at every file. */
  async round(): Promise<void> {
    const files = await filesOf(this.#options.path);
    for (const path of files)
      if (!this.#tracks.has(path) && this.#tracks.size < followFilesMax && !(await this.#isKnown(path)))
        this.#tracks.set(path, newTrack(this.#clock.monotonicMs()));
    for (const [path, track] of this.#tracks) {
      if (this.closing) return;
      if (this.#clock.monotonicMs() < track.retryAt) continue;
      try {
        await this.#look(path, track);
      } catch (error) {
        this.#wait(track, path, error instanceof Error ? error.message : "unknown");
      }
      if (track.file === null && !files.includes(path)) this.#tracks.delete(path);
    }
  }

  /** A pattern also meets files that were renamed within it; what is open under its old name is not new. */
  async #isKnown(path: string): Promise<boolean> {
    const about = await stat(path, { bigint: true }).catch(() => null);
    if (about === null) return false;
    for (const { file } of this.#tracks.values())
      if (file?.position.inode === String(about.ino) && file.position.device === String(about.dev))
        return true;
    return false;
  }

  async #look(path: string, track: Track): Promise<void> {
    const about = await stat(path, { bigint: true }).catch(() => null);
    if (track.file === null) {
      if (about === null || !about.isFile()) return;
      await this.#begin(path, track);
    }
    const file = track.file as FollowedFile | null;
    if (file === null) return;
    const { inode, device } = file.position;
    const rotated = about === null || String(about.ino) !== inode || String(about.dev) !== device;
    if (await file.beginAnewIfCut()) await this.#options.positions.save(path, file.position);
    if (!rotated) track.rotatedAt = 0;
    else if (track.rotatedAt === 0) track.rotatedAt = this.#clock.monotonicMs();
    if (!(await this.#drain(path, track, file, false)) || !rotated) return;
    // Its writer may not have noticed the new name yet: the old file is finished when it has been quiet.
    const quietMs = this.#clock.monotonicMs() - Math.max(track.movedAt, track.rotatedAt);
    const { graceMs = 2000 } = this.#options;
    if (quietMs < (about === null ? graceMs * 20 : graceMs)) return;
    if (!(await this.#drain(path, track, file, true))) return;
    await file.close();
    track.file = null;
    track.rotatedAt = 0;
    if (about !== null) await this.#look(path, track);
  }

  /** Opens the file; where the saved position is of one that was renamed meanwhile, that is finished first. */
  async #begin(path: string, track: Track): Promise<void> {
    const saved = await this.#options.positions.load(path);
    if (saved !== null) {
      const renamed = await siblingOf(path, saved.device, saved.inode);
      if (renamed !== null) {
        const old = await FollowedFile.open(renamed, saved);
        try {
          if (old.position === saved && !(await this.#drain(path, track, old, true))) return;
        } finally {
          await old.close();
        }
      }
    }
    track.file = await FollowedFile.open(path, saved);
  }

  /** Hands over all whole lines; false where the sink can't take them now. */
  async #drain(path: string, track: Track, file: FollowedFile, final: boolean): Promise<boolean> {
    const { positions, sink } = this.#options;
    for (let piece = await file.next(final); piece !== null; piece = await file.next(final)) {
      if (this.closing) return false;
      await positions.save(path, file.handing(piece));
      const accepted = await sink.accept(this.#delivery(path, file, piece));
      if (accepted instanceof Problem) {
        this.#wait(track, path, accepted.detail);
        return false;
      }
      await file.passed(piece);
      await positions.save(path, file.position);
      track.waiting = "";
      track.retryMs = retryMsFirst;
      track.movedAt = this.#clock.monotonicMs();
    }
    return true;
  }

  #wait(track: Track, path: string, reason: string): void {
    track.waiting = reason;
    track.retryAt = this.#clock.monotonicMs() + track.retryMs;
    track.retryMs = Math.min(track.retryMs * 2, retryMsMax);
    this.#options.onTrouble?.(`${path}: ${reason}`);
  }

  #delivery(path: string, file: FollowedFile, piece: Piece): Delivery {
    const { device, inode, offset, line, head } = file.position;
    const digest = createHash("sha256").update(piece.bytes).digest("hex").slice(0, 32);
    return {
      sender: { door: "file", address: "", token: null },
      origin: path,
      fileName: basename(path),
      format: this.#options.format ?? null,
      batchId: `${device}:${inode}:${offset}:${digest}`,
      bytes: bytesOf(head, piece),
      linesBefore: line - (head.match(/\n/g)?.length ?? 0),
    };
  }

  async close(): Promise<void> {
    for (const { file } of this.#tracks.values()) await file?.close();
    this.#tracks.clear();
  }
}

/** The file of that inode beside `path`, where it has another name now. */
async function siblingOf(path: string, device: string, inode: string): Promise<string | null> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names.slice(0, 10_000)) {
    const other = join(folder, name);
    if (other === path) continue;
    const about = await stat(other, { bigint: true }).catch(() => null);
    if (about?.isFile() && String(about.ino) === inode && String(about.dev) === device) return other;
  }
  return null;
}

export function followFiles(options: FollowOptions): Follower {
  const following = new Following(options);
  const { pollMs = 2000, gatherMs = 200 } = options;
  const waiters: (() => void)[] = [];
  let watcher: FSWatcher | null = null;
  let wake: (() => void) | null = null;
  let heard = false;
  const hear = () => {
    heard = true;
    wake?.();
  };
  const lookForFolder = () => {
    if (watcher !== null) return;
    try {
      watcher = watch(folderOf(options.path), { persistent: false }, hear);
      watcher.on("error", () => {
        watcher?.close();
        watcher = null;
      });
    } catch {
      watcher = null; // not there yet, or the system has no watches left: the poll remains
    }
  };
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        wake = null;
        resolve();
      }
      wake = done;
    });
  const running = (async () => {
    while (!following.closing) {
      lookForFolder();
      heard = false;
      const served = waiters.splice(0);
      await following.round().catch((error: unknown) => options.onTrouble?.(String(error)));
      for (const resolve of served) resolve();
      if (following.closing) break;
      if (!heard) await sleep(pollMs);
      if (heard && waiters.length === 0 && !following.closing) await sleep(gatherMs);
    }
    await following.close();
    for (const resolve of waiters.splice(0)) resolve();
  })();
  return {
    files: () =>
      [...following.tracks]
        .filter(([, { file, waiting }]) => file !== null || waiting !== "")
        .map(([path, { file, waiting }]) => ({ path, offset: file?.position.offset ?? 0, waiting })),
    settled: () =>
      new Promise<void>((resolve) => {
        waiters.push(resolve);
        hear();
      }),
    close: async () => {
      following.closing = true;
      watcher?.close();
      hear();
      await running;
    },
  };
}
