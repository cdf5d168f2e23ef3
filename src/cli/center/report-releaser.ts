/** Lets reports go when their time has come: looks every few seconds, and stops with the center. */
import type { Clock, Log } from "../../base/index.js";
import { releaseReports } from "../../share/index.js";
import type { State } from "../../store/index.js";
import { loadCommunity } from "../../warn/index.js";

const everyMs = 3000;

export interface ReleaserParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly onReleased: () => void;
}

export class ReportReleaser {
  readonly #parts: ReleaserParts;
  readonly #timer: NodeJS.Timeout;
  #under: Promise<void> | null = null;

  constructor(parts: ReleaserParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.wake(), everyMs);
    this.#timer.unref();
  }

  /** Looks now: an urgent report does not wait for the next look. */
  wake(): void {
    this.#under ??= this.#release().finally(() => {
      this.#under = null;
    });
  }

  async #release(): Promise<void> {
    const { state, clock, log, onReleased } = this.#parts;
    try {
      const community = await loadCommunity(state.db);
      while ((await releaseReports(state, clock, community)) > 0) onReleased();
    } catch (error) {
      log.warn({ error }, "reports could not be released; tried again in a moment");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#under;
  }
}
