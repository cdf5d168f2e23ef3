/**
 * Several threads over one index. Jobs are given to whichever thread is free, in order of asking; who asks waits
 * while all are busy and the queue is full, so that memory stays bounded. Answers come back to whoever asked, so a
 * source that asks for one portion after the other is acknowledged in its own order.
 *
 * A job that throws, or ends its thread, harms nobody else: the thread is replaced, and the job is done once more on
 * this thread, record by record. Allow lists are asked here, as threads don't have them; rules are asked in the threads,
 * and what they found is in the outcome.
 */
import { Worker } from "node:worker_threads";
import type { Log } from "../../base/index.js";
import type { RecordBatch } from "../../intake/index.js";
import type { BatchMeta, BatchOutcome } from "../../model/index.js";
import { type FinishedBlock, newBlockBuilder, unpackBlock } from "../../store/index.js";
import type { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { detectBatch } from "../outcome.js";
import { RuleRunner, type RuleWork } from "../rule-work.js";
import { batchToMessage } from "./batch-message.js";
import type { ThreadAnswer, ThreadRequest } from "./detect-thread.js";

export interface Detected {
  readonly outcome: BatchOutcome;
  readonly blocks: readonly FinishedBlock[];
}

/** What is asked beside the indicators; threads are sent it once, and jobs say its version. */
interface AskedRules {
  readonly version: number;
  readonly work: RuleWork | null;
}

export interface PoolOptions {
  readonly threads: number;
  readonly index: IndicatorIndex;
  readonly log: Log;
  /** Jobs that wait for a thread before `detect` makes its caller wait; two a thread where left out. */
  readonly waitingMax?: number;
}

interface Job {
  readonly id: number;
  readonly batches: readonly RecordBatch[];
  readonly meta: BatchMeta;
  readonly withEvents: boolean;
  readonly done: (detected: Detected) => void;
  readonly failed: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | null;
  /** What its job asks. */
  asked: AskedRules;
}

/** A thread that ends more often than this in a row is not started again; the others, or this one, do the work. */
const restartsMax = 5;

export class DetectPool {
  readonly #log: Log;
  readonly #waitingMax: number;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Job[] = [];
  #room: (() => void)[] = [];
  #index: IndicatorIndex;
  #rules: AskedRules = { version: 0, work: null };
  /** Of this thread, made when it is first needed. */
  #runner: RuleRunner | null = null;
  #nextId = 1;
  #restarts = 0;
  #closed = false;

  constructor({ threads, index, log, waitingMax }: PoolOptions) {
    this.#index = index;
    this.#log = log;
    this.#waitingMax = waitingMax ?? threads * 2;
    for (let i = 0; i < threads; i++) this.#start();
  }

  get threads(): number {
    return this.#threads.size;
  }

  /** From the next job on, threads look at this index. */
  lookAt(index: IndicatorIndex): void {
    this.#index = index;
    for (const { worker } of this.#threads) this.#tell(worker, { kind: "index", index: index.shared });
  }

  /** From the next job on, these rules are asked as well; none with null. */
  askRules(work: RuleWork | null): void {
    if (work === this.#rules.work) return;
    this.#rules = { version: this.#rules.version + 1, work };
    this.#runner = null;
    for (const { worker } of this.#threads) this.#tellRules(worker);
  }

  /** Detection for one body or portion. With `withEvents`, its events come as blocks for the spool. */
  async detect(batches: readonly RecordBatch[], meta: BatchMeta, withEvents: boolean): Promise<Detected> {
    while (this.#waiting.length >= this.#waitingMax && this.#threads.size > 0 && !this.#closed)
      await new Promise<void>((resolve) => this.#room.push(resolve));
    if (this.#threads.size === 0) return this.#here(batches, meta, withEvents);
    const detected = await new Promise<Detected>((done, failed) => {
      this.#waiting.push({ id: this.#nextId++, batches, meta, withEvents, done, failed });
      this.#hand();
    }).catch((error: unknown) => {
      if (this.#closed) throw error;
      this.#log.error(
        { batch: meta.id, error: String(error) },
        "a batch failed in its thread; it is done again",
      );
      return this.#here(batches, meta, withEvents);
    });
    return { ...detected, outcome: this.#index.withAllowed(detected.outcome) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const ending = [...this.#threads].map(({ worker, job }) => {
      job?.failed(new Error("the pool was closed"));
      return worker.terminate();
    });
    this.#threads.clear();
    for (const job of this.#waiting.splice(0)) job.failed(new Error("the pool was closed"));
    this.#wake();
    await Promise.all(ending);
  }

  /** Does a job in this thread. */
  #here(batches: readonly RecordBatch[], meta: BatchMeta, withEvents: boolean): Detected {
    const builder = newBlockBuilder();
    const { work } = this.#rules;
    if (work !== null) this.#runner ??= new RuleRunner(work);
    const outcome = detectBatch(
      batches,
      this.#index,
      meta,
      withEvents ? builder : undefined,
      this.#runner ?? undefined,
    );
    return { outcome, blocks: builder.finish() };
  }

  #start(): void {
    const worker = new Worker(new URL("./detect-thread.js", import.meta.url));
    const thread: Thread = { worker, job: null, asked: this.#rules };
    this.#threads.add(thread);
    this.#tell(worker, { kind: "index", index: this.#index.shared });
    if (this.#rules.version > 0) this.#tellRules(worker);
    worker.on("message", (answer: ThreadAnswer) => this.#answered(thread, answer));
    worker.on("error", (error) => this.#ended(thread, error));
    worker.on("exit", (code) => this.#ended(thread, new Error(`the thread ended with ${code}`)));
    worker.unref();
  }

  #tell(worker: Worker, request: ThreadRequest): void {
    worker.postMessage(request);
  }

  #tellRules(worker: Worker): void {
    const { version, work } = this.#rules;
    this.#tell(worker, { kind: "rules", version, work });
  }

  #hand(): void {
    for (const thread of this.#threads) {
      if (thread.job !== null) continue;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      thread.job = job;
      this.#send(thread, job);
      this.#wake();
    }
  }

  /** A batch that can't be sent fails at once, and its thread is free again. */
  #send(thread: Thread, job: Job): void {
    thread.asked = this.#rules;
    try {
      this.#tell(thread.worker, {
        kind: "job",
        id: job.id,
        batches: job.batches.map(batchToMessage),
        meta: job.meta,
        withEvents: job.withEvents,
        rulesVersion: thread.asked.version,
      });
    } catch (error) {
      thread.job = null;
      job.failed(error);
    }
  }

  /** Whoever waits for room looks again. */
  #wake(): void {
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }

  #answered(thread: Thread, answer: ThreadAnswer): void {
    const job = thread.job;
    if (job === null || job.id !== answer.id) return;
    thread.job = null;
    if ("error" in answer) job.failed(new Error(answer.error));
    else {
      this.#restarts = 0;
      const { outcome, blocks } = answer;
      job.done({ outcome, blocks: blocks.map(unpackBlock) });
    }
    this.#hand();
  }

  #ended(thread: Thread, error: Error): void {
    if (!this.#threads.delete(thread) || this.#closed) return;
    this.#log.error({ error: error.message }, "a detection thread ended");
    if (++this.#restarts <= restartsMax) this.#start();
    thread.job?.failed(error);
    if (this.#threads.size === 0)
      for (const job of this.#waiting.splice(0)) job.failed(new Error("no detection thread is left"));
    this.#wake();
    this.#hand();
  }
}
