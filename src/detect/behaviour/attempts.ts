/**
 * The attempt to reach a service that a fact tells of, for detectors of scans: who, whom, which port, and whether anybody
 * answered. Logs of connections tell it best; a protocol's log tells of a port that was open. Left out are replies that
 * look like attempts (from a low port to one of the high ones), what goes to all at once (multicast, broadcast), and
 * traceroute's ports, which a machine counts up on its way to one other.
 */
import { normalizeAddress, type Observable } from "../../model/index.js";
import type { Fact } from "./fact.js";
import { hash32 } from "./sketches/hash.js";

export interface Attempt {
  readonly source: string;
  readonly target: string;
  /** 0 for protocols without ports. */
  readonly port: number;
  readonly protocol: string;
  /** `failed`: refused, blocked, unanswered or left half-open; `open`: it was spoken to; `unknown`: a packet was seen. */
  readonly outcome: "open" | "failed" | "unknown";
  /** Of target, protocol and port. */
  readonly serviceHash: number;
}

/** IANA's dynamic ports begin at 49,152, Linux gives them out from 32,768. */
const dynamicFrom = 32_768;
const wellKnownBelow = 1_024;
/** UDP 33434 and up, one more for each hop and probe. */
const tracerouteFrom = 33_434;
const tracerouteTo = 33_534;

/** Ends that stand for many, or for none: 224.0.0.0/3 (multicast, reserved, broadcast), 0.0.0.0/8, ff00::/8, ::. */
function isNobody(address: string): boolean {
  const colon = address.indexOf(":");
  if (colon >= 0) return address.startsWith("ff") || address === "::";
  const dot = address.indexOf(".");
  const first = Number(address.slice(0, Math.max(dot, 0)));
  return dot < 0 || first >= 224 || first === 0 || address.endsWith(".255");
}

/** Whether a fact may be one, by what costs nothing. */
export function mayBeAttempt(fact: Fact): boolean {
  return fact.source !== "" && fact.destination !== "" && fact.source !== fact.destination;
}

const outcomes = {
  established: "open",
  refused: "failed",
  unanswered: "failed",
  "half-open": "failed",
  unknown: "unknown",
} as const;

/** Each detector of scans asks for the attempt of the same fact. */
let lastFact: Fact | null = null;
let lastAttempt: Attempt | null = null;

export function attemptOf(fact: Fact): Attempt | null {
  if (fact !== lastFact) {
    lastAttempt = readAttempt(fact);
    lastFact = fact;
  }
  return lastAttempt;
}

function readAttempt(fact: Fact): Attempt | null {
  if (!mayBeAttempt(fact) || isNobody(fact.destination) || isNobody(fact.source)) return null;
  const { source, destination: target, destinationPort: port, sourcePort, protocol } = fact;
  if (port >= dynamicFrom && sourcePort > 0 && sourcePort < wellKnownBelow) return null;
  if (protocol === "udp" && port >= tracerouteFrom && port <= tracerouteTo) return null;
  const outcome = outcomeOf(fact);
  if (outcome === null) return null;
  const serviceHash = hash32(target, (port << 3) ^ (protocol === "tcp" ? 1 : protocol === "udp" ? 2 : 3));
  return { source, target, port, protocol, outcome, serviceHash };
}

/** A sensor's alert, and what it says of files and oddities, is about a packet of either side. */
const notOfTheAsker =
  /^(?:eve-(?:alert|anomaly|fileinfo|drop|stats|dhcp|dns)|zeek-(?:dns|files|weird|notice|x509|dpd|dhcp|software|syslog|pe))$/;

function outcomeOf(fact: Fact): Attempt["outcome"] | null {
  const { connection } = fact;
  if (connection !== null) {
    const outcome = outcomes[connection.state];
    // Something came back, and nobody says what: whoever asks and answers over UDP is no scanner.
    if (outcome === "unknown" && (connection.bytesIn ?? 0) > 0) return "open";
    return outcome;
  }
  if (fact.action === "blocked" && fact.alert === null) return "failed";
  if (notOfTheAsker.test(fact.log) || fact.destinationPort === 0) return null;
  if (fact.log === "zeek-ssl") return fact.tls?.established === false ? "unknown" : "open";
  return fact.log.startsWith("zeek-") || fact.log.startsWith("eve-") ? "open" : null;
}

/** The address as the value a detection is about; null where it is none. */
export function addressSubject(address: string): Observable | null {
  return normalizeAddress(address);
}

/** `tcp/445`, `icmp`. */
export function portName({ protocol, port }: Pick<Attempt, "protocol" | "port">): string {
  const name = protocol === "" ? "port" : protocol;
  return port === 0 ? name : `${name}/${port}`;
}
