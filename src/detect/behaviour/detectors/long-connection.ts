/**
 * One connection that stays open for hours or days: a remote control needs no timer where it never hangs up. Its length is
 * what the sensor says at its end, or how far apart the records of one connection are where a device writes some while it is
 * open. Names are learned from DNS, TLS and web requests on the way, so that what everybody uses is told apart.
 * Bound: 8,192 connections, 2,048 pairs and 8,192 names, 4 MB.
 */
import { normalizeAddress } from "../../../model/index.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { learnNames, tellsNames } from "../places/known-names.js";
import { goesOut, isCommonSite, upkeepPorts } from "../places/places.js";
import type { KeptMap } from "../sketches/kept-map.js";
import {
  bytesText,
  dayUs,
  hourUs,
  isFromTheFuture,
  neverSaid,
  openPlain,
  openStates,
  type Said,
  savePlain,
  saveStates,
  spanText,
  speaks,
} from "../state.js";

const version = 1;
const longUs = 8 * hourUs;
const veryLongUs = 24 * hourUs;
/** Push services and mail are made to stay open: Apple, Google, MQTT, IMAP, XMPP. */
const staysOpen: ReadonlySet<number> = new Set([993, 1883, 5222, 5223, 5228, 5229, 5230, 8883]);

interface Pair extends Said {
  longest: number;
  count: number;
}

class LongConnectionRun implements DetectorRun {
  /** When each connection was seen first, by the sensor's name of it. */
  readonly #begun: KeptMap<number>;
  readonly #pairs: KeptMap<Pair>;
  readonly #names: KeptMap<string>;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#begun = openPlain(8192, parts.begun);
    this.#pairs = openPlain(2048, parts.pairs);
    this.#names = openPlain(8192, parts.names);
  }

  see(fact: Fact, sayings: Sayings): void {
    if (tellsNames(fact)) learnNames(this.#names, fact);
    const { connection } = fact;
    if (connection === null || !goesOut(fact) || upkeepPorts.has(fact.destinationPort)) return;
    if (fact.protocol === "icmp" || connection.state === "unanswered" || connection.state === "refused")
      return;
    const spanUs = this.#span(fact, connection.id, connection.durationUs ?? 0);
    if (spanUs < longUs) return;
    const key = `${fact.source} ${fact.destination} ${fact.destinationPort}`;
    const pair = this.#pairs.at(key, () => ({ longest: 0, count: 0, ...neverSaid() }));
    this.#pairs.matters(key);
    pair.count++;
    pair.longest = Math.max(pair.longest, spanUs);
    if (!speaks(pair, pair.longest, fact.timeUs, 7 * dayUs)) return;
    const name = this.#names.get(fact.destination) ?? "";
    const isUsual = (name !== "" && isCommonSite(name)) || staysOpen.has(fact.destinationPort);
    sayings.say({
      level: isUsual ? "informational" : spanUs >= veryLongUs ? "medium" : "low",
      subject: normalizeAddress(fact.destination),
      about: `${fact.source} port ${fact.destinationPort}`,
      count: pair.count,
      firstUs: Math.max(0, fact.timeUs - (connection.durationUs === null ? spanUs : 0)),
      lastUs: fact.timeUs + (connection.durationUs ?? 0),
      fields: {
        machine: fact.source,
        destination: fact.destination,
        port: String(fact.destinationPort),
        ...(name === "" ? {} : { name }),
        open: spanText(spanUs),
        ...(connection.bytesOut === null ? {} : { sent: bytesText(connection.bytesOut) }),
        ...(connection.bytesIn === null ? {} : { received: bytesText(connection.bytesIn) }),
      },
    });
  }

  #span(fact: Fact, id: string, durationUs: number): number {
    if (id === "") return durationUs;
    // Ids of firewalls come again after a while: only with the same ends they are the same.
    const key = `${id} ${fact.source} ${fact.sourcePort} ${fact.destination} ${fact.destinationPort}`;
    const first = this.#begun.get(key);
    if (first === undefined || fact.timeUs < first) {
      this.#begun.set(key, fact.timeUs);
      return Math.max(durationUs, first === undefined ? 0 : first - fact.timeUs);
    }
    return Math.max(durationUs, fact.timeUs - first);
  }

  figures() {
    return {
      held: this.#begun.size + this.#pairs.size + this.#names.size,
      dropped: this.#begun.dropped + this.#pairs.dropped + this.#names.dropped,
    };
  }

  save() {
    return saveStates(version, {
      begun: savePlain(this.#begun),
      pairs: savePlain(this.#pairs),
      names: savePlain(this.#names),
    });
  }
}

export const longConnection = {
  id: "long-connection",
  title: "A connection that stays open for hours or days",
  explains:
    "A connection from inside to outside that was open for 8 hours (low) or for a day (medium). A remote control can hide in " +
    "one that never ends. Push, chat and mail services stay open too: the ports made for that, and sites that everybody " +
    "uses (where their name was seen), are informational. Said once a week for each machine and place, or when the longest " +
    "has doubled.",
  level: "low",
  techniques: ["T1071", "T1572"],
  scope: "member",
  stateBytesMax: 4 * 1024 * 1024,
  anyTime: true,
  wants: (fact) => (fact.connection !== null || tellsNames(fact)) && !isFromTheFuture(fact),
  open: (saved) => new LongConnectionRun(saved),
} satisfies Detector;
