/** One source fails to log in a few times an hour, hour after hour, below what any lock-out would see. */
import { addressSubject } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { LoginCount, loginIn, mayLogIn, targetOf, triesKey } from "../login-attempts.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 3600e6;
const panes = 48;
const hoursMin = 3;
const failedMin = 20;
/** One name over and over is mostly a device with an old password; of many attempts it is not known how they ended. */
const failedMinOneUser = 100;

interface State extends KeyedState {
  readonly failed: LoginCount;
  readonly users: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 10_000,
  make: () => ({
    said: 0,
    firstUs: 0,
    lastUs: 0,
    failed: new LoginCount(paneUs, panes),
    users: new SlidingDistinct(12 * paneUs, panes / 12),
  }),
  save: ({ failed, users }) => ({ failed: failed.save(), users: users.save() }),
  fill(state, { failed, users }) {
    state.failed.fill(failed);
    state.users.fill(users);
    return true;
  },
};

class Run implements DetectorRun {
  readonly #states: KeyedStates<State>;

  constructor(saved: unknown) {
    this.#states = new KeyedStates(kind, saved);
  }

  see(fact: Fact, sayings: Sayings): void {
    const login = loginIn(fact);
    if (login === null || login.outcome === "succeeded") return;
    if (login.outcome === "unknown" && fact.sourceInside) return;
    const key = triesKey(fact, login);
    const state = this.#states.at(key, fact.timeUs);
    state.failed.add(fact, login);
    if (login.user !== "") state.users.add(fact.timeUs, login.user);
    const hours = state.failed.filled;
    if (hours < hoursMin) return;
    this.#states.matters(key);
    const users = state.users.count;
    if (users <= 1 && fact.sourceInside) return;
    const count = state.failed.sum;
    if (!isWorthSaying(state, count, users > 1 ? failedMin : failedMinOneUser)) return;
    const target = targetOf(fact, login);
    sayings.say({
      subject: addressSubject(fact.source),
      about: login.service,
      level: fact.sourceInside ? "high" : "medium",
      count,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        service: login.service,
        failures: String(count),
        "in hours": String(hours),
        users: String(users),
        ...(target === "" ? {} : { target }),
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

export const slowBruteForce = {
  id: "slow-brute-force",
  title: "Passwords are tried slowly",
  explains:
    `One source failed to log in ${failedMin} times with more than one name within two days, spread over at least ` +
    `${hoursMin} different hours. With one name, or where it is not known how attempts ended, it takes ${failedMinOneUser} of ` +
    "them by a stranger from outside: a device that holds an old password tries the same name for ever.",
  level: "medium",
  techniques: ["T1110.001"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: mayLogIn,
  open: (saved) => new Run(saved),
} satisfies Detector;
