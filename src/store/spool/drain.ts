/**
 * The drainer: takes acknowledged batches oldest first, has their consequences applied, inserts their blocks, and
 * then lets the files go. The two do not wait for one another: a warning must not hang on a merge in the
 * event store. Each is tried again on its own, with growing pauses. What can't be applied for what is in it is set
 * aside after some tries: it must hold up nothing that others sent.
 *
 * Exactly once, at a kill of any process at any point: consequences are idempotent by the batch's id (their
 * transaction writes it), and a block whose insert may have happened (it was there at start, or an insert of
 * it failed without an answer) is sent only if its first row is absent. One insert is one part, all or
 * nothing, so the first row speaks for all of them.
 */
import type { Clock, Log } from "../../base/index.js";
import type { BatchOutcome } from "../../model/index.js";
import type { EventStore } from "../events/event-store.js";
import {
  type BatchWork,
  type DrainLimits,
  defaultDrainLimits,
  isOfContent,
  newWork,
  pauseAfter,
} from "./drain-work.js";
import { insertDue, nextInsertMs } from "./insert-blocks.js";
import type { Spool, SpooledBatch } from "./spool.js";

export interface DrainerOptions {
  readonly spool: Spool;
  /** Null where nobody keeps events: they go with the consequences done. */
  readonly events: EventStore | null;
  /** Idempotent by the batch's id: called again after a kill, and after it threw. */
  readonly consequences: (outcome: BatchOutcome, batch: SpooledBatch) => Promise<void>;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: Partial<DrainLimits>;
}

export interface DrainFigures {
  readonly batches: number;
  readonly inserts: number;
  readonly insertedRows: number;
  /** Blocks that a replay found in the store already. */
  readonly foundBlocks: number;
  readonly failures: number;
  /** The last sentence of a failure, empty when all went well since. */
  readonly lastFailure: string;
}

export interface Drainer {
  /** Resolves when nothing is pending (with the form `none`: when all consequences are done). Does not wait to gather rows. */
  idle(): Promise<void>;
  figures(): DrainFigures;
  /** Ends after what is under way; what is pending stays in the spool. */
  close(): Promise<void>;
}

export function openDrainer(options: DrainerOptions): Drainer {
  return new SpoolDrainer(options);
}

class SpoolDrainer implements Drainer {
  readonly #options: DrainerOptions;
  readonly #limits: DrainLimits;
  readonly #work = new Map<string, BatchWork>();
  readonly #figures = {
    batches: 0,
    inserts: 0,
    insertedRows: 0,
    foundBlocks: 0,
    failures: 0,
    lastFailure: "",
  };
  readonly #unsubscribe: () => void;
  readonly #loops: readonly Promise<void>[];
  readonly #unapplied = new Set<BatchWork>();
  readonly #idlers = new Set<() => void>();
  #wakers: (() => void)[] = [];
  /** Counts wakes, so that one between looking and sleeping is not missed. */
  #wakes = 0;
  #closed = false;

  constructor(options: DrainerOptions) {
    this.#options = options;
    this.#limits = { ...defaultDrainLimits, ...options.limits };
    this.#unsubscribe = options.spool.onStored((batch) => this.#takeUp(batch));
    for (const batch of options.spool.pending()) this.#takeUp(batch);
    const { events } = options;
    const inserting = events === null || events.form === "none" ? [] : [this.#insertLoop(events)];
    this.#loops = [this.#consequencesLoop(), ...inserting];
  }

  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idlers.add(resolve);
      this.#wake();
    });
  }

  figures(): DrainFigures {
    return { ...this.#figures };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#wake();
    await Promise.all(this.#loops);
    for (const resolve of this.#idlers) resolve();
    this.#idlers.clear();
  }

  #takeUp(batch: SpooledBatch): void {
    if (this.#work.has(batch.id)) return;
    const { clock, events } = this.#options;
    const work = newWork(batch, clock.monotonicMs(), events === null);
    this.#work.set(batch.id, work);
    this.#unapplied.add(work);
    this.#wake();
  }

  async #consequencesLoop(): Promise<void> {
    while (!this.#closed) {
      const wakes = this.#wakes;
      const now = this.#options.clock.monotonicMs();
      const { next, waitMs } = firstDue(this.#unapplied, now);
      if (next === null) {
        await this.#sleep(waitMs, wakes);
        continue;
      }
      try {
        await this.#options.consequences(await next.batch.outcome(), next.batch);
        next.applied = true;
        this.#unapplied.delete(next);
        await this.#finish(next);
      } catch (error) {
        next.failures++;
        if (isOfContent(error) && ++next.contentFailures >= this.#limits.contentTriesMax) {
          await this.#giveUp(next, error);
          continue;
        }
        next.retryAtMs = this.#options.clock.monotonicMs() + pauseAfter(next.failures, this.#limits);
        this.#failed(error, next.batch.id, "the consequences of a batch could not be stored; trying again");
      }
    }
  }

  /** Its consequences are tried no more; it is set aside as soon as its events are stored. */
  async #giveUp(work: BatchWork, error: unknown): Promise<void> {
    this.#failed(error, work.batch.id, "the consequences of a batch can't be stored for what is in it");
    work.givenUp = true;
    this.#unapplied.delete(work);
    await this.#finish(work);
  }

  async #insertLoop(events: EventStore): Promise<void> {
    const { clock } = this.#options;
    while (!this.#closed) {
      const wakes = this.#wakes;
      const hurry = this.#idlers.size > 0;
      const works = [...this.#work.values()];
      const step = { events, limits: this.#limits, nowMs: clock.monotonicMs(), hurry };
      const result = await insertDue(works, step);
      if (result === null) {
        await this.#sleep(nextInsertMs(works, step), wakes);
        continue;
      }
      this.#figures.inserts += result.insertedRows > 0 ? 1 : 0;
      this.#figures.insertedRows += result.insertedRows;
      this.#figures.foundBlocks += result.foundBlocks;
      if (result.error !== null) {
        this.#failed(
          result.error,
          result.works[0]?.batch.id ?? "",
          "events could not be inserted; trying again",
        );
      }
      for (const work of result.works) await this.#finish(work);
    }
  }

  /** Lets the files go when both are done. */
  async #finish(work: BatchWork): Promise<void> {
    const done = (work.applied || work.givenUp) && work.blocks.every((block) => block.inserted);
    if (done && !work.finished) {
      work.finished = true;
      await this.#letGo(work).catch((error: unknown) => {
        // The files stay until the next start, which finds their rows in the store.
        this.#options.log.warn({ error: String(error) }, "files of the spool could not be removed");
      });
      this.#work.delete(work.batch.id);
      this.#figures.batches++;
      if (this.#work.size === 0) this.#figures.lastFailure = "";
    }
    if (!this.#isIdle()) return;
    for (const resolve of this.#idlers) resolve();
    this.#idlers.clear();
  }

  async #letGo({ batch, givenUp }: BatchWork): Promise<void> {
    if (!givenUp) return this.#options.spool.done(batch.id);
    const path = await this.#options.spool.setAside(batch.id);
    this.#options.log.error(
      { batch: batch.id, path },
      "a batch was set aside: what it should have warned of is not told; report this with the file, and after an update " +
        "move the file back into the spool's folder and start again",
    );
  }

  #isIdle(): boolean {
    return this.#options.events?.form === "none" ? this.#unapplied.size === 0 : this.#work.size === 0;
  }

  #failed(error: unknown, batch: string, sentence: string): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#figures.failures++;
    this.#figures.lastFailure = detail;
    this.#options.log.warn({ batch, detail }, sentence);
  }

  #wake(): void {
    this.#wakes++;
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const waker of wakers) waker();
  }

  /** Until woken, or `ms` have passed; not at all where it was woken since `wakes` was read. */
  #sleep(ms: number | null, wakes: number): Promise<void> {
    if (wakes !== this.#wakes) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, Math.max(1, Math.ceil(ms)));
      this.#wakers.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** The oldest batch that may be tried now, or how long until one may (null: none waits). */
function firstDue(
  works: Iterable<BatchWork>,
  nowMs: number,
): { next: BatchWork | null; waitMs: number | null } {
  let waitMs: number | null = null;
  for (const work of works) {
    if (work.retryAtMs <= nowMs) return { next: work, waitMs: null };
    waitMs = Math.min(waitMs ?? Number.POSITIVE_INFINITY, work.retryAtMs - nowMs);
  }
  return { next: null, waitMs };
}
