/** One source tries many ports of one machine: it looks for what that machine has open. */
import { addressSubject, attemptOf, mayBeAttempt } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { isBelow, isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { SaidFor } from "../said-for.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 5 * 60e6;
const panes = 3;
const portsMin = 15;

interface State extends KeyedState {
  readonly ports: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 20_000,
  make: () => ({ said: 0, firstUs: 0, lastUs: 0, ports: new SlidingDistinct(paneUs, panes) }),
  save: ({ ports }) => ({ ports: ports.save() }),
  fill(state, { ports }) {
    state.ports.fill(ports);
    return true;
  },
};

class Run implements DetectorRun {
  readonly #states: KeyedStates<State>;
  readonly #saidFor: SaidFor;

  constructor(saved: unknown) {
    const { states, saidFor } = (saved ?? {}) as Record<string, unknown>;
    this.#states = new KeyedStates(kind, states);
    this.#saidFor = new SaidFor(saidFor);
  }

  see(fact: Fact, sayings: Sayings): void {
    const attempt = attemptOf(fact);
    if (attempt === null || attempt.outcome === "open" || attempt.port === 0) return;
    const { source, target, protocol, port } = attempt;
    const key = `${source} ${target}`;
    const state = this.#states.at(key, fact.timeUs);
    if (!state.ports.add(fact.timeUs, `${protocol} ${port}`)) return;
    const most = state.ports.atMost;
    if (most === 3) this.#states.matters(key);
    if (isBelow(state, most, portsMin)) return;
    const ports = state.ports.count;
    if (!isWorthSaying(state, ports, portsMin)) return;
    const targets = this.#saidFor.tell(source, target, fact.timeUs);
    if (targets === 0) return;
    sayings.say({
      subject: addressSubject(source),
      about: targets === 1 ? target : "many machines",
      level: fact.sourceInside ? "high" : "low",
      count: ports,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        target,
        ...(targets === 1 ? {} : { targets: String(targets) }),
        ports: String(ports),
        from: fact.sourceInside ? "inside" : "outside",
      },
    });
  }

  figures() {
    return this.#states.figures();
  }

  save() {
    return { states: this.#states.save(), saidFor: this.#saidFor.save() };
  }
}

export const scanVertical = {
  id: "scan-vertical",
  title: "Scan for open ports of one machine",
  explains:
    `One source tried ${portsMin} different ports of one machine that gave it nothing (refused, blocked, silent, left at ` +
    "once), within fifteen minutes. A program knows the port of the service that it wants; one that tries a second or a " +
    "third is common, fifteen are a list that is gone through. Replies and traceroute are left out.",
  level: "medium",
  techniques: ["T1046", "T1595.001"],
  scope: "member",
  stateBytesMax: 12 * 1024 * 1024,
  wants: mayBeAttempt,
  open: (saved) => new Run(saved),
} satisfies Detector;
