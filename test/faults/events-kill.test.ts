/**
 * kill -9 while events are written, at a random moment: the center's process, the event engine's, or both. Then
 * everything that was acknowledged is there, once, whole, in the next process. What was not acknowledged may be
 * there or not, but never in part.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { builtPath } from "../built.js";
import { times } from "../whole.js";

const rounds = times(12, 33);
const writer = fileURLToPath(new URL("./events-writer.mjs", import.meta.url));

type Told =
  | { readonly kind: "start"; readonly wrong: unknown; readonly replayed: number }
  | { readonly kind: "engine"; readonly pid: number }
  | {
      readonly kind: "put" | "stored" | "duplicate" | "refused";
      readonly id: string;
      readonly problem: unknown;
    }
  | {
      readonly kind: "all";
      readonly rows: readonly (readonly [string, number, number])[];
      readonly count: number;
      readonly depth: { readonly batches: number };
    }
  | { readonly kind: "projected"; readonly count: number };

class Writer {
  readonly #process: ChildProcess;
  readonly #watchers = new Set<(told: Told) => void>();
  readonly ended: Promise<void>;
  readonly told: Told[] = [];
  errors = "";
  engine = 0;

  constructor(folder: string, round: number, mode: "write" | "check", retry: readonly string[]) {
    this.#process = spawn(
      process.execPath,
      [writer, folder, dirname(dirname(builtPath("store/index.js"))), String(round), mode],
      {
        env: { RETRY: retry.join(",") },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.ended = new Promise((resolve) => this.#process.once("close", () => resolve()));
    let rest = "";
    this.#process.stdout?.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#heard(JSON.parse(line) as Told);
    });
    this.#process.stderr?.on("data", (chunk: Buffer) => {
      this.errors += chunk.toString();
    });
  }

  #heard(told: Told): void {
    this.told.push(told);
    if (told.kind === "engine") this.engine = told.pid;
    for (const watcher of this.#watchers) watcher(told);
  }

  /** Resolves at the first of this kind from now on; false where the process ended before. */
  next(kind: Told["kind"]): Promise<boolean> {
    return new Promise((resolve) => {
      const watcher = (told: Told) => {
        if (told.kind !== kind) return;
        this.#watchers.delete(watcher);
        resolve(true);
      };
      this.#watchers.add(watcher);
      void this.ended.then(() => resolve(false));
    });
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  killEngine(): void {
    try {
      if (this.engine > 0) process.kill(this.engine, "SIGKILL");
    } catch {
      // It was gone already.
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let folder = "";

afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** One round: start, let it write, kill as `how` says, and hear what it said by then. */
async function killOnce(
  round: number,
  how: "center" | "engine" | "both",
  retry: readonly string[],
): Promise<Writer> {
  const running = new Writer(folder, round, "write", retry);
  expect(await running.next("stored"), running.errors).toBe(true);
  await pause(Math.random() * 350);
  if (how !== "center") running.killEngine();
  if (how === "engine") await pause(100 + Math.random() * 900);
  running.kill();
  await running.ended;
  return running;
}

test(`${rounds} rounds of kill -9: what was acknowledged is there exactly once`, async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-kill-"));
  const acknowledged = new Set<string>();
  let unheard: readonly string[] = [];
  let replays = 0;
  for (let round = 0; round < rounds; round++) {
    const how = (["center", "both", "engine"] as const)[round % 3] ?? "center";
    const { told } = await killOnce(round, how, unheard);
    const put = new Set<string>();
    for (const one of told) {
      if (one.kind === "start") expect(one.wrong, `partial or doubled batches at round ${round}`).toEqual([]);
      if (one.kind === "start" && one.replayed > 0) replays++;
      if (one.kind === "put") put.add(one.id);
      if (one.kind === "refused") expect.unreachable(`a put was refused: ${JSON.stringify(one.problem)}`);
      if (one.kind === "stored" || one.kind === "duplicate") acknowledged.add(one.id);
    }
    unheard = [...put].filter((id) => !acknowledged.has(id));
  }

  const last = new Writer(folder, rounds, "check", []);
  await last.ended;
  const all = last.told.find((told) => told.kind === "all");
  expect(all, last.errors).toBeDefined();
  const rowsOf = (id: string) => Number(id.split("-")[2]);
  const found = new Map((all?.kind === "all" ? all.rows : []).map(([id, rows, ids]) => [id, [rows, ids]]));
  for (const id of acknowledged) expect([id, found.get(id)]).toEqual([id, [rowsOf(id), rowsOf(id)]]);
  for (const [id, counts] of found) expect([id, counts]).toEqual([id, [rowsOf(id), rowsOf(id)]]);
  expect(all).toMatchObject({ depth: { batches: 0 } });
  // The projection counts what the table holds: nothing was lost between the two.
  const projected = last.told.find((told) => told.kind === "projected");
  expect(projected).toMatchObject({ count: all?.kind === "all" ? all.count : -1 });
  // One at least in each round, more where the machine has time.
  expect(acknowledged.size).toBeGreaterThan(rounds);
  expect(replays, "rounds that began with a spool to replay").toBeGreaterThan(rounds / 4);
  console.log(
    `${rounds} kills, ${acknowledged.size} acknowledged batches, ${found.size} stored, ${replays} replays`,
  );
});
