/** One source tries ports and machines so slowly that no short window holds enough of it. */
import { Answering } from "../answering.js";
import { addressSubject, attemptOf, mayBeAttempt } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { isBelow, isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "../keyed-run.js";
import { SlidingDistinct } from "../sketches/sliding.js";

const paneUs = 6 * 3600e6;
/** Seven days. */
const panes = 28;
const servicesMin = 25;
/** From inside: a laptop that travels looks for printers and servers of other networks. */
const servicesMinInside = 50;
/** A day, or parts of more: what comes in one go is another detector's. */
const panesMin = 4;
/** Through the web's ports everybody fails somewhere. */
const webPorts = new Set([80, 443]);

interface State extends KeyedState {
  readonly services: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 20_000,
  make: () => ({ said: 0, firstUs: 0, lastUs: 0, services: new SlidingDistinct(paneUs, panes) }),
  save: ({ services }) => ({ services: services.save() }),
  fill(state, { services }) {
    state.services.fill(services);
    return true;
  },
};

class Run implements DetectorRun {
  readonly #states: KeyedStates<State>;
  readonly #answering: Answering;

  constructor(saved: unknown) {
    const { states, answering } = (saved ?? {}) as Record<string, unknown>;
    this.#states = new KeyedStates(kind, states);
    this.#answering = Answering.open(answering);
  }

  see(fact: Fact, sayings: Sayings): void {
    const attempt = attemptOf(fact);
    if (attempt === null || attempt.port === 0) return;
    const { source, port } = attempt;
    if (attempt.outcome === "open") this.#answering.add(attempt.serviceHash, fact.timeUs);
    if (attempt.outcome !== "failed" || this.#answering.has(attempt.serviceHash)) return;
    if (fact.sourceInside && webPorts.has(port)) return;
    const state = this.#states.at(source, fact.timeUs);
    if (!state.services.addHash(fact.timeUs, attempt.serviceHash)) return;
    const { filled } = state.services;
    if (filled >= 2) this.#states.matters(source);
    if (filled < panesMin) return;
    if (isBelow(state, state.services.atMost, servicesMin)) return;
    const services = state.services.count;
    if (!isWorthSaying(state, services, fact.sourceInside ? servicesMinInside : servicesMin)) return;
    sayings.say({
      subject: addressSubject(source),
      about: "",
      level: fact.sourceInside ? "high" : "low",
      count: services,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      fields: {
        services: String(services),
        "over hours": String(Math.round((state.lastUs - state.firstUs) / 3600e6)),
        from: fact.sourceInside ? "inside" : "outside",
      },
    });
  }

  figures() {
    return this.#states.figures();
  }

  save() {
    return { states: this.#states.save(), answering: this.#answering.save() };
  }
}

export const scanSlow = {
  id: "scan-slow",
  title: "Slow scan over days",
  explains:
    `One source tried ${servicesMin} different services (machine and port) that gave it nothing, in at least ${panesMin} of ` +
    `the last 28 quarters of a day; ${servicesMinInside} where it is one of the own machines, and then not through the ` +
    "web's ports, as everybody fails somewhere there. Who takes days for what takes minutes wants not to be seen.",
  level: "medium",
  techniques: ["T1046", "T1595.001"],
  scope: "member",
  stateBytesMax: 24 * 1024 * 1024,
  wants: mayBeAttempt,
  open: (saved) => new Run(saved),
} satisfies Detector;
