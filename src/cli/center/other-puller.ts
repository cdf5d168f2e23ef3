/**
 * Asks other servers that are set up (TAXII collections, MISP feeds), each when it is due, one after another; stops with
 * the center. What came goes into the index like an import.
 */
import type { Clock, Log, Problem } from "../../base/index.js";

const everyMs = 10_000;

export interface SetUp {
  readonly name: string;
  /** Why it is not asked yet, one sentence; empty where it is. */
  readonly waits: string;
}

/** How asking one went. */
interface Seen {
  readonly note: string;
}

export interface PullerParts<Of extends SetUp, State extends Seen> {
  readonly clock: Clock;
  readonly log: Log;
  /** For the log. */
  readonly words: { readonly failed: string; readonly taken: string };
  /** Those that are set up now. */
  readonly setUp: () => Promise<readonly Of[]>;
  /** How it went with these, in their order. */
  readonly read: (of: readonly Of[]) => Promise<readonly State[]>;
  readonly dueUs: (of: Of, state: State) => number;
  /** `taken`: what was new, changed or gone, here or there. */
  readonly pull: (
    of: Of,
    ending: AbortSignal,
  ) => Promise<{ readonly taken: number; readonly problem: Problem | null }>;
  readonly unknown: (detail: string) => Problem;
  /** After indicators were new or changed. */
  readonly onTaken: () => Promise<void>;
}

export class OtherPuller<Of extends SetUp, State extends Seen> {
  readonly #parts: PullerParts<Of, State>;
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  #under: Promise<void> = Promise.resolve();
  #isLooking = false;

  constructor(parts: PullerParts<Of, State>) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), everyMs);
    this.#timer.unref();
  }

  async states(): Promise<readonly State[]> {
    const setUp = await this.#parts.setUp();
    const states = await this.#parts.read(setUp);
    return states.map((state, at) => {
      const waits = setUp[at]?.waits ?? "";
      return waits === "" ? state : { ...state, note: waits };
    });
  }

  /** Asks one now, after what is under way; answers how much was new, changed or gone. */
  async pull(name: string): Promise<number | Problem> {
    const setUp = await this.#parts.setUp();
    const found = setUp.find((each) => each.name === name);
    if (found === undefined) {
      const known = setUp.map((each) => each.name).join(", ");
      const which = known === "" ? "None is set up." : `There are: ${known}.`;
      return this.#parts.unknown(`${name}: None has this name. ${which}`);
    }
    if (found.waits !== "") return this.#parts.unknown(`${name}: ${found.waits}`);
    const run = this.#under.then(() => this.#pull(found));
    this.#under = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { log, words } = this.#parts;
    this.#under = this.#under
      .then(() => this.#pullDue())
      .catch((error: unknown) => log.warn({ error }, words.failed))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #pullDue(): Promise<void> {
    const { setUp, read, dueUs, clock } = this.#parts;
    const ready = (await setUp()).filter(({ waits }) => waits === "");
    const states = await read(ready);
    for (const [at, each] of ready.entries()) {
      if (this.#ending.signal.aborted) return;
      if (dueUs(each, states[at] as State) <= clock.nowUs()) await this.#pull(each);
    }
  }

  async #pull(of: Of): Promise<number | Problem> {
    const { log, words, pull, onTaken } = this.#parts;
    const { taken, problem } = await pull(of, this.#ending.signal);
    const { name } = of;
    if (problem !== null) log.warn({ name, why: problem.detail }, words.failed);
    if (taken > 0) {
      log.info({ name, taken }, words.taken);
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
