/**
 * TLS that tells by itself that it is a tool's and no program's: the server's certificate is one that an attack tool makes,
 * or the client sends an address as the server's name, which RFC 6066 section 3 forbids and browsers never do, again and
 * again. Zeek writes certificates into a log of their own, before or after the connection's: both orders are joined by
 * the certificate's id.
 * Bound: 4,096 connections' certificates, 1,024 tools' certificates and 4,096 pairs, 3 MB.
 */
import { normalizeAddress, normalizeHost } from "../../../model/index.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { textAt, textsAt } from "../facts/native-fields.js";
import { isOneMachine } from "../places/places.js";
import { toolOf } from "../places/tool-certificates.js";
import { KeptMap } from "../sketches/kept-map.js";
import { SlidingCount } from "../sketches/sliding.js";
import {
  dayUs,
  isFromTheFuture,
  minuteUs,
  neverSaid,
  openPlain,
  openStates,
  type Said,
  savePlain,
  saveStates,
  speaks,
} from "../state.js";

const version = 1;
const paneUs = 2 * minuteUs;
const panes = 5;
/** In ten minutes: from outside's view few are enough; inside, appliances are asked by address too, but not so often. */
const addressedOutsideMin = 20;
const addressedInsideMin = 60;

interface Ends {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

interface Pair extends Said {
  readonly recent: SlidingCount;
  total: number;
  firstUs: number;
  lastUs: number;
}

const openPair = (saved: unknown): Pair | undefined => {
  const pair = saved as Omit<Pair, "recent"> & { readonly recent: unknown };
  return { ...pair, recent: SlidingCount.open(paneUs, panes, pair.recent) };
};

class OddTlsRun implements DetectorRun {
  readonly #ends: KeptMap<Ends>;
  readonly #tools: KeptMap<string>;
  readonly #pairs: KeptMap<Pair>;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#ends = openPlain(4096, parts.ends);
    this.#tools = openPlain(1024, parts.tools);
    this.#pairs = KeptMap.open(4096, parts.pairs, openPair);
  }

  see(fact: Fact, sayings: Sayings): void {
    if (fact.tls === null) this.#certificate(fact, sayings);
    else if (isOneMachine(fact.destination)) this.#connection(fact, sayings);
  }

  figures() {
    return {
      held: this.#ends.size + this.#tools.size + this.#pairs.size,
      dropped: this.#ends.dropped + this.#tools.dropped + this.#pairs.dropped,
    };
  }

  save() {
    return saveStates(version, {
      ends: savePlain(this.#ends),
      tools: savePlain(this.#tools),
      pairs: this.#pairs.save((pair) => ({ ...pair, recent: pair.recent.save() })),
    });
  }

  /** The log of certificates alone: whose it is says the connection that named it. */
  #certificate(fact: Fact, sayings: Sayings): void {
    const tool = toolOf(
      textAt(fact.native, "certificate.subject", "certificate_subject"),
      textAt(fact.native, "certificate.issuer", "certificate_issuer"),
    );
    if (tool === null) return;
    for (const id of [textAt(fact.native, "id"), textAt(fact.native, "fingerprint")]) {
      if (id === "") continue;
      this.#tools.set(id, tool);
      const ends = this.#ends.get(id);
      if (ends !== undefined) this.#tool(fact, ends, tool, sayings);
    }
  }

  #connection(fact: Fact, sayings: Sayings): void {
    const ends = { source: fact.source, destination: fact.destination, port: fact.destinationPort };
    const { native } = fact;
    const [chain = ""] = [...textsAt(native, "cert_chain_fuids"), ...textsAt(native, "cert_chain_fps")];
    const first = chain.split(",")[0] as string;
    if (first !== "") this.#ends.set(first, ends);
    const tool =
      toolOf(textAt(native, "subject", "tls.subject"), textAt(native, "issuer", "tls.issuerdn")) ??
      (first === "" ? undefined : this.#tools.get(first)) ??
      null;
    if (tool !== null) this.#tool(fact, ends, tool, sayings);
    this.#addressed(fact, ends, sayings);
  }

  #pairOf(key: string, fact: Fact): Pair {
    const pair = this.#pairs.at(key, () => ({
      recent: new SlidingCount(paneUs, panes),
      total: 0,
      firstUs: fact.timeUs,
      lastUs: fact.timeUs,
      ...neverSaid(),
    }));
    pair.total++;
    pair.firstUs = Math.min(pair.firstUs, fact.timeUs);
    pair.lastUs = Math.max(pair.lastUs, fact.timeUs);
    pair.recent.add(fact.timeUs);
    return pair;
  }

  #tool(fact: Fact, ends: Ends, tool: string, sayings: Sayings): void {
    const key = `tool ${ends.source} ${ends.destination} ${ends.port}`;
    const pair = this.#pairOf(key, fact);
    this.#pairs.matters(key);
    if (!speaks(pair, pair.total, fact.timeUs, dayUs)) return;
    sayings.say({
      level: "high",
      subject: normalizeAddress(ends.destination),
      about: `${ends.source} ${tool}`,
      count: pair.total,
      firstUs: pair.firstUs,
      lastUs: pair.lastUs,
      fields: {
        machine: ends.source,
        destination: ends.destination,
        port: String(ends.port),
        why: `the server's certificate is one that ${tool} makes`,
      },
    });
  }

  #addressed(fact: Fact, ends: Ends, sayings: Sayings): void {
    const sent = normalizeHost(fact.tls?.serverName ?? "");
    // A scanner tries ports that speak no TLS: nothing is steered through what was never set up.
    if (sent === null || sent.type === "domain" || fact.tls?.established === false) return;
    const pair = this.#pairOf(`address ${ends.source} ${ends.destination} ${ends.port}`, fact);
    const least = fact.destinationInside ? addressedInsideMin : addressedOutsideMin;
    if (pair.recent.sum < least || !speaks(pair, pair.total, fact.timeUs, dayUs)) return;
    sayings.say({
      subject: normalizeAddress(ends.destination),
      about: `${ends.source} address as name`,
      count: pair.total,
      firstUs: pair.firstUs,
      lastUs: pair.lastUs,
      fields: {
        machine: ends.source,
        destination: ends.destination,
        port: String(ends.port),
        "in ten minutes": String(pair.recent.sum),
        why: "the client sends an address as the server's name, which programs for people never do",
      },
    });
  }
}

export const oddTls = {
  id: "odd-tls",
  title: "A machine speaks TLS as attack tools do",
  explains:
    "Some TLS tells by itself what it is. High: the server shows a certificate that an attack tool makes (Metasploit, " +
    "Cobalt Strike, PoshC2, Covenant, AsyncRAT, Quasar and others write names into it that nobody else writes). Medium: a " +
    "machine opened 20 or more connections within ten minutes to one address outside (60 to one inside, as old appliances " +
    "are asked so too) and each time sent that address as the server's name, which the standard forbids and browsers " +
    "never do, but simple implants do. Said once a day, or when the count has doubled.",
  level: "medium",
  techniques: ["T1071.001", "T1573.002", "T1587.003"],
  scope: "member",
  stateBytesMax: 4 * 1024 * 1024,
  anyTime: true,
  wants: (fact) => (fact.log === "zeek-x509" || fact.tls !== null) && !isFromTheFuture(fact),
  open: (saved) => new OddTlsRun(saved),
} satisfies Detector;
