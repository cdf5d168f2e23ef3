/**
 * Looks at mail that came in, one at a time: whose it is, or why it is held. Looks every few seconds and when one has
 * come, lets go what has waited its time, and tells how much waits.
 */
import type { SourceHealth } from "../../api/index.js";
import type { Clock, Log } from "../../base/index.js";
import { type MailDoor, type MailSink, machineResolve, type Resolve } from "../../intake/index.js";
import {
  expireMail,
  judgeNextMail,
  type MailWaiting,
  mailKeeper,
  mailsWaitingMax,
  mailWaiting,
  mailWaitingBytesMax,
} from "../../share/index.js";
import type { State } from "../../store/index.js";

const everyMs = 3_000;
const expireEveryMs = 600_000;
/** From here on operators are told that the store for mail fills. */
const fullFrom = 0.8;

export interface MailJudgeParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
}

export class MailJudge {
  readonly #parts: MailJudgeParts;
  readonly #timer: NodeJS.Timeout;
  readonly judged = new Map<string, number>();
  resolve: Resolve = machineResolve();
  #waiting: MailWaiting = { mails: 0, bytes: 0, held: 0 };
  #expiredMs = Number.NEGATIVE_INFINITY;
  #under: Promise<void> | null = null;
  #isClosing = false;
  #isWoken = false;

  constructor(parts: MailJudgeParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.wake(), everyMs);
    this.#timer.unref();
  }

  /** Where the door puts what comes in. */
  sink(): MailSink {
    return mailKeeper(this.#parts.state, this.#parts.clock, () => this.wake());
  }

  /** Looks now. */
  wake(): void {
    this.#isWoken = true;
    this.#under ??= this.#look().finally(() => {
      this.#under = null;
    });
  }

  async #look(): Promise<void> {
    const { state, clock, log } = this.#parts;
    try {
      while (this.#isWoken && !this.#isClosing) {
        this.#isWoken = false;
        for (;;) {
          const judged = this.#isClosing ? null : await judgeNextMail(state, clock, this.resolve);
          if (judged === null) break;
          if (judged !== "later") this.judged.set(judged, (this.judged.get(judged) ?? 0) + 1);
        }
      }
      if (clock.monotonicMs() - this.#expiredMs > expireEveryMs) {
        await expireMail(state, clock);
        this.#expiredMs = clock.monotonicMs();
      }
      this.#waiting = await mailWaiting(state.db);
    } catch (error) {
      log.warn({ error }, "mail could not be looked at; tried again in a moment");
    }
  }

  health(door: MailDoor): Omit<SourceHealth, "sinceUs"> {
    const { mails, bytes, held } = this.#waiting;
    const isFilling = mails > fullFrom * mailsWaitingMax || bytes > fullFrom * mailWaitingBytesMax;
    return {
      id: "door-mail",
      title: `Mail on port ${door.port}`,
      state: isFilling ? "degraded" : "well",
      advice: isFilling
        ? `${mails} mails wait, ${held} of them held: look through Reports, or mail will be refused.`
        : "",
    };
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    await this.#under;
  }
}
