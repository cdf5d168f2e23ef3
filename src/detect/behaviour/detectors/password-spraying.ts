/** One source tries a few passwords on many accounts, so that none of them locks. */
import { addressSubject } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { tellsLogins } from "../facts/login.js";
import { isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { LoginCount, triesKey } from "../login-attempts.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 15 * 60e6;
const panes = 4;
const usersMin = 10;
const triesMax = 3;

interface State extends KeyedState {
  readonly users: SlidingDistinct;
  readonly failed: LoginCount;
  /** Names that got in: a gateway of a whole company, where they are many. */
  readonly succeeded: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 10_000,
  make: () => ({
    said: 0,
    firstUs: 0,
    lastUs: 0,
    users: new SlidingDistinct(paneUs, panes),
    failed: new LoginCount(paneUs, panes),
    succeeded: new SlidingDistinct(paneUs, panes),
  }),
  save: ({ users, failed, succeeded }) => ({
    users: users.save(),
    failed: failed.save(),
    succeeded: succeeded.save(),
  }),
  fill(state, { users, failed, succeeded }) {
    state.users.fill(users);
    state.failed.fill(failed);
    state.succeeded.fill(succeeded);
    return true;
  },
};

class Run implements DetectorRun {
  readonly #states: KeyedStates<State>;

  constructor(saved: unknown) {
    this.#states = new KeyedStates(kind, saved);
  }

  see(fact: Fact, sayings: Sayings): void {
    const { login } = fact;
    if (login === null || login.user === "" || login.outcome === "unknown") return;
    const key = triesKey(fact, login);
    const state = this.#states.at(key, fact.timeUs);
    if (login.outcome === "succeeded") {
      state.succeeded.add(fact.timeUs, login.user);
      return;
    }
    state.failed.add(fact, login);
    if (!state.users.add(fact.timeUs, login.user)) return;
    const users = state.users.count;
    if (users === 3) this.#states.matters(key);
    const failed = state.failed.sum;
    if (failed > users * triesMax || state.succeeded.count * 2 > users) return;
    if (!isWorthSaying(state, users, usersMin)) return;
    sayings.say({
      subject: addressSubject(fact.source),
      about: login.service,
      level: fact.sourceInside ? "high" : "medium",
      count: Math.max(failed, users),
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        service: login.service,
        users: String(users),
        failures: String(failed),
        from: fact.sourceInside ? "inside" : "outside",
      },
    });
  }

  figures() {
    return this.#states.figures();
  }

  save() {
    return this.#states.save();
  }
}

export const passwordSpraying = {
  id: "password-spraying",
  title: "A few passwords are tried on many accounts",
  explains:
    `One source failed to log in with ${usersMin} different names within an hour, on the average at most ${triesMax} times ` +
    "with each: below the number at which accounts lock. A gateway behind which many people log in fails with many names " +
    "too; it is left out where half as many names got in as failed.",
  level: "medium",
  techniques: ["T1110.003"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: (fact) => fact.source !== "" && tellsLogins(fact.log),
  open: (saved) => new Run(saved),
} satisfies Detector;
