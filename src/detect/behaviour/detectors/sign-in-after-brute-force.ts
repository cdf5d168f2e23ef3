/** A source that tried passwords got in. */
import { addressSubject } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact, LoginFact } from "../fact.js";
import { tellsLogins } from "../facts/login.js";
import { type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { LoginCount, targetOf, triesKey } from "../login-attempts.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 30 * 60e6;
/** A day. */
const panes = 48;
/** In the half hour before, or the one before that. */
const recentMin = 6;
const dayMin = 20;
/** A gateway has so many names that got in; its failures are those of many people. */
const gatewayNames = 5;

interface State extends KeyedState {
  readonly failed: LoginCount;
  readonly succeeded: SlidingDistinct;
  /** Names that got in before the first failure of the window. */
  before: boolean;
}

const kind: StateKind<State> = {
  capacity: 10_000,
  make: () => ({
    said: 0,
    firstUs: 0,
    lastUs: 0,
    failed: new LoginCount(paneUs, panes),
    succeeded: new SlidingDistinct(24 * paneUs, panes / 24),
    before: false,
  }),
  save: ({ failed, succeeded, before }) => ({ failed: failed.save(), succeeded: succeeded.save(), before }),
  fill(state, { failed, succeeded, before }) {
    state.failed.fill(failed);
    state.succeeded.fill(succeeded);
    state.before = before === true;
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
    if (login === null || login.outcome === "unknown") return;
    const key = triesKey(fact, login);
    if (login.outcome === "failed") {
      const state = this.#states.at(key, fact.timeUs);
      state.failed.add(fact, login);
      if (state.failed.sum >= recentMin) this.#states.matters(key);
      return;
    }
    const state = this.#states.at(key, fact.timeUs);
    state.failed.moveTo(fact.timeUs);
    this.#judge(fact, login, state, sayings);
  }

  #judge(fact: Fact, login: LoginFact, state: State, sayings: Sayings): void {
    const failures = state.failed.sum;
    const recent = state.failed.recent(2);
    const names = state.succeeded.count;
    state.succeeded.add(fact.timeUs, login.user);
    if (failures === 0) state.before = true;
    // Who got in before and then mistyped is known; a gateway's failures are those of many people.
    const least = names >= gatewayNames ? dayMin * gatewayNames : state.before ? dayMin : recentMin;
    if (failures < least || (recent < recentMin && failures < dayMin)) return;
    const target = targetOf(fact, login);
    sayings.say({
      subject: addressSubject(fact.source),
      about: login.user === "" ? login.service : `${login.service}, ${login.user}`,
      level: fact.sourceInside ? "high" : "critical",
      count: failures + 1,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        service: login.service,
        "failures before": String(failures),
        ...(login.user === "" ? {} : { user: login.user }),
        ...(target === "" ? {} : { target }),
        from: fact.sourceInside ? "inside" : "outside",
      },
    });
    // It is said once for these failures; more of them make it another.
    state.failed.clear();
    state.before = false;
  }

  figures() {
    return this.#states.figures();
  }

  save() {
    return this.#states.save();
  }
}

export const signInAfterBruteForce = {
  id: "sign-in-after-brute-force",
  title: "Who tried passwords got in",
  explains:
    `A source logged in after it had failed ${recentMin} times within the hour, or ${dayMin} times within the day, at the same ` +
    `service. Where it had got in before without a failure, only ${dayMin} failures count, as people change and forget ` +
    `passwords; where ${gatewayNames} different names got in from it, it is a gateway of many people, and it takes ` +
    `${dayMin * gatewayNames}. Treat the account as taken over until its owner says otherwise.`,
  level: "critical",
  techniques: ["T1110", "T1078"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: (fact) => fact.source !== "" && tellsLogins(fact.log),
  open: (saved) => new Run(saved),
} satisfies Detector;
