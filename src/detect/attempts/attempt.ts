/**
 * What counts as one attempt: an act from outside against a member's machines that nobody there asked for. docs/attempts.md
 * says it in full, and every report counts like this.
 *
 * Four kinds, the gravest first. `exploit`: a request made to break in. `login`: a log-in that failed. `alert`: a sensor
 * raised an alert about a packet from outside. `knock`: a connection that a device blocked, a machine refused, or nobody
 * answered. What was answered and did none of that is no attempt.
 */
import type { Fact } from "../behaviour/fact.js";
import { isExploitAlert, isExploitRequest } from "./exploit-requests.js";

export const attemptKinds = ["exploit", "login", "alert", "knock"] as const;
export type AttemptKind = (typeof attemptKinds)[number];

/** Who stopped it: a device (by the name of its log), the machine itself, silence, or nobody. */
export const blockedByMachine = "machine";
export const blockedBySilence = "no answer";
export const blockedByNobody = "nobody";

export type Stopped = "device" | "machine" | "silence" | "nobody";

/** ATT&CK ids: active scanning, brute force, exploit of a public application. A sensor's alert may be anything. */
export const techniqueOf: Readonly<Record<AttemptKind, string>> = {
  exploit: "T1190",
  login: "T1110",
  alert: "",
  knock: "T1595",
};

export interface Attempt {
  readonly kind: AttemptKind;
  readonly source: string;
  /** Empty where the record of a server does not say which of its addresses was meant. */
  readonly target: string;
  readonly port: number;
  readonly protocol: string;
  readonly service: string;
  readonly stopped: Stopped;
  /** Attempts that the record stands for: more than one where a server writes "repeated". */
  readonly times: number;
}

const services: ReadonlyMap<number, string> = new Map([
  [21, "ftp"],
  [22, "ssh"],
  [23, "telnet"],
  [25, "mail"],
  [80, "web"],
  [110, "mail"],
  [139, "smb"],
  [143, "mail"],
  [443, "web"],
  [445, "smb"],
  [465, "mail"],
  [587, "mail"],
  [993, "mail"],
  [995, "mail"],
  [1433, "mssql"],
  [3306, "mysql"],
  [3389, "rdp"],
  [5432, "postgresql"],
  [5900, "vnc"],
  [8080, "web"],
  [8443, "web"],
]);

const serviceOf = (protocol: string, port: number): string => services.get(port) ?? `${protocol} ${port}`;

/** From outside to inside; a server's own log has often no address of itself. */
const comesIn = (fact: Fact): boolean =>
  !fact.sourceInside && fact.source !== "" && (fact.destinationInside || fact.destination === "");

/** The attempt that a record tells of, or null where it tells of none. */
export function attemptOf(fact: Fact): Attempt | null {
  if (!comesIn(fact)) return null;
  const { login, http, alert, connection } = fact;
  if (login !== null) {
    if (login.outcome !== "failed") return null;
    return attempt(
      fact,
      "login",
      fact.action === "blocked" ? "device" : "machine",
      login.service,
      login.times,
    );
  }
  if (http !== null && isExploitRequest(http))
    return attempt(fact, "exploit", stoppedWeb(fact, http.status), "web");
  if (alert !== null)
    return attempt(
      fact,
      isExploitAlert(alert) ? "exploit" : "alert",
      fact.action === "blocked" ? "device" : "nobody",
    );
  if (fact.destination === "") return null;
  if (fact.action === "blocked") return attempt(fact, "knock", "device");
  if (connection === null) return null;
  if (connection.state === "refused") return attempt(fact, "knock", "machine");
  if (connection.state === "unanswered") return attempt(fact, "knock", "silence");
  return connection.state === "half-open" ? attempt(fact, "knock", "nobody") : null;
}

function attempt(fact: Fact, kind: AttemptKind, stopped: Stopped, service = "", times = 1): Attempt {
  const { source, destination, destinationPort, protocol } = fact;
  return {
    kind,
    source,
    target: destination,
    port: destinationPort,
    protocol,
    service: service === "" ? serviceOf(protocol, destinationPort) : service,
    stopped,
    times: Math.max(1, times),
  };
}

/** A server that answers 4xx or 5xx did not do what was asked; one that answers 2xx may have. */
const stoppedWeb = (fact: Fact, status: number): Stopped =>
  fact.action === "blocked" ? "device" : status >= 400 ? "machine" : "nobody";
