/** One source tries the same port on many machines: it looks for whoever has that service. */
import { Answering } from "../answering.js";
import { type Attempt, addressSubject, attemptOf, mayBeAttempt, portName } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { isBelow, isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { SaidFor } from "../said-for.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 5 * 60e6;
const panes = 3;
/** Machines that did not answer. */
const failedMin = 8;
/** Over UDP silence is often the normal answer, and ICMP is what watches networks. */
const failedMinOther = 30;
/** Machines that did answer, on a port by which machines are administered or controlled. */
const openMin = 20;
const administered = new Set([
  22, 23, 102, 135, 139, 445, 502, 1433, 1521, 2404, 3306, 3389, 4840, 5432, 5900, 5985, 5986, 20000, 44818,
  47808,
]);

interface State extends KeyedState {
  readonly failed: SlidingDistinct;
  readonly open: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 20_000,
  make: () => ({
    said: 0,
    firstUs: 0,
    lastUs: 0,
    failed: new SlidingDistinct(paneUs, panes),
    open: new SlidingDistinct(paneUs, panes),
  }),
  save: ({ failed, open }) => ({ failed: failed.save(), open: open.save() }),
  fill(state, { failed, open }) {
    state.failed.fill(failed);
    state.open.fill(open);
    return true;
  },
};

class Run implements DetectorRun {
  readonly #states: KeyedStates<State>;
  readonly #answering: Answering;
  readonly #saidFor: SaidFor;

  constructor(saved: unknown) {
    const { states, answering, saidFor } = (saved ?? {}) as Record<string, unknown>;
    this.#states = new KeyedStates(kind, states);
    this.#saidFor = new SaidFor(saidFor);
    this.#answering = Answering.open(answering);
  }

  see(fact: Fact, sayings: Sayings): void {
    const attempt = attemptOf(fact);
    if (attempt === null) return;
    if (attempt.outcome === "open") {
      this.#answering.add(attempt.serviceHash, fact.timeUs);
      // Who speaks to many is a client or a crawler, unless it is where only administrators go.
      if (!administered.has(attempt.port)) return;
    } else if (attempt.outcome === "unknown" || this.#answering.has(attempt.serviceHash)) return;
    const key = `${attempt.source} ${attempt.protocol} ${attempt.port}`;
    const state = this.#states.at(key, fact.timeUs);
    (attempt.outcome === "open" ? state.open : state.failed).add(fact.timeUs, attempt.target);
    this.#judge(fact, attempt, key, state, sayings);
  }

  #judge(fact: Fact, attempt: Attempt, key: string, state: State, sayings: Sayings): void {
    const most = state.failed.atMost + state.open.atMost;
    if (most === 3) this.#states.matters(key);
    if (isBelow(state, most, failedMin)) return;
    const failed = state.failed.count;
    const open = state.open.count;
    const failedEnough = attempt.protocol === "tcp" ? failedMin : failedMinOther;
    const reached = failed >= failedEnough ? failedEnough : openMin;
    if (!isWorthSaying(state, failed >= failedEnough ? failed : open, reached)) return;
    const targets = failed + open;
    const ports = this.#saidFor.tell(attempt.source, portName(attempt), fact.timeUs);
    if (ports === 0) return;
    sayings.say({
      subject: addressSubject(attempt.source),
      about: ports === 1 ? portName(attempt) : "many ports",
      level: fact.sourceInside ? "high" : "low",
      count: targets,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        port: portName(attempt),
        ...(ports === 1 ? {} : { ports: String(ports) }),
        targets: String(targets),
        "did not answer": String(failed),
        from: fact.sourceInside ? "inside" : "outside",
      },
    });
  }

  figures() {
    return this.#states.figures();
  }

  save() {
    return { states: this.#states.save(), answering: this.#answering.save(), saidFor: this.#saidFor.save() };
  }
}

export const scanHorizontal = {
  id: "scan-horizontal",
  title: "Scan for one service on many machines",
  explains:
    `One source tried one port on ${failedMin} machines that did not answer (refused, blocked, silent), within fifteen ` +
    `minutes; ${failedMinOther} for UDP and ping, where silence is common; or it reached ${openMin} machines on a port by ` +
    "which machines are administered or controlled. A program that lost its server fails at that server's few addresses, " +
    "and what has answered before is not counted, so that an outage is no scan. From inside it is grave: a worm, or " +
    "somebody who looks around; from outside it is what the whole internet gets.",
  level: "medium",
  techniques: ["T1046", "T1595.001"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: mayBeAttempt,
  open: (saved) => new Run(saved),
} satisfies Detector;
