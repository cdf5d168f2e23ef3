/**
 * Goes between edge and center, one question at a time: a report each half minute, the pages of the set that are new,
 * and one upload after another, at most two a second, so that a center that comes back is not flooded. What fails is
 * tried again later and later with chance in it, so that edges don't come all at once; what the center asks to wait is
 * waited. What it refuses for good is written down with why and goes; a token that does not hold stops all but asking.
 */
import { randomInt } from "node:crypto";
import { type Clock, type Log, Problem } from "../../base/index.js";
import { contactEveryMs, type EdgeReport, type LocalRules } from "../../share/index.js";
import type { CenterLine, Refusing } from "./center-line.js";
import type { EdgeIdentity } from "./identity.js";
import type { Outbox } from "./outbox.js";
import type { SentLog } from "./sent-log.js";
import type { SetKeeper } from "./set-keeper.js";

export interface CourierParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly line: CenterLine;
  readonly identity: EdgeIdentity;
  readonly outbox: Outbox;
  readonly sent: SentLog;
  readonly set: SetKeeper;
  readonly rules: () => LocalRules;
  readonly report: (currentUs: number | null) => EdgeReport;
}

export interface CourierState {
  /** When the center last answered; null before. */
  readonly answeredUs: number | null;
  /** When the set was last known to be up to date. */
  readonly currentUs: number | null;
  /** The center's clock less this one's, as far as the way there and back lets it be known. */
  readonly clockDifferenceUs: number | null;
  readonly failures: number;
  /** What is wrong now; empty where all is well. */
  readonly trouble: string;
}

const firstPauseMs = 1000;
/** As often as it would come anyway, so that a center that is back is found as soon. */
const longestPauseMs = 30_000;
/** A token that does not hold may be put right; asking more often would only be noise. */
const refusedPauseMs = 30_000;
const betweenUploadsMs = 500;
const soonMs = 3000;
/** Hits that come close together go together. */
const gatherMs = 1000;

const isRefusing = (answer: unknown): answer is Refusing =>
  typeof answer === "object" && answer !== null && "problem" in answer && "retryMs" in answer;

export class Courier {
  readonly #parts: CourierParts;
  #state: CourierState = {
    answeredUs: null,
    currentUs: null,
    clockDifferenceUs: null,
    failures: 0,
    trouble: "The center has not answered yet.",
  };
  #isEnding = false;
  #contactMs = Number.NEGATIVE_INFINITY;
  #wakeUp: () => void = () => undefined;
  #hasNew = false;
  #running: Promise<void>;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  get state(): CourierState {
    return this.#state;
  }

  /** Something waits to be sent. While the center does not answer, it is not asked more often for that. */
  wake(): void {
    this.#hasNew = true;
    if (this.#state.failures === 0) this.#wakeUp();
  }

  async close(): Promise<void> {
    this.#isEnding = true;
    this.#wakeUp();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isEnding) {
      let pauseMs: number;
      try {
        pauseMs = await this.#round();
      } catch (error) {
        this.#parts.log.error(
          { error },
          "the edge's exchange with the center failed over a fault of its own",
        );
        pauseMs = this.#failed("A fault of its own; the log has more.");
      }
      await this.#pause(pauseMs);
      if (this.#hasNew && this.#state.failures === 0 && !this.#isEnding) {
        this.#hasNew = false;
        await this.#pause(gatherMs);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    if (this.#isEnding || (this.#hasNew && ms > gatherMs && this.#state.failures === 0))
      return Promise.resolve();
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wakeUp = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  /** One round; answers how long to wait before the next. */
  async #round(): Promise<number> {
    const { clock } = this.#parts;
    if (clock.monotonicMs() - this.#contactMs >= contactEveryMs || this.#state.failures > 0) {
      const met = await this.#contact();
      if (met !== null) return met;
      this.#contactMs = clock.monotonicMs();
      const { indicators } = this.#parts.set.figures();
      const pulled = await this.#pull();
      if (pulled !== null) return pulled;
      // What it looks for now is to be told soon, and not with the next report.
      if (this.#parts.set.figures().indicators !== indicators) this.#contactMs -= contactEveryMs - soonMs;
    }
    const sent = await this.#send();
    if (sent !== null) return sent;
    return Math.max(1, contactEveryMs - (clock.monotonicMs() - this.#contactMs));
  }

  #failed(trouble: string): number {
    const failures = this.#state.failures + 1;
    this.#state = { ...this.#state, failures, trouble };
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
    return pauseMs * (0.5 + randomInt(1000) / 1000);
  }

  #refused({ problem, status, retryMs }: Refusing): number {
    const trouble = `${problem.title}: ${problem.detail}`;
    if (this.#state.trouble !== trouble)
      this.#parts.log.warn({ why: trouble }, "the center can't be reached");
    const pauseMs = this.#failed(trouble);
    if (retryMs !== null) return Math.max(retryMs, pauseMs / 10);
    return status === 401 || status === 403 ? Math.max(refusedPauseMs, pauseMs) : pauseMs;
  }

  async #contact(): Promise<number | null> {
    const { clock, line, identity, report } = this.#parts;
    const askedUs = clock.nowUs();
    const answer = await line.contact(report(this.#state.currentUs));
    if (isRefusing(answer)) return this.#refused(answer);
    const problem = await identity.meet(answer);
    if (problem !== null) return this.#refused({ problem, status: 403, retryMs: null });
    const nowUs = clock.nowUs();
    this.#state = {
      ...this.#state,
      answeredUs: nowUs,
      clockDifferenceUs: answer.nowUs - Math.round((askedUs + nowUs) / 2),
      failures: 0,
      trouble: "",
    };
    return null;
  }

  async #pull(): Promise<number | null> {
    const { clock, line, set } = this.#parts;
    for (let more = true; more && !this.#isEnding; ) {
      const { at } = set;
      const answer = await line.page(at);
      if (isRefusing(answer)) return this.#refused(answer);
      const taken = await set.take(answer, at);
      if (taken instanceof Problem) return this.#refused({ problem: taken, status: 0, retryMs: null });
      more = taken.more;
    }
    this.#state = { ...this.#state, currentUs: clock.nowUs() };
    return null;
  }

  async #send(): Promise<number | null> {
    const { clock, line, outbox, sent, rules, log } = this.#parts;
    while (!this.#isEnding) {
      const upload = await outbox.next(rules());
      if (upload === null) return null;
      const refusing = await line.send(upload.body);
      const isForGood = refusing !== null && [400, 413, 422].includes(refusing.status);
      if (refusing !== null && !isForGood) return this.#refused(refusing);
      const outcome = refusing === null ? "taken" : `${refusing.problem.title}: ${refusing.problem.detail}`;
      if (refusing !== null)
        log.error({ upload: upload.id, why: outcome }, "the center refused an upload for good");
      await sent.add(upload, clock.nowUs(), outcome);
      await outbox.done();
      if (outbox.figures().files === 0) return null;
      // A report is due even while there is much to send.
      if (clock.monotonicMs() - this.#contactMs >= contactEveryMs) return betweenUploadsMs;
      await this.#pause(betweenUploadsMs);
    }
    return null;
  }
}
