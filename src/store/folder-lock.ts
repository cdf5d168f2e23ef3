/**
 * One process owns a data folder. PGlite lets two processes open one folder and rows vanish, and chDB corrupts
 * its own, so the lock must hold whatever happens: two starting at once, an owner killed at any instant, a pid
 * used again. The folder holds numbered claims (`lock-7`), each made whole by link(2), which only one can do;
 * the highest claim counts and is never deleted, so a stale reader's claim either fails or finds a higher one.
 * A claim from another container or host counts while it is touched; a dead owner's claim never counts.
 */
import { link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, newId, type Problem, systemClock } from "../base/index.js";
import { storeProblem } from "./problems.js";
import { markedProcessLives, ownMark, type ProcessMark } from "./process-mark.js";

const touchEveryMs = 5_000;
const touchForgottenMs = 20_000;
const attemptsMax = 50;

export interface FolderLock {
  readonly folder: string;
  release(): Promise<void>;
}

async function claimNumbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => (/^lock-[1-9]\d{0,14}$/.test(name) ? [Number(name.slice(5))] : []))
    .sort((a, b) => b - a);
}

const claimPath = (folder: string, number: number): string => join(folder, `lock-${number}`);

/** The owner of a claim; null where it was released, is no claim, or its process is gone. */
async function livingOwner(path: string, clock: Clock): Promise<ProcessMark | null> {
  let mark: ProcessMark;
  let touchedMs: number;
  try {
    const parsed: unknown = JSON.parse(await readFile(path, "utf8"));
    touchedMs = (await stat(path)).mtimeMs;
    if (typeof parsed !== "object" || parsed === null) return null;
    const { pid, started, where } = parsed as Partial<Record<keyof ProcessMark, unknown>>;
    if (typeof pid !== "number" || typeof started !== "string" || typeof where !== "string") return null;
    mark = { pid, started, where };
  } catch {
    return null;
  }
  const lives = markedProcessLives(mark) ?? Math.abs(clock.nowUs() / 1000 - touchedMs) < touchForgottenMs;
  return lives ? mark : null;
}

/** Makes claim `number`; false where another process was faster or has gone past it meanwhile. */
async function claim(folder: string, number: number): Promise<boolean> {
  const draft = join(folder, `lock-draft-${newId()}`);
  await writeFile(draft, JSON.stringify(ownMark()), { mode: 0o600, flush: true });
  try {
    await link(draft, claimPath(folder, number));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  if ((await claimNumbers(folder))[0] === number) return true;
  await rm(claimPath(folder, number), { force: true });
  return false;
}

function held(folder: string, number: number, clock: Clock): FolderLock {
  const path = claimPath(folder, number);
  const touch = setInterval(() => {
    const seconds = clock.nowUs() / 1e6;
    utimes(path, seconds, seconds).catch(() => undefined);
  }, touchEveryMs).unref();
  return {
    folder,
    release: async () => {
      clearInterval(touch);
      // Emptied in one step and kept: the number must never be given out twice.
      const draft = join(folder, `lock-draft-${newId()}`);
      await writeFile(draft, "{}", { mode: 0o600 });
      await rename(draft, path);
    },
  };
}

/** Takes the folder (made with mode 0700 where missing), or says which process has it. */
export async function lockFolder(folder: string, clock: Clock = systemClock): Promise<FolderLock | Problem> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const numbers = await claimNumbers(folder);
      const highest = numbers[0] ?? 0;
      const owner = highest === 0 ? null : await livingOwner(claimPath(folder, highest), clock);
      if (owner !== null)
        return storeProblem(
          "folder-taken",
          `${folder} belongs to process ${owner.pid}${owner.pid === process.pid ? " (this one)" : ""}.`,
        );
      if (!(await claim(folder, highest + 1))) continue;
      // The one before stays, so that a reader who is listing now finds one of the two.
      for (const old of numbers.slice(1)) await rm(claimPath(folder, old), { force: true });
      return held(folder, highest + 1, clock);
    }
    return storeProblem("folder-taken", `${folder} is being taken by other processes at this moment.`);
  } catch (error) {
    return storeProblem("folder-unusable", `${folder}: ${(error as Error).message}`);
  }
}
