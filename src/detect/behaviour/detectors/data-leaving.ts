/**
 * More goes out than ever before, or much goes to a place that was never talked to. What each machine sends is counted by
 * day and place; its own days before are the measure. In its first three days a machine has no measure, and only what is
 * grave is said.
 * Bound: 4,096 machines with 14 days each, 16,384 pairs of machine and place, 8,192 names: 9 MB.
 */
import { normalizeAddress } from "../../../model/index.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { learnNames, tellsNames } from "../places/known-names.js";
import { goesOut, isCommonSite } from "../places/places.js";
import { median } from "../places/regular.js";
import type { KeptMap } from "../sketches/kept-map.js";
import {
  bytesText,
  dayUs,
  isFromTheFuture,
  neverSaid,
  openPlain,
  openStates,
  type Said,
  savePlain,
  saveStates,
  speaks,
} from "../state.js";

const version = 1;
const daysKept = 14;
const learningDays = 3;
/** A place is new for as long as this after it was first talked to. */
const newForUs = 2 * dayUs;
const toNewPlaceMin = 100e6;
const toNewPlaceGrave = 2e9;
/** Against the own days before: so many times the most of them, and at least so much. */
const timesUsual = 5;
const overUsualMin = 500e6;
/** Sent by so many times more than what came back: a download sends acknowledgements too. */
const outOverIn = 2;

interface Machine extends Said {
  /** Bytes sent by day, by the day's number. */
  days: Record<string, number>;
  firstUs: number;
}

interface Pair extends Said {
  firstUs: number;
  sent: number;
  received: number;
  count: number;
}

class DataLeavingRun implements DetectorRun {
  readonly #machines: KeptMap<Machine>;
  readonly #pairs: KeptMap<Pair>;
  readonly #names: KeptMap<string>;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#machines = openPlain(4096, parts.machines);
    this.#pairs = openPlain(16_384, parts.pairs);
    this.#names = openPlain(8192, parts.names);
  }

  see(fact: Fact, sayings: Sayings): void {
    if (tellsNames(fact)) learnNames(this.#names, fact);
    const { connection } = fact;
    if (connection === null || !fact.sourceInside || !goesOut(fact)) return;
    const machine = this.#machines.at(fact.source, () => ({
      days: {},
      firstUs: fact.timeUs,
      ...neverSaid(),
    }));
    machine.firstUs = Math.min(machine.firstUs, fact.timeUs);
    this.#toPlace(fact, machine, sayings);
    if (connection.bytesOut === null || connection.bytesOut === 0) return;
    this.#overUsual(fact, machine, connection.bytesOut, sayings);
  }

  figures() {
    return {
      held: this.#machines.size + this.#pairs.size + this.#names.size,
      dropped: this.#machines.dropped + this.#pairs.dropped + this.#names.dropped,
    };
  }

  save() {
    return saveStates(version, {
      machines: savePlain(this.#machines),
      pairs: savePlain(this.#pairs),
      names: savePlain(this.#names),
    });
  }

  #toPlace(fact: Fact, machine: Machine, sayings: Sayings): void {
    const name = this.#names.get(fact.destination) ?? "";
    const key = `${fact.source} ${fact.destination}`;
    const pair = this.#pairs.at(key, () => ({
      firstUs: fact.timeUs,
      sent: 0,
      received: 0,
      count: 0,
      ...neverSaid(),
    }));
    pair.firstUs = Math.min(pair.firstUs, fact.timeUs);
    pair.count++;
    if (pair.count === 3) this.#pairs.matters(key);
    if (fact.timeUs > pair.firstUs + newForUs) return;
    pair.sent += fact.connection?.bytesOut ?? 0;
    pair.received += fact.connection?.bytesIn ?? 0;
    const isLearning = pair.firstUs < machine.firstUs + learningDays * dayUs;
    if (pair.sent < (isLearning ? toNewPlaceGrave : toNewPlaceMin) || pair.sent < pair.received * outOverIn)
      return;
    if (!speaks(pair, pair.sent, fact.timeUs, 7 * dayUs)) return;
    const isUsual = name !== "" && isCommonSite(name);
    sayings.say({
      level: isUsual ? "low" : pair.sent >= toNewPlaceGrave && !isLearning ? "high" : "medium",
      subject: normalizeAddress(fact.destination),
      about: `${fact.source} to a new place`,
      count: pair.count,
      firstUs: pair.firstUs,
      lastUs: fact.timeUs,
      fields: {
        machine: fact.source,
        destination: fact.destination,
        port: String(fact.destinationPort),
        ...(name === "" ? {} : { name }),
        sent: bytesText(pair.sent),
        received: bytesText(pair.received),
      },
    });
  }

  #overUsual(fact: Fact, machine: Machine, bytes: number, sayings: Sayings): void {
    const day = Math.floor(fact.timeUs / dayUs);
    for (const key of Object.keys(machine.days)) if (Number(key) < day - daysKept) delete machine.days[key];
    const sent = (machine.days[day] ?? 0) + bytes;
    machine.days[day] = sent;
    const before = Object.entries(machine.days)
      .filter(([key]) => Number(key) < day)
      .map(([, amount]) => amount);
    if (before.length < learningDays) return;
    this.#machines.matters(fact.source);
    const most = Math.max(...before);
    if (sent < overUsualMin || sent < most * timesUsual || !speaks(machine, sent, fact.timeUs, dayUs)) return;
    sayings.say({
      subject: normalizeAddress(fact.source),
      about: "more than ever",
      count: 1,
      firstUs: day * dayUs,
      lastUs: fact.timeUs,
      fields: {
        machine: fact.source,
        "sent today": bytesText(sent),
        "most before": bytesText(most),
        "usual day": bytesText(median(before)),
        "days known": String(before.length),
        "now to": this.#names.get(fact.destination) ?? fact.destination,
      },
    });
  }
}

export const dataLeaving = {
  id: "data-leaving",
  title: "More data leaves than usual, or to a new place",
  explains:
    "Measured is what a machine sends to outside, against itself. Medium: within two days of first talking to a place it sent " +
    "100 MB or more there, at least twice what came back (2 GB: high; to a site that everybody uses: low); or it sent today " +
    "500 MB or more, and five times the most of its last 14 days. In a machine's first three days there is no measure: only " +
    "2 GB to one place are said, as medium. Backups that move to a new provider look the same: ask before you cut them off.",
  level: "medium",
  techniques: ["T1048", "T1041", "T1567"],
  scope: "member",
  stateBytesMax: 10 * 1024 * 1024,
  anyTime: true,
  wants: (fact) => (fact.connection !== null || tellsNames(fact)) && !isFromTheFuture(fact),
  open: (saved) => new DataLeavingRun(saved),
} satisfies Detector;
