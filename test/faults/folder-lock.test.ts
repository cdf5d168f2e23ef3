/**
 * The lock of the data folder between real processes: of several that start at one instant exactly one wins, the
 * others name it, and after kill -9 the folder is free again. Round after round over the same folder, so that
 * each starts over a dead owner's claim.
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

function startTaker(folder: string): { child: ChildProcess; answer: Promise<Answer> } {
  const dist = dirname(dirname(builtPath("store/folder-lock.js")));
  const child = spawn(process.execPath, [program, dist, folder], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const answer = new Promise<Answer>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", (line) =>
      resolve(JSON.parse(line) as Answer),
    );
  });
  return { child, answer };
}

test("of several processes at once exactly one takes the folder, also after kill -9", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bw-takers-"));
  const running: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of running) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  for (let round = 0; round < rounds; round++) {
    const started = Array.from({ length: takers }, () => startTaker(folder));
    running.push(...started.map(({ child }) => child));
    for (const { child } of started) child.send("go");
    const answers = await Promise.all(started.map(({ answer }) => answer));
    const winners = answers.flatMap((answer) => ("won" in answer ? [answer.won] : []));
    expect(winners).toHaveLength(1);
    for (const answer of answers)
      if ("lost" in answer) expect(answer.lost).toContain(`process ${winners[0]}`);
    const winner = started.find(({ child }) => child.pid === winners[0])?.child as ChildProcess;
    const ended = once(winner, "exit");
    winner.kill("SIGKILL");
    await ended;
  }
});
