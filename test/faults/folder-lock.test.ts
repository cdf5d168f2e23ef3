/**
 * The lock of the data folder between real processes: of several that start at one instant exactly one wins, the
 * others name it, and after kill -9 the folder is free again. Round after round over the same folder, so that
 * each starts over a dead owner's claim; who lost tries again beside one that is new.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { builtPath } from "../built.js";

const takers = 5;
const rounds = 8;
const program = join(dirname(fileURLToPath(import.meta.url)), "lock-taker.mjs");

type Answer = { readonly won: number } | { readonly lost: string };

interface Taker {
  readonly child: ChildProcess;
  /** What it says next: that it is ready, then an answer to each message. */
  next(): Promise<Answer | "ready">;
}

function startTaker(folder: string): Taker {
  const dist = dirname(dirname(builtPath("store/folder-lock.js")));
  const child = spawn(process.execPath, [program, dist, folder], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return {
    child,
    next: async () => {
      const line = await lines.next();
      if (line.done) throw new Error(`taker ${child.pid} ended without a word`);
      return JSON.parse(line.value) as Answer | "ready";
    },
  };
}

test("of several processes at once exactly one takes the folder, also after kill -9", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bw-takers-"));
  let running: Taker[] = [];
  onTestFinished(async () => {
    for (const { child } of running) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  for (let round = 0; round < rounds; round++) {
    const fresh = Array.from({ length: takers - running.length }, () => startTaker(folder));
    running.push(...fresh);
    for (const ready of await Promise.all(fresh.map((taker) => taker.next()))) expect(ready).toBe("ready");
    for (const { child } of running) child.send("go");
    const answers = (await Promise.all(running.map((taker) => taker.next()))) as Answer[];
    const winners = answers.flatMap((answer) => ("won" in answer ? [answer.won] : []));
    expect(winners).toHaveLength(1);
    for (const answer of answers)
      if ("lost" in answer) expect(answer.lost).toContain(`process ${winners[0]}`);
    const winner = running.find(({ child }) => child.pid === winners[0]) as Taker;
    const ended = once(winner.child, "exit");
    winner.child.kill("SIGKILL");
    await ended;
    running = running.filter((taker) => taker !== winner);
  }
});
