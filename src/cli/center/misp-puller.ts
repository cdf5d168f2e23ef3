/**
 * Reads the other MISP feeds that are set up, each when it is due, one after another; stops with the center. What came
 * goes into the index like an import.
 */
import type { Clock, Log, Problem } from "../../base/index.js";
import {
  askFeed,
  dueUs,
  type FeedState,
  type OtherFeed,
  pullFeed,
  readFeeds,
  shareProblem,
} from "../../share/index.js";
import type { State } from "../../store/index.js";

const everyMs = 10_000;

export interface MispPullerParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly feeds: readonly OtherFeed[];
  /** After indicators were new or changed. */
  readonly onTaken: () => Promise<void>;
}

export class MispPuller {
  readonly #parts: MispPullerParts;
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  #under: Promise<void> = Promise.resolve();
  #isLooking = false;

  constructor(parts: MispPullerParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), everyMs);
    this.#timer.unref();
  }

  feeds(): Promise<readonly FeedState[]> {
    return readFeeds(this.#parts.state, this.#parts.feeds);
  }

  /** Reads one feed now, after what is under way; answers how many events were new, changed or gone. */
  async pull(name: string): Promise<number | Problem> {
    const feed = this.#parts.feeds.find((each) => each.name === name);
    if (feed === undefined) {
      const known = this.#parts.feeds.map((each) => each.name).join(", ");
      const which = known === "" ? "None is set up." : `There are: ${known}.`;
      return shareProblem("misp-feed-unknown", `${name}: No feed has this name. ${which}`);
    }
    const run = this.#under.then(() => this.#pull(feed));
    this.#under = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  #look(): void {
    if (this.#isLooking || this.#parts.feeds.length === 0) return;
    this.#isLooking = true;
    this.#under = this.#under
      .then(() => this.#pullDue())
      .catch((error: unknown) => this.#parts.log.warn({ error }, "other MISP feeds could not be read"))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #pullDue(): Promise<void> {
    const { feeds, clock } = this.#parts;
    const states = await this.feeds();
    for (const [at, feed] of feeds.entries()) {
      if (this.#ending.signal.aborted) return;
      if (dueUs(feed, states[at] as FeedState) <= clock.nowUs()) await this.#pull(feed);
    }
  }

  async #pull(feed: OtherFeed): Promise<number | Problem> {
    const { state, clock, log, onTaken } = this.#parts;
    const { taken, problem } = await pullFeed(state, clock, feed, askFeed(feed, this.#ending.signal));
    const { name } = feed;
    if (problem !== null) log.warn({ feed: name, why: problem.detail }, "a MISP feed could not be read");
    if (taken > 0) {
      log.info({ feed: name, taken }, "events came from a MISP feed");
      await onTaken();
    }
    return problem ?? taken;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#under;
  }
}
