/** One source fails to log in again and again, faster than a person who forgot a password. */
import { addressSubject } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { LoginCount, loginIn, mayLogIn, targetOf, triesKey } from "../login-attempts.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 60e6;
const panes = 10;
/** Within two minutes. */
const fastMin = 5;
/** Within ten minutes. */
const failedMin = 12;
/** An own machine with one name and no more failures than this is mildly told of. */
const oneUserMax = 60;
/** Within ten minutes, where the record does not say how they ended. */
const unknownMin = 30;

interface State extends KeyedState {
  readonly failed: LoginCount;
  readonly unknown: LoginCount;
  readonly users: SlidingDistinct;
  readonly targets: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 10_000,
  make: () => ({
    said: 0,
    firstUs: 0,
    lastUs: 0,
    failed: new LoginCount(paneUs, panes),
    unknown: new LoginCount(paneUs, panes),
    users: new SlidingDistinct(paneUs, panes),
    targets: new SlidingDistinct(paneUs, panes),
  }),
  save: ({ failed, unknown, users, targets }) => ({
    failed: failed.save(),
    unknown: unknown.save(),
    users: users.save(),
    targets: targets.save(),
  }),
  fill(state, { failed, unknown, users, targets }) {
    state.failed.fill(failed);
    state.unknown.fill(unknown);
    state.users.fill(users);
    state.targets.fill(targets);
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
    const key = triesKey(fact, login);
    const state = this.#states.at(key, fact.timeUs);
    const target = targetOf(fact, login);
    if (target !== "") state.targets.add(fact.timeUs, target);
    if (login.user !== "") state.users.add(fact.timeUs, login.user);
    const isKnown = login.outcome === "failed";
    const counts = isKnown ? state.failed : state.unknown;
    counts.add(fact, login);
    const count = counts.sum;
    if (count === 3) this.#states.matters(key);
    const threshold = isKnown ? (counts.recent(2) >= fastMin ? fastMin : failedMin) : unknownMin;
    if (!isWorthSaying(state, count, threshold)) return;
    const users = state.users.count;
    sayings.say({
      subject: addressSubject(fact.source),
      about: login.service,
      level: fact.sourceInside ? (users > 1 || count > oneUserMax ? "high" : "low") : "medium",
      count,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        service: login.service,
        [isKnown ? "failures" : "attempts"]: String(count),
        targets: String(Math.max(1, state.targets.count)),
        ...(target === "" ? {} : { target }),
        ...(users === 0 ? {} : { users: String(users) }),
        ...(login.user === "" ? {} : { user: login.user }),
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

export const bruteForce = {
  id: "brute-force",
  title: "Passwords are tried",
  explains:
    `One source failed to log in at one service ${fastMin} times within two minutes, or ${failedMin} times within ten; where ` +
    `the record does not say how attempts ended (RDP and SSH as a sensor sees them, a stranger's connections to a port for ` +
    `logging in that came to nothing), ${unknownMin} within ten. At five failures Windows domains lock an account, and OpenSSH ` +
    "ends a connection after six; a person who forgot asks for help before. Services: SSH, RDP, SMB, Windows and Kerberos, " +
    "VPN, web pages that sign people in, FTP, mail, VNC, databases, firewalls' own pages. From inside it is grave: a machine " +
    "of one's own guesses passwords; where it has one name only, it mostly holds an old password, and that is told mildly.",
  level: "medium",
  techniques: ["T1110.001"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: mayLogIn,
  open: (saved) => new Run(saved),
} satisfies Detector;
