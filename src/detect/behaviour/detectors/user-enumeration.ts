/** One source tries names to learn which accounts there are. */
import { addressSubject } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { tellsLogins } from "../facts/login.js";
import { isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { triesKey } from "../login-attempts.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 2 * 60e6;
const panes = 5;
const usersMin = 5;

interface State extends KeyedState {
  readonly users: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 10_000,
  make: () => ({ said: 0, firstUs: 0, lastUs: 0, users: new SlidingDistinct(paneUs, panes) }),
  save: ({ users }) => ({ users: users.save() }),
  fill(state, { users }) {
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
    const { login } = fact;
    if (login === null || !login.unknownUser || login.user === "") return;
    const key = triesKey(fact, login);
    const state = this.#states.at(key, fact.timeUs);
    if (!state.users.add(fact.timeUs, login.user)) return;
    const users = state.users.count;
    if (users === 2) this.#states.matters(key);
    if (!isWorthSaying(state, users, usersMin)) return;
    sayings.say({
      subject: addressSubject(fact.source),
      about: login.service,
      level: fact.sourceInside ? "high" : "low",
      count: users,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        service: login.service,
        "names without an account": String(users),
        "last name": login.user,
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

export const userEnumeration = {
  id: "user-enumeration",
  title: "Names of accounts are tried out",
  explains:
    `One source tried ${usersMin} different names that have no account, within ten minutes. A person has one name and ` +
    "mistypes it in two or three ways.",
  level: "low",
  techniques: ["T1589.001", "T1087"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  wants: (fact) => fact.source !== "" && tellsLogins(fact.log),
  open: (saved) => new Run(saved),
} satisfies Detector;
