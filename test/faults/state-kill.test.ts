/**
 * State under kill -9: a program writes and says each acknowledged commit; it, the database's server, one of the
 * server's processes or all of them are killed at random. At the next start everything acknowledged is there, no
 * transaction is half there, and the folder opens by itself.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { builtPath } from "../built.js";
import { times } from "../whole.js";

const writer = join(dirname(fileURLToPath(import.meta.url)), "state-writer.mjs");

interface Found {
  readonly found: readonly number[];
  readonly partial: number;
  readonly notes: readonly string[];
}

interface Running {
  readonly child: ChildProcess;
  readonly found: Promise<Found>;
  /** Numbers acknowledged so far, grown while it runs. */
  readonly acknowledged: number[];
}

function start(folder: string, form: string): Running {
  const child = spawn(
    process.execPath,
    [writer, dirname(dirname(builtPath("store/index.js"))), folder, form],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const acknowledged: number[] = [];
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const found = new Promise<Found>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const said = JSON.parse(line) as Found | number;
      if (typeof said === "number") acknowledged.push(said);
      else resolve(said);
    });
    child.on("exit", () => reject(new Error(`the writer ended before it opened: ${errors}`)));
  });
  return { child, found, acknowledged };
}

function postmasterPid(folder: string): number {
  const text = readFileSync(join(folder, "postgres", "cluster", "postmaster.pid"), "utf8");
  return Number(text.split("\n")[0]);
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself between looking and killing.
  }
}

/** Whom a round kills: the writer always in the end, the server's processes before it where named. */
const victims = ["writer", "all", "server", "writer", "all", "one-of-server"] as const;

async function killRound(running: Running, folder: string, victim: (typeof victims)[number]): Promise<void> {
  const ended = once(running.child, "exit");
  if (victim !== "writer") {
    const server = postmasterPid(folder);
    const children = childrenOf(server);
    if (victim === "all") for (const pid of [running.child.pid as number, server, ...children]) kill(pid);
    if (victim === "server") kill(server);
    if (victim === "one-of-server") kill(children[Math.floor(Math.random() * children.length)] ?? server);
    const before = running.acknowledged.length;
    // The program goes on by itself once its server is back.
    if (victim !== "all")
      await expect
        .poll(() => running.acknowledged.length, { timeout: 20_000, interval: 10 })
        .toBeGreaterThan(before + 3);
  }
  kill(running.child.pid as number);
  await ended;
}

/** Kills everything that still runs for the folder, and removes it. */
async function clean(folder: string): Promise<void> {
  try {
    const server = postmasterPid(folder);
    for (const pid of [...childrenOf(server), server]) kill(pid);
    await wait(100);
  } catch {
    // No server ran.
  }
  await rm(folder, { recursive: true, force: true });
}

/** Twice through all victims of the one; the other has one victim, and takes long to start. */
const roundsOf = { postgres: times(12, 30), pglite: times(8, 30) };

async function trial(form: "postgres" | "pglite", victimOf: (round: number) => (typeof victims)[number]) {
  const rounds = roundsOf[form];
  const folder = await mkdtemp(join(tmpdir(), "bw-kill-"));
  let running: Running | undefined;
  onTestFinished(async () => {
    running?.child.kill("SIGKILL");
    await clean(folder);
  });
  const acknowledged = new Set<number>();
  let adopted = 0;
  for (let round = 0; round <= rounds; round++) {
    running = start(folder, form);
    const { found, partial, notes } = await running.found;
    const there = new Set(found);
    expect([...acknowledged].filter((n) => !there.has(n))).toEqual([]);
    expect(partial).toBe(0);
    if (notes.some((note) => note.startsWith("Adopted"))) adopted++;
    const { acknowledged: said } = running;
    await expect.poll(() => said.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
    await wait(Math.random() * 150);
    await killRound(running, folder, victimOf(round));
    for (const n of said) acknowledged.add(n);
  }
  console.info(
    `${form}: ${acknowledged.size} acknowledged over ${rounds} kills, none lost; adopted ${adopted}`,
  );
  return { adopted };
}

test("the bundled PostgreSQL keeps every acknowledged commit over kills", async () => {
  const { adopted } = await trial("postgres", (round) => victims[round % victims.length] as "writer");
  expect(adopted).toBeGreaterThan(0);
});

test("PGlite keeps every acknowledged commit over kills", async () => {
  await trial("pglite", () => "writer");
});
