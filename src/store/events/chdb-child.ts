/**
 * The process chDB lives in: its own, on its main thread, because the library crashes and deadlocks in worker threads
 * and takes its process with it when it fails. Forked by `chdb-process.ts`; when the parent goes, this ends at
 * once without asking the engine, so that a new parent finds the folder free (the engine locks it itself).
 *
 * What must stay true: every session has its memory and time bounds before its first query, and a person's
 * sessions are read only and can't be made otherwise, as the last setting they take is `readonly`.
 */
import { createRequire } from "node:module";
import type { Session } from "chdb";
import type { Answer, Lane, Request, RunRequest } from "./chdb-protocol.js";

/** What the whole engine may take; a query's own bound is below it. The rest of the machine is PostgreSQL's and ours. */
const engineArguments = [
  "--max_server_memory_usage=3000000000",
  "--mark_cache_size=268435456",
  "--logger.level=none",
];

const laneSessions: Readonly<Record<Lane, number>> = { write: 1, read: 3, person: 2 };

const laneSettings: Readonly<Record<Lane, readonly string[]>> = {
  write: ["max_memory_usage = 2000000000", "max_execution_time = 600", "async_insert = 0"],
  read: ["max_memory_usage = 1500000000", "max_execution_time = 30"],
  person: [
    "max_memory_usage = 1000000000",
    "max_execution_time = 30",
    "max_block_size = 2048",
    "max_result_bytes = 67108864",
    "result_overflow_mode = 'break'",
    "readonly = 1",
  ],
};

class LaneSession {
  readonly #session: Session;
  #tail: Promise<unknown> = Promise.resolve();
  waiting = 0;

  constructor(session: Session, settings: readonly string[]) {
    this.#session = session;
    session.query("USE breakwater");
    for (const setting of settings) session.query(`SET ${setting}`);
  }

  run(sql: string, format: string, cancelled: () => boolean): Promise<string> {
    this.waiting++;
    const turn = this.#tail.then(async () => {
      if (cancelled()) throw new Error("Code: 394. Cancelled before it began.");
      try {
        return (await this.#session.queryAsync(sql, { format })).text();
      } catch (error) {
        // What a query had written before it failed stands before the session's next answer: take it away here.
        await this.#session.queryAsync("SELECT 1", { format: "TSV" }).catch(() => undefined);
        throw error;
      }
    });
    const settled = () => {
      this.waiting--;
    };
    this.#tail = turn.then(settled, settled);
    return turn;
  }
}

class ChdbChild {
  readonly #lanes: Readonly<Record<Lane, readonly LaneSession[]>>;
  readonly #control: LaneSession;
  readonly #running = new Set<number>();
  readonly #cancelled = new Set<number>();

  constructor(open: () => Session, schema: readonly string[]) {
    const first = open();
    for (const statement of schema) first.query(statement);
    const lane = (name: Lane) =>
      Array.from({ length: laneSessions[name] }, () => new LaneSession(open(), laneSettings[name]));
    this.#lanes = { write: lane("write"), read: lane("read"), person: lane("person") };
    this.#control = new LaneSession(first, ["max_execution_time = 10"]);
  }

  async version(): Promise<string> {
    const text = await this.#control.run("SELECT version()", "TSV", () => false);
    return text.trim();
  }

  async run(request: RunRequest): Promise<void> {
    const started = performance.now();
    const sessions = this.#lanes[request.lane];
    const session = sessions.reduce((least, next) => (next.waiting < least.waiting ? next : least));
    this.#running.add(request.id);
    try {
      const sql = `${tokenOf(request.id)} ${request.sql}`;
      const text = await session.run(sql, request.format, () => this.#cancelled.has(request.id));
      tell({ kind: "done", id: request.id, text, elapsedMs: performance.now() - started });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tell({ kind: "refused", id: request.id, message, code: Number(/Code: (\d+)/.exec(message)?.[1] ?? 0) });
    } finally {
      this.#running.delete(request.id);
      this.#cancelled.delete(request.id);
    }
  }

  /** From another session, and ASYNC: a KILL that waits for the query never returns. */
  async cancel(id: number): Promise<void> {
    if (!this.#running.has(id)) return;
    this.#cancelled.add(id);
    const sql = `KILL QUERY WHERE startsWith(query, '${tokenOf(id)}') ASYNC`;
    await this.#control.run(sql, "Null", () => false).catch(() => undefined);
  }
}

/** The comment a query begins with, by which it is found among the running ones. */
function tokenOf(id: number): string {
  return `/* breakwater ${id} */`;
}

function tell(answer: Answer): void {
  if (process.connected) process.send?.(answer);
}

function loadChdb(): typeof import("chdb") | string {
  try {
    return createRequire(import.meta.url)("chdb") as typeof import("chdb");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The last word is sent before the process ends. */
function endAfter(answer: Answer): void {
  process.send?.(answer, () => process.exit(1));
}

let child: ChdbChild | null = null;

async function open(folder: string, schema: readonly string[]): Promise<void> {
  const chdb = loadChdb();
  if (typeof chdb === "string") return endAfter({ kind: "unsupported", message: chdb });
  try {
    child = new ChdbChild(() => new chdb.Session(folder, { connectionArgs: engineArguments }), schema);
    tell({ kind: "ready", version: await child.version() });
  } catch (error) {
    endAfter({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

process.on("message", (request: Request) => {
  if (request.kind === "open") void open(request.folder, request.schema);
  else if (request.kind === "status")
    tell({ kind: "status", id: request.id, memoryBytes: process.memoryUsage.rss() });
  else if (request.kind === "run") void child?.run(request);
  else void child?.cancel(request.id);
});

// A signal to the whole terminal group is the parent's to answer: it still has blocks to insert.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
