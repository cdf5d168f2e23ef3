/**
 * The parent's side of the chDB child: starts it, gives each request an id and a time, starts it again with growing
 * pauses when it dies, and kills it when it no longer answers. A request that was under way when the child
 * died is rejected with `Interrupted`: whether an insert took place is then unknown, and the drainer asks
 * `has` before it sends the block again.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Log, Refusal } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import type { Answer, Lane, Request, RunRequest } from "./chdb-protocol.js";

/** The engine refused a statement: its own code and sentence. */
export class EngineError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = "EngineError";
    this.code = code;
  }
}

/** Waiting requests, over all lanes; more means that callers do not wait for answers. */
const waitingMax = 512;
const pauseMsMin = 100;
const pauseMsMax = 10_000;
/** Beyond the engine's own bounds of 30 and 600 seconds: then it hangs. */
const laneMsMax: Readonly<Record<Lane, number>> = { write: 660_000, read: 45_000, person: 45_000 };

interface Waiting {
  readonly resolve: (answer: Extract<Answer, { id: number }>) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export interface ChdbProcessOptions {
  readonly folder: string;
  readonly schema: readonly string[];
  readonly log: Log;
  /** The child's program, where it is not the built one. */
  readonly program?: string;
}

type Phase = "starting" | "ready" | "unsupported" | "closed";

export class ChdbProcess {
  readonly #options: ChdbProcessOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #readyListeners = new Set<() => void>();
  #child: ChildProcess | null = null;
  #phase: Phase = "starting";
  #nextId = 1;
  #pauseMs = pauseMsMin;
  #timer: NodeJS.Timeout | null = null;
  /** The last the child wrote on stderr. */
  #said = "";
  #failure = "";
  restarts = 0;
  version = "";
  /** Why it is not ready, the last that was heard. */
  detail = "";

  constructor(options: ChdbProcessOptions) {
    this.#options = options;
    this.#start();
  }

  get phase(): Phase {
    return this.#phase;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when it is ready or will never be, or after `ms`. */
  settled(ms: number): Promise<void> {
    if (this.#phase !== "starting") return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#readyListeners.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      this.#readyListeners.add(finish);
    });
  }

  async run(
    lane: Lane,
    sql: string,
    format: RunRequest["format"],
    signal?: AbortSignal,
  ): Promise<{ text: string; elapsedMs: number }> {
    if (this.#phase === "starting") await this.settled(10_000);
    const id = this.#nextId++;
    const cancel = () => this.#send({ kind: "cancel", id });
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      const pending = this.#ask({ kind: "run", id, lane, sql, format }, laneMsMax[lane]);
      if (signal?.aborted) cancel();
      const answer = await pending;
      if (answer.kind === "refused") throw new EngineError(answer.code, answer.message);
      return answer.kind === "done" ? answer : { text: "", elapsedMs: 0 };
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  async memoryBytes(): Promise<number> {
    const answer = await this.#ask({ kind: "status", id: this.#nextId++ }, 10_000);
    return answer.kind === "status" ? answer.memoryBytes : 0;
  }

  /** Ends the child without waiting for queries; what was inserted and answered is synced. */
  async close(): Promise<void> {
    this.#phase = "closed";
    if (this.#timer !== null) clearTimeout(this.#timer);
    const child = this.#child;
    this.#child = null;
    this.#rejectAll("The event store was closed.");
    this.#announce();
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.kill("SIGKILL");
    });
  }

  #start(): void {
    this.#timer = null;
    this.#said = "";
    this.#failure = "";
    const child = fork(this.#options.program ?? childProgram(), [], {
      // Nothing of our own environment: it may hold secrets, and the engine reads files by name.
      env: { UV_THREADPOOL_SIZE: "16", TZ: "UTC" },
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    child.stderr?.on("data", (chunk: Buffer) => {
      // Why a folder can't be opened stands only here.
      const text = chunk.toString().trim();
      this.#said = `${this.#said} ${text}`.trim().slice(0, 1000);
      this.#options.log.debug({ text: text.slice(0, 1000) }, "chdb");
    });
    child.on("message", (answer: Answer) => this.#heard(child, answer));
    child.on("error", (error) => {
      this.detail = error.message;
    });
    child.on("close", (code, signal) => this.#ended(child, signal ?? `code ${code}`));
    this.#send({ kind: "open", folder: this.#options.folder, schema: this.#options.schema });
  }

  #heard(child: ChildProcess, answer: Answer): void {
    if (child !== this.#child) return;
    if (answer.kind === "ready") {
      this.#phase = "ready";
      this.#pauseMs = pauseMsMin;
      this.version = answer.version;
      this.detail = "";
      this.#announce();
    } else if (answer.kind === "unsupported") {
      this.#phase = "unsupported";
      this.detail = answer.message;
      this.#announce();
    } else if (answer.kind === "failed") {
      this.#failure = answer.message;
    } else {
      const waiting = this.#waiting.get(answer.id);
      if (waiting === undefined) return;
      this.#waiting.delete(answer.id);
      clearTimeout(waiting.timer);
      waiting.resolve(answer);
    }
  }

  #ended(child: ChildProcess, how: string): void {
    if (child !== this.#child) return;
    this.#child = null;
    this.#rejectAll(`The engine's process ended (${how}).`);
    if (this.#phase === "closed" || this.#phase === "unsupported") return;
    this.#phase = "starting";
    this.restarts++;
    this.detail = `${this.#failure || `The engine's process ended (${how}).`} ${this.#said}`.trim();
    this.#options.log.warn(
      { how, detail: this.detail, pauseMs: this.#pauseMs },
      "the event engine ended; starting it again",
    );
    this.#timer = setTimeout(() => this.#start(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, pauseMsMax);
  }

  #ask(request: Extract<Request, { id: number }>, ms: number): Promise<Extract<Answer, { id: number }>> {
    if (this.#phase !== "ready") return Promise.reject(unavailable(this.detail || "It is being started."));
    if (this.#waiting.size >= waitingMax)
      return Promise.reject(unavailable("Too many requests are waiting."));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        // The engine's own time bounds did not end it: the process hangs, and only a new one helps.
        this.#failure = `A request was not answered within ${ms} ms.`;
        this.#child?.kill("SIGKILL");
      }, ms);
      this.#waiting.set(request.id, { resolve, reject, timer });
      this.#send(request);
    });
  }

  #send(request: Request): void {
    const child = this.#child;
    if (child?.connected) child.send(request, () => undefined);
  }

  #rejectAll(sentence: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(unavailable(sentence));
    }
  }

  #announce(): void {
    for (const listener of [...this.#readyListeners]) listener();
  }
}

function unavailable(detail: string): Refusal {
  return new Refusal(storeProblem("events-unavailable", detail));
}

/** The built file beside this one; from the sources (tests), the one in `dist/`, as a child can't run TypeScript. */
export function childProgram(): string {
  const own = fileURLToPath(new URL("./chdb-child.js", import.meta.url));
  return import.meta.url.endsWith(".ts") ? own.replace(/([\\/])src([\\/]store[\\/])/, "$1dist$2") : own;
}
