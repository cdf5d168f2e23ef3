/**
 * The one learning over history that runs in a center, and the last one's end until another begins. What was learned takes
 * effect at the watch, and is on disk before it is called done; after a kill before that it is as if it had not been asked.
 */
import type { Clock, Problem } from "../../../base/index.js";
import type { EventStore } from "../../../store/index.js";
import { detectProblem } from "../../problems.js";
import type { Watch } from "../../watch/watch.js";
import { type LearnReached, learnHistory } from "./learn-history.js";

export interface LearnState extends LearnReached {
  readonly state: "running" | "done" | "stopped" | "failed";
  readonly memberId: string;
  readonly fromUs: number;
  readonly toUs: number;
}

const dayUs = 86_400e6;

export class LearnRunner {
  readonly #events: Pick<EventStore, "search">;
  readonly #clock: Clock;
  readonly #watch: Pick<Watch, "siteOf" | "members" | "learned">;
  #state: LearnState | null = null;
  #ending: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly events: Pick<EventStore, "search">;
    readonly clock: Clock;
    readonly watch: Pick<Watch, "siteOf" | "members" | "learned">;
  }) {
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#watch = parts.watch;
  }

  /** Null where none was begun since the center was. */
  get state(): LearnState | null {
    return this.#state;
  }

  /** Begins and answers at once; refused while another runs. */
  start(memberId: string, days: number): LearnState | Problem {
    if (this.#ending !== null)
      return detectProblem("learning-running", "Another baseline is learned just now.");
    const ending = new AbortController();
    this.#ending = ending;
    const toUs = this.#clock.nowUs();
    const fromUs = toUs - days * dayUs;
    const nothing = { reachedUs: fromUs, events: 0, messages: 0, note: "" };
    const begun: LearnState = { ...nothing, state: "running", memberId, fromUs, toUs };
    this.#state = begun;
    this.#running = this.#run(begun, ending.signal);
    return begun;
  }

  async #run(begun: LearnState, ending: AbortSignal): Promise<void> {
    const tell = (reached: LearnReached, state: LearnState["state"] = "running") => {
      const { reachedUs, events, messages, note } = reached;
      this.#state = { ...begun, state, reachedUs, events, messages, note };
    };
    try {
      const { memberId } = begun;
      const asked = { ...begun, members: this.#watch.members, site: this.#watch.siteOf(memberId) };
      const learnt = await learnHistory(this.#events, this.#clock, asked, tell, ending);
      if (!ending.aborted && learnt.sinceUs !== null)
        await this.#watch.learned(memberId, learnt.states, learnt.sinceUs);
      const isEmpty = learnt.note === "" && learnt.messages === 0;
      const note = isEmpty ? "No message of a control network is stored of that time." : learnt.note;
      tell({ ...learnt, note }, ending.aborted ? "stopped" : "done");
    } catch (error) {
      const note = error instanceof Error ? error.message : "The event store does not answer.";
      this.#state = { ...(this.#state ?? begun), state: "failed", note };
    } finally {
      this.#ending = null;
    }
  }

  /** Answers once it has stopped. */
  async stop(): Promise<void> {
    this.#ending?.abort();
    await this.#running;
  }
}
