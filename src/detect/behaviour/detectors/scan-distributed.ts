/** Many sources try one machine at once, each only a little: one hand with many fingers. */
import { addressSubject, attemptOf, mayBeAttempt } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { isBelow, isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { SlidingCount, SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 5 * 60e6;
const panes = 2;
/** Background radiation brings an address one or two strangers a minute. */
const sourcesMin = 80;
/** More attempts than this from each on the average are a flood or an attack on a password, and others' to tell. */
const triesMax = 5;

interface State extends KeyedState {
  readonly sources: SlidingDistinct;
  readonly ports: SlidingDistinct;
  readonly tries: SlidingCount;
}

const kind: StateKind<State> = {
  capacity: 5_000,
  make: () => ({
    said: 0,
    firstUs: 0,
    lastUs: 0,
    sources: new SlidingDistinct(paneUs, panes),
    ports: new SlidingDistinct(paneUs, panes),
    tries: new SlidingCount(paneUs, panes),
  }),
  save: ({ sources, ports, tries }) => ({
    sources: sources.save(),
    ports: ports.save(),
    tries: tries.save(),
  }),
  fill(state, { sources, ports, tries }) {
    state.sources.fill(sources);
    state.ports.fill(ports);
    state.tries.fill(tries);
    return true;
  },
};

class Run implements DetectorRun {
  readonly #states: KeyedStates<State>;

  constructor(saved: unknown) {
    this.#states = new KeyedStates(kind, saved);
  }

  see(fact: Fact, sayings: Sayings): void {
    const attempt = attemptOf(fact);
    if (attempt === null || attempt.outcome === "open" || attempt.port === 0) return;
    const { source, target, protocol, port } = attempt;
    const state = this.#states.at(target, fact.timeUs);
    state.tries.add(fact.timeUs);
    state.ports.add(fact.timeUs, `${protocol} ${port}`);
    if (!state.sources.add(fact.timeUs, source)) return;
    const most = state.sources.atMost;
    if (most === 10) this.#states.matters(target);
    if (isBelow(state, most, sourcesMin)) return;
    const sources = state.sources.count;
    if (state.tries.sum > sources * triesMax || !isWorthSaying(state, sources, sourcesMin)) return;
    sayings.say({
      subject: addressSubject(target),
      about: "",
      count: state.tries.sum,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: { target, sources: String(sources), ports: String(state.ports.count), "within minutes": "10" },
    });
  }

  figures() {
    return this.#states.figures();
  }

  save() {
    return this.#states.save();
  }
}

export const scanDistributed = {
  id: "scan-distributed",
  title: "Scan of one machine from many sources",
  explains:
    `${sourcesMin} different sources tried one of the machines within ten minutes and got nothing, each no more than ` +
    `${triesMax} times on the average. A public address is tried by one or two strangers a minute all day long; eight a ` +
    "minute, with a few attempts each, are one scan that was spread over many machines. It is about the target.",
  level: "medium",
  techniques: ["T1046", "T1595.001"],
  scope: "member",
  stateBytesMax: 20 * 1024 * 1024,
  wants: (fact) => mayBeAttempt(fact) && !fact.sourceInside,
  open: (saved) => new Run(saved),
} satisfies Detector;
