/** The one replay that runs in a center, and the last one's answer until another begins or the center ends. */
import type { Clock, Problem } from "../../../base/index.js";
import type { EventStore } from "../../../store/index.js";
import { detectProblem } from "../../problems.js";
import { type ReplayAsked, type ReplayReached, replayRule } from "./replay-rule.js";
import { ReplayTally } from "./replay-tally.js";

export interface ReplayState extends ReplayReached {
  readonly state: "none" | "running" | "done" | "stopped" | "failed";
  readonly rule: string;
  readonly title: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly startedUs: number;
}

const nothing: ReplayState = {
  state: "none",
  rule: "",
  title: "",
  fromUs: 0,
  toUs: 0,
  startedUs: 0,
  reachedUs: 0,
  events: 0,
  findings: new ReplayTally().read(),
  note: "",
};

export class ReplayRunner {
  readonly #events: Pick<EventStore, "search">;
  readonly #clock: Clock;
  #state: ReplayState = nothing;
  #ending: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor({ events, clock }: { readonly events: Pick<EventStore, "search">; readonly clock: Clock }) {
    this.#events = events;
    this.#clock = clock;
  }

  get state(): ReplayState {
    return this.#state;
  }

  /** Begins and answers at once; refused while another runs. */
  start(asked: ReplayAsked): ReplayState | Problem {
    if (this.#ending !== null)
      return detectProblem("replay-running", `${this.#state.title} is replayed just now.`);
    const ending = new AbortController();
    this.#ending = ending;
    const { rule, fromUs, toUs } = asked;
    const about = {
      rule: rule.key,
      title: rule.document.title,
      fromUs,
      toUs,
      startedUs: this.#clock.nowUs(),
    };
    this.#state = { ...nothing, ...about, state: "running", reachedUs: fromUs };
    this.#running = this.#run(asked, ending.signal);
    return this.#state;
  }

  async #run(asked: ReplayAsked, ending: AbortSignal): Promise<void> {
    const tell = (reached: ReplayReached) => {
      this.#state = { ...this.#state, ...reached };
    };
    try {
      tell(await replayRule(this.#events, this.#clock, asked, tell, ending));
      this.#state = { ...this.#state, state: ending.aborted ? "stopped" : "done" };
    } catch (error) {
      const note = error instanceof Error ? error.message : "The event store does not answer.";
      this.#state = { ...this.#state, state: "failed", note };
    } finally {
      this.#ending = null;
    }
  }

  /** Answers once it has stopped. */
  async stop(): Promise<ReplayState> {
    this.#ending?.abort();
    await this.#running;
    return this.#state;
  }
}
