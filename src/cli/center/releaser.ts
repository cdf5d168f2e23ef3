/** Lets things go when their time has come: looks every few seconds, and stops with the center. */
import type { Log } from "../../base/index.js";

const everyMs = 3000;

export interface ReleaserParts {
  readonly log: Log;
  /** In the log: `reports`. */
  readonly what: string;
  /** Lets some go whose time has come; false where there were none. */
  readonly releaseSome: () => Promise<boolean>;
}

export class Releaser {
  readonly #parts: ReleaserParts;
  readonly #timer: NodeJS.Timeout;
  #isClosing = false;
  #under: Promise<void> | null = null;

  constructor(parts: ReleaserParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.wake(), everyMs);
    this.#timer.unref();
  }

  /** Looks now: what is urgent does not wait for the next look. */
  wake(): void {
    this.#under ??= this.#release().finally(() => {
      this.#under = null;
    });
  }

  async #release(): Promise<void> {
    const { log, what, releaseSome } = this.#parts;
    try {
      while (!this.#isClosing && (await releaseSome()));
    } catch (error) {
      log.warn({ error }, `${what} could not be released; tried again in a moment`);
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    await this.#under;
  }
}
