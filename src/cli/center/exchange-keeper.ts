/**
 * Keeps the order of exchange up to what sources say of indicators: looks every few seconds whether anything changed,
 * and stops with the center. A large import takes a while to go through; clients read on as it goes.
 */
import type { Clock, Log } from "../../base/index.js";
import { indicatorRevision } from "../../intel/index.js";
import { syncClaims, syncMispEvents } from "../../share/index.js";
import type { State } from "../../store/index.js";

const everyMsDefault = 5000;

export interface ExchangeParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two looks. */
  readonly everyMs?: number | undefined;
}

export class ExchangeKeeper {
  readonly #parts: ExchangeParts;
  readonly #timer: NodeJS.Timeout;
  #revision = "";
  readonly #ending = new AbortController();
  #under: Promise<void> | null = null;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.wake(), parts.everyMs ?? everyMsDefault);
    this.#timer.unref();
  }

  /** Looks now, unless it does so already; resolves when it is through. */
  wake(): Promise<void> {
    this.#under ??= this.#sync().finally(() => {
      this.#under = null;
    });
    return this.#under;
  }

  async #sync(): Promise<void> {
    const { state, clock, log } = this.#parts;
    try {
      // Asked for first: what changes meanwhile is looked at the next time.
      const revision = await indicatorRevision(state);
      if (revision === this.#revision) return;
      const { changed, revoked } = await syncClaims(state, clock, this.#ending.signal);
      await syncMispEvents(state, clock, this.#ending.signal);
      if (this.#ending.signal.aborted) return;
      this.#revision = revision;
      if (changed + revoked > 0) log.info({ changed, revoked }, "indicators are ready for exchange");
    } catch (error) {
      log.warn({ error }, "what sources say could not be made ready for exchange; tried again in a moment");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#under;
  }
}
