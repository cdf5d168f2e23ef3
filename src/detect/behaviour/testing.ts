/** For tests: facts made of what a test cares about, and a detector played over them. */

import type { OtMessage } from "../ot/message.js";
import type { Detector, DetectorFigures, DetectorRun, Finding, Surroundings } from "./detector.js";
import type { AlertFact, ConnectionFact, DnsFact, Fact, HttpFact, LoginFact, TlsFact } from "./fact.js";

/** 2026-01-05, a Monday, 00:00 UTC: a time that tests count from. */
export const testStartUs = Date.UTC(2026, 0, 5) * 1000;
export const secondUs = 1e6;
export const minuteUs = 60e6;
export const hourUs = 3600e6;
export const dayUs = 86_400e6;

type Parts = {
  readonly connection?: Partial<ConnectionFact> | null;
  readonly login?: Partial<LoginFact> | null;
  readonly dns?: Partial<DnsFact> | null;
  readonly http?: Partial<HttpFact> | null;
  readonly tls?: Partial<TlsFact> | null;
  readonly alert?: Partial<AlertFact> | null;
  readonly ot?: Partial<OtMessage> | null;
};

const connection: ConnectionFact = {
  state: "established",
  bytesOut: null,
  bytesIn: null,
  packetsOut: null,
  packetsIn: null,
  durationUs: null,
  id: "",
};
const login: LoginFact = {
  service: "ssh",
  outcome: "failed",
  user: "",
  unknownUser: false,
  saying: "failed",
  times: 1,
  server: "",
};
const dns: DnsFact = { query: "", type: "A", rcode: "NOERROR", answers: [], ttl: null };
const http: HttpFact = {
  method: "GET",
  host: "",
  uri: "/",
  status: 200,
  userAgent: "",
  bytesOut: null,
  bytesIn: null,
};
const tls: TlsFact = { serverName: "", ja3: "", ja4: "", established: null };
const alert: AlertFact = { signature: "", category: "", severity: 0 };
const ot: OtMessage = {
  protocol: "modbus",
  sender: "",
  receiver: "",
  isRequest: true,
  kind: "read",
  function: "",
  unit: "",
  points: [],
  error: "",
  identity: null,
  counts: true,
};

/**
 * A fact; what is left out is as a record has it that says nothing of it. Whether an end is inside is by 10.0.0.0/8
 * unless given, the direction by the ends, the time the start of the tests.
 */
export function factOf(given: Partial<Omit<Fact, keyof Parts>> & Parts = {}): Fact {
  const inside = (address: string | undefined) => address?.startsWith("10.") === true;
  const sourceInside = given.sourceInside ?? inside(given.source);
  const destinationInside = given.destinationInside ?? inside(given.destination);
  const timeUs = given.timeUs ?? testStartUs;
  const part = <T>(whole: T, some: Partial<T> | null | undefined): T | null =>
    some === undefined || some === null ? null : { ...whole, ...some };
  return {
    memberId: "member-1",
    receivedUs: timeUs,
    timed: true,
    log: "zeek-conn",
    source: "",
    sourcePort: 0,
    destination: "",
    destinationPort: 0,
    direction: sourceInside
      ? destinationInside
        ? "internal"
        : "outbound"
      : destinationInside
        ? "inbound"
        : "unknown",
    protocol: "tcp",
    service: "",
    action: "",
    user: "",
    message: "",
    names: [],
    addresses: [],
    urls: [],
    hashes: [],
    native: {},
    line: 0,
    mark: null,
    ...given,
    timeUs,
    sourceInside,
    destinationInside,
    connection: part(connection, given.connection),
    login: part(login, given.login),
    dns: part(dns, given.dns),
    http: part(http, given.http),
    tls: part(tls, given.tls),
    alert: part(alert, given.alert),
    ot: part({ ...ot, sender: given.source ?? "", receiver: given.destination ?? "" }, given.ot),
  };
}

export interface Played {
  readonly findings: readonly Finding[];
  readonly figures: DetectorFigures;
  readonly run: DetectorRun;
}

/**
 * What a detector says of the facts, in order, with a tick for every minute of their time that goes by. With `saveEvery`
 * the run is saved and opened again after so many facts, as after a kill.
 */
export function play(
  detector: Detector,
  facts: Iterable<Fact>,
  options: {
    readonly saveEvery?: number;
    readonly saved?: unknown;
    readonly surroundings?: Surroundings;
  } = {},
): Played {
  const findings: Finding[] = [];
  const sayings = { say: (finding: Finding) => void findings.push(finding) };
  let run = detector.open(options.saved ?? null, options.surroundings);
  let seen = 0;
  let newestUs = Number.NEGATIVE_INFINITY;
  for (const fact of facts) {
    if (detector.wants(fact)) run.see(fact, sayings);
    if (fact.timeUs > newestUs) {
      const passed = Math.floor(fact.timeUs / minuteUs) > Math.floor(newestUs / minuteUs);
      newestUs = fact.timeUs;
      if (passed) run.tick?.(newestUs, sayings);
    }
    if (options.saveEvery !== undefined && ++seen % options.saveEvery === 0)
      run = detector.open(structuredClone(run.save()), options.surroundings);
  }
  return { findings, figures: run.figures(), run };
}
