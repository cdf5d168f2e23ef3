/**
 * The audit chain under kill -9: a program makes changes, several at once, and is killed with its database at random
 * moments. At the next start every change has its entry and every entry its change, what was acknowledged is there,
 * and the whole chain, over all runs, verifies with the key made in the first.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { builtPath } from "../built.js";

const rounds = 5;
const writer = join(dirname(fileURLToPath(import.meta.url)), "audit-writer.mjs");

interface Found {
  readonly people: readonly string[];
  readonly entries: readonly string[];
  readonly verdict: { readonly ok: boolean; readonly entries?: number; readonly checkpoints?: number };
}

interface Running {
  readonly child: ChildProcess;
  readonly found: Promise<Found>;
  readonly acknowledged: string[];
}

function start(folder: string): Running {
  const child = spawn(process.execPath, [writer, dirname(dirname(builtPath("store/index.js"))), folder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const acknowledged: string[] = [];
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const found = new Promise<Found>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const said = JSON.parse(line) as Found | string;
      if (typeof said === "string") acknowledged.push(said);
      else resolve(said);
    });
    child.on("exit", () => reject(new Error(`the writer ended before it opened: ${errors}`)));
  });
  return { child, found, acknowledged };
}

function killServer(folder: string): void {
  try {
    const text = readFileSync(join(folder, "postgres", "cluster", "postmaster.pid"), "utf8");
    process.kill(Number(text.split("\n")[0]), "SIGKILL");
  } catch {
    // It ended by itself between looking and killing.
  }
}

test("entries and changes agree after every kill, and the chain verifies from its first entry", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bw-audit-kill-"));
  let running: Running | undefined;
  onTestFinished(async () => {
    running?.child.kill("SIGKILL");
    killServer(folder);
    await wait(100);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const acknowledged = new Set<string>();
  for (let round = 0; round <= rounds; round++) {
    running = start(folder);
    const { people, entries, verdict } = await running.found;
    expect(entries).toEqual(people);
    expect(verdict).toMatchObject({ ok: true });
    const there = new Set(people);
    expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
    if (round === rounds) {
      console.info(`${acknowledged.size} changes over ${rounds} kills: ${JSON.stringify(verdict)}`);
      expect(verdict.entries ?? 0).toBeGreaterThan(acknowledged.size);
      break;
    }
    const { child, acknowledged: said } = running;
    await expect.poll(() => said.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(10);
    await wait(Math.random() * 150);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    if (round % 2 === 1) killServer(folder);
    await ended;
    for (const id of said) acknowledged.add(id);
  }
});
