/**
 * Hands letters over: looks every few seconds and whenever a warning changed, takes what is due, tries it, and notes
 * what became of it. Whatever is under way at a kill is tried again at the next start, under the same Message-ID; what is
 * under way at an orderly end is waited for.
 */
import type { OutgoingMail } from "../../api/index.js";
import type { Clock, Log } from "../../base/index.js";
import type { State } from "../../store/index.js";
import {
  type Channel,
  claimLetters,
  forgetOldDeliveries,
  type HandedOver,
  type Letter,
  type Outcome,
  readDeliveryFigures,
  reclaimCutOff,
  settleLetter,
} from "../../warn/index.js";
import type { Reading } from "./center-health.js";

const everyMs = 3_000;
const forgetEvery = 1_200;
const lateUs = 10 * 60e6;

export interface LetterSenderParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly channel: Channel;
  /** How people reach the console, for links; known once it listens. */
  readonly address: () => string;
}

export class LetterSender implements OutgoingMail {
  readonly #parts: LetterSenderParts;
  readonly #counts: Record<Outcome, number> = { sent: 0, failed: 0, "given-up": 0 };
  #timer: NodeJS.Timeout | null = null;
  #under: Promise<void> | null = null;
  #again = false;
  #looks = 0;
  #lastProblem = "";
  #closed = false;

  constructor(parts: LetterSenderParts) {
    this.#parts = parts;
  }

  /** Before the console listens there is no address that a link could have. */
  start(): void {
    this.#timer ??= setInterval(() => this.wake(), everyMs);
    this.#timer.unref();
    this.wake();
  }

  counts(): Readonly<Record<Outcome, number>> {
    return { ...this.#counts };
  }

  wake(): void {
    if (this.#timer === null || this.#closed) return;
    if (this.#under !== null) {
      // What was stored while a look was under way may have been missed by it.
      this.#again = true;
      return;
    }
    this.#under = this.#look().finally(() => {
      this.#under = null;
      if (!this.#again) return;
      this.#again = false;
      this.wake();
    });
  }

  async #look(): Promise<void> {
    const { state, clock, log, address } = this.#parts;
    try {
      if (this.#looks === 0) await reclaimCutOff(state.db, clock);
      if (this.#looks++ % forgetEvery === 0) await forgetOldDeliveries(state.db, clock);
      while (!this.#closed) {
        const letters = await claimLetters(state.db, clock, address());
        if (letters.length === 0) return;
        await Promise.all(letters.map((letter) => this.#send(letter)));
      }
    } catch (error) {
      log.warn({ error }, "letters could not be sent; tried again in a moment");
    }
  }

  async #send(letter: Letter): Promise<void> {
    const { state, clock, log, channel } = this.#parts;
    const handed = await channel
      .handOver(letter)
      .catch((error: unknown): HandedOver => ({ taken: false, isFinal: false, problem: String(error) }));
    const outcome = await settleLetter(state.db, clock, letter.id, handed);
    this.#counts[outcome]++;
    this.#lastProblem = handed.taken ? "" : handed.problem;
    if (!handed.taken)
      log.warn({ delivery: letter.id, outcome, problem: handed.problem }, "a letter was not taken");
  }

  async health(): Promise<Reading> {
    const { state, clock } = this.#parts;
    const { waiting, oldestUs, givenUp } = await readDeliveryFigures(state.db, clock.nowUs());
    const isLate = oldestUs !== null && clock.nowUs() - oldestUs > lateUs;
    const said = [
      ...(isLate || this.#lastProblem !== "" ? [`${waiting} mails wait.`] : []),
      ...(this.#lastProblem === "" ? [] : [`The last try: ${this.#lastProblem}`]),
      ...(givenUp === 0 ? [] : [`Given up in the last day: ${givenUp}; each is shown at its warning.`]),
    ];
    return {
      id: "mail",
      title: "Outgoing mail",
      state: said.length === 0 ? "well" : isLate ? "down" : "degraded",
      advice: said.join(" "),
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#under;
    this.#parts.channel.close();
  }
}
