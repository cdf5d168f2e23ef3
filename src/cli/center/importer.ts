/**
 * Imports indicators and allow lists into a running center, one import at a time: it is started, goes on by
 * itself, and can be asked how far it is. When it ends, the index is renewed and detection knows them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ImportState } from "../../api/index.js";
import { type Clock, type Log, Problem } from "../../base/index.js";
import { type ImportOptions, importFeed } from "../../intel/index.js";
import type { State } from "../../store/index.js";

export interface ImporterParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly onDone: () => Promise<void>;
}

const closeMsMax = 10_000;
const nothing: ImportState = { state: "none", entries: 0, report: null, problem: null };

export class Importer {
  readonly #parts: ImporterParts;
  #state: ImportState = nothing;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: ImporterParts) {
    this.#parts = parts;
  }

  get state(): ImportState {
    return this.#state;
  }

  /** Null where it started; an import that is under way is not disturbed. */
  start(options: ImportOptions): ImportState | null {
    if (this.#state.state === "running") return null;
    this.#state = { ...nothing, state: "running" };
    this.#running = this.#run(options);
    return this.#state;
  }

  /** Waits for what is under way, but not for ever: what it has stored stays, and it can be run again. */
  async close(): Promise<void> {
    const patience = new AbortController();
    await Promise.race([
      this.#running,
      sleep(closeMsMax, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
  }

  async #run(options: ImportOptions): Promise<void> {
    const { state, clock, log, onDone } = this.#parts;
    try {
      const report = await importFeed(state, clock, {
        ...options,
        onProgress: (entries) => {
          this.#state = { ...this.#state, entries };
        },
      });
      if (report instanceof Problem) {
        this.#state = { ...this.#state, state: "failed", problem: report.toJSON() };
        return;
      }
      await onDone();
      log.info({ entries: report.entries, new: report.new, refused: report.refused }, "indicators imported");
      this.#state = { state: "done", entries: report.entries, report, problem: null };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      log.error({ detail }, "an import failed");
      const problem = {
        code: "intel.import-failed",
        title: "The import failed",
        detail,
        hint: "What it had stored stays; run it again.",
      };
      this.#state = { ...this.#state, state: "failed", problem };
    }
  }
}
