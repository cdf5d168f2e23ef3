/**
 * A program that calls home by a timer. Visits of one machine to one place outside are kept, the newest 32 each, by their
 * own times and in order, so that late ones fall where they belong; visits within two seconds are one. Regular means that
 * gaps and sizes repeat (`places/regular.ts`). A timer alone is no crime: updates, chat and mail programs all have one. So
 * the level follows from what else is odd about the place.
 * Bound: 8,192 pairs of machine and place, 7 MB; those with six visits go last.
 */
import type { DetectionLevel } from "../../../model/index.js";
import type { Detector, DetectorRun, Finding, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { looksMadeUp } from "../places/made-up.js";
import { asksProxy, endOf, ordinaryPorts, type Place, placeOutside, proxyPorts } from "../places/places.js";
import { median, type Regularity, regularity, sameSize } from "../places/regular.js";
import type { KeptMap } from "../sketches/kept-map.js";
import {
  dayUs,
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

const pairsMax = 8192;
const placesMax = 4096;
const visitsKept = 32;
const visitsMin = 16;
const sameVisitUs = 2e6;
const fitMin = 0.85;
const sizeFitMin = 0.6;
/** Machines of the member at one place from which on it is something that they all have. */
const machinesMany = 5;
const windowUs = 7 * dayUs;
const version = 1;
const carryingTypes: ReadonlySet<string> = new Set(["TXT", "NULL", "CNAME", "MX", "KEY", "ANY"]);

interface Visits extends Said {
  /** In order; sizes stand beside them. */
  times: number[];
  sizes: (number | null)[];
  total: number;
  /** Visits that nobody answered, and posts, of all. */
  unanswered: number;
  posts: number;
  /** Questions to DNS of types that carry data, and those that had no answer in them. */
  carrying: number;
  empty: number;
  /** Established on 80 or 443, with data, and the sensor knew no protocol in it. */
  unknownTalk: number;
  firstUs: number;
  lastUs: number;
  nextLook: number;
}

/** The first machines that visit a place. */
interface Visitors extends Said {
  first: string[];
}

const begin = (timeUs: number): Visits => ({
  times: [],
  sizes: [],
  total: 0,
  unanswered: 0,
  posts: 0,
  unknownTalk: 0,
  carrying: 0,
  empty: 0,
  firstUs: timeUs,
  lastUs: timeUs,
  nextLook: visitsMin,
  ...neverSaid(),
});

class BeaconRun implements DetectorRun {
  readonly #pairs: KeptMap<Visits>;
  readonly #machines: KeptMap<Visitors>;
  readonly #proxies: KeptMap<true>;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#pairs = openPlain(pairsMax, parts.pairs);
    this.#machines = openPlain(placesMax, parts.machines);
    this.#proxies = openPlain(256, parts.proxies);
  }

  see(fact: Fact, sayings: Sayings): void {
    if (asksProxy(fact)) this.#proxies.set(endOf(fact), true);
    const place = placeOutside(
      fact,
      (end) => this.#proxies.get(end) === true || proxyPorts.has(fact.destinationPort),
    );
    if (place === null || place.common || fact.source === "") return;
    const port = place.layer === "dns" || place.proxied ? 0 : fact.destinationPort;
    const key = `${fact.source} ${place.layer} ${place.value.value} ${port}`;
    const visits = this.#pairs.at(key, () => begin(fact.timeUs));
    add(visits, fact);
    if (visits.total === 6) {
      this.#pairs.matters(key);
      const { first } = this.#machines.at(place.value.value, () => ({ first: [], ...neverSaid() }));
      if (first.length < machinesMany && !first.includes(fact.source)) first.push(fact.source);
    }
    if (visits.total < visits.nextLook || visits.times.length < visitsMin) return;
    visits.nextLook = visits.total + Math.max(8, visits.total >> 2);
    const found = regularity(visits.times);
    const sizes = sameSize(visits.sizes);
    if (found.fit < fitMin || sizes < sizeFitMin) return;
    const odd = oddities(fact, place, visits);
    // Updates, chat and mail programs have a timer too, and every program asks DNS again when an answer has grown old.
    if (odd.length === 0) return;
    const visitors = this.#machines.get(place.value.value);
    const many = visitors !== undefined && visitors.first.length >= machinesMany;
    // What many machines do is said once for all of them.
    if (!speaks(many ? visitors : visits, visits.total, fact.timeUs, windowUs)) return;
    sayings.say(findingOf(fact, place, visits, { ...found, sizes, odd, many }));
  }

  figures() {
    return {
      held: this.#pairs.size + this.#machines.size,
      dropped: this.#pairs.dropped + this.#machines.dropped,
    };
  }

  save() {
    return saveStates(version, {
      pairs: savePlain(this.#pairs),
      machines: savePlain(this.#machines),
      proxies: savePlain(this.#proxies),
    });
  }
}

/** Puts a visit where its time belongs; one that is older than all kept, with no room left, only counts. */
function add(visits: Visits, fact: Fact): void {
  const { connection, http } = fact;
  visits.total++;
  visits.firstUs = Math.min(visits.firstUs, fact.timeUs);
  visits.lastUs = Math.max(visits.lastUs, fact.timeUs);
  if (connection !== null && connection.state !== "established" && connection.state !== "unknown")
    visits.unanswered++;
  if (http?.method === "POST") visits.posts++;
  if (isUnknownTalk(fact)) visits.unknownTalk++;
  if (fact.dns !== null && carryingTypes.has(fact.dns.type)) visits.carrying++;
  if (fact.dns !== null && fact.dns.answers.length === 0) visits.empty++;
  const { times, sizes } = visits;
  let at = times.length;
  while (at > 0 && (times[at - 1] as number) > fact.timeUs) at--;
  const isNear = (other: number | undefined) =>
    other !== undefined && Math.abs(other - fact.timeUs) < sameVisitUs;
  if (isNear(times[at]) || isNear(times[at - 1])) return;
  if (at === 0 && times.length === visitsKept) return;
  times.splice(at, 0, fact.timeUs);
  sizes.splice(at, 0, http?.bytesOut ?? connection?.bytesOut ?? null);
  if (times.length > visitsKept) {
    times.shift();
    sizes.shift();
  }
}

function isUnknownTalk(fact: Fact): boolean {
  const { connection } = fact;
  if (connection === null || fact.http !== null || fact.tls !== null || fact.protocol !== "tcp") return false;
  return (
    fact.log === "zeek-conn" &&
    fact.service === "" &&
    connection.state === "established" &&
    (fact.destinationPort === 80 || fact.destinationPort === 443) &&
    (connection.bytesOut ?? 0) > 0 &&
    (connection.bytesIn ?? 0) > 0
  );
}

/** What is odd about it beside the timer, in words. */
function oddities(fact: Fact, place: Place, visits: Visits): readonly string[] {
  const odd: string[] = [];
  if (place.layer === "http" && !place.named) odd.push("web requests to a bare address");
  if (place.layer === "tls" && !place.named) odd.push("TLS without a server name");
  if ((place.layer === "http" || place.layer === "tls") && place.named)
    odd.push("a name that few machines anywhere know");
  if (place.layer === "connection") {
    if (fact.sourceInside && visits.unanswered >= visits.total * 0.9) odd.push("nobody answers there");
    else if (isOddPort(fact) && visits.unanswered < visits.total * 0.5)
      odd.push(`port ${fact.destinationPort} is not one that ordinary programs use`);
    if (visits.unknownTalk >= visits.total * 0.8) odd.push("not the protocol of its port");
  }
  if (place.layer === "dns") {
    const label = place.value.value.split(".")[0] as string;
    if (visits.empty >= visits.total * 0.8 && looksMadeUp(label))
      odd.push("a name that looks made up, and no answer");
    if (visits.carrying >= visits.total * 0.5) odd.push("types of questions that carry data");
  }
  if (odd.length > 0 && visits.posts >= visits.total * 0.8) odd.push("it always sends, and hardly fetches");
  return odd;
}

const isOddPort = (fact: Fact): boolean =>
  fact.protocol !== "icmp" && !ordinaryPorts.has(fact.destinationPort);

interface Found extends Regularity {
  readonly sizes: number;
  readonly odd: readonly string[];
  /** Many machines of the member do the same. */
  readonly many: boolean;
}

function levelOf(visits: Visits, { odd, many }: Found): DetectionLevel {
  if (many) return "low";
  return odd.length === 1 || visits.unanswered >= visits.total * 0.9 ? "medium" : "high";
}

function findingOf(fact: Fact, place: Place, visits: Visits, found: Found): Finding {
  const { sizes, odd, many } = found;
  const port = place.layer === "dns" ? {} : { port: String(fact.destinationPort) };
  const size = median(visits.sizes.filter((each): each is number => each !== null));
  return {
    level: levelOf(visits, found),
    subject: place.value,
    about: many ? place.layer : `${fact.source} ${place.layer}`,
    count: visits.total,
    firstUs: visits.firstUs,
    lastUs: visits.lastUs,
    fields: {
      machine: fact.source,
      destination: place.value.value,
      ...(place.proxied ? { proxy: fact.destination } : port),
      "seen in": place.layer,
      visits: String(visits.total),
      every: spanText(found.intervalUs),
      jitter: `${Math.round(found.jitter * 100)}%`,
      regular: `${Math.round(found.fit * 100)}%`,
      ...(visits.sizes.some((each) => each !== null)
        ? { "bytes sent": String(Math.round(size)), "same size": `${Math.round(sizes * 100)}%` }
        : {}),
      ...(odd.length > 0 ? { odd: odd.join("; ") } : {}),
      ...(many ? { machines: `${machinesMany} or more` } : {}),
    },
  };
}

export const beacon = {
  id: "beacon",
  title: "A machine calls the same place by a timer",
  explains:
    "Malware asks its server for orders at regular times. Of each machine and each place outside (a name from the web " +
    "request, TLS or DNS; behind a proxy the name it was asked for; else an address and port) the newest 32 visits are " +
    "looked at, from the 16th on. At least 85% of the gaps lie within 35% of their median, or leave out one or two beats; " +
    "at least 60% of the visits send about as much. Update, chat and mail programs do that too: the timer alone is not said, " +
    "nor are sites that everybody uses, and a place that five machines of the member visit is low and said once. It is medium " +
    "where one more thing is odd: a bare address for a web request, TLS without a server name, a name that is on no list of known " +
    "sites, a port that ordinary programs do not use, another protocol than the port's, or nobody who answers (a server " +
    "that was taken down or is blocked); high where two are. Questions to DNS count by registered domain, and only where " +
    "the name looks made up and has no answer, or the types carry data. Said once a week, or when the visits have doubled.",
  level: "medium",
  techniques: ["T1071.001", "T1571", "T1029"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  anyTime: true,
  wants: (fact) =>
    (fact.http !== null || fact.tls !== null || fact.dns !== null || fact.connection !== null) &&
    !isFromTheFuture(fact),
  open: (saved) => new BeaconRun(saved),
} satisfies Detector;
