/**
 * Counting attempts to log in, honestly: servers write several messages for one attempt, and two logs may tell of the same
 * (the sensor's and the server's). Each kind of message of each log is counted by itself, and the attempts are those of
 * the kind that came most often.
 */
import type { Fact, LoginFact } from "./fact.js";
import { tellsConnections } from "./facts/connection.js";
import { loginFact, tellsLogins } from "./facts/login.js";
import { SlidingCount } from "./sketches/sliding.js";

/** Kinds of messages that are told apart; a server has three or four for a failure. */
const kindsMax = 6;

export class LoginCount {
  readonly #paneUs: number;
  readonly #panes: number;
  /** Made when the first comes. */
  #byKind: Map<string, SlidingCount> | null = null;

  constructor(paneUs: number, panes: number) {
    this.#paneUs = paneUs;
    this.#panes = panes;
  }

  add(fact: Fact, login: LoginFact): void {
    const kind = `${fact.log} ${login.saying}`;
    this.#byKind ??= new Map();
    let count = this.#byKind.get(kind);
    if (count === undefined) {
      if (this.#byKind.size >= kindsMax) return;
      count = new SlidingCount(this.#paneUs, this.#panes);
      this.#byKind.set(kind, count);
    }
    count.add(fact.timeUs, login.times);
  }

  /** In the window that ends with the newest of them. */
  get sum(): number {
    return this.#most((count) => count.sum);
  }

  /** In the newest panes alone. */
  recent(panes: number): number {
    return this.#most((count) => count.recent(panes));
  }

  /** Panes with anything in them. */
  get filled(): number {
    return this.#most((count) => count.filled);
  }

  moveTo(nowUs: number): void {
    for (const count of this.#byKind?.values() ?? []) count.moveTo(nowUs);
  }

  clear(): void {
    this.#byKind = null;
  }

  save(): unknown {
    return [...(this.#byKind ?? [])].map(([kind, count]) => [kind, count.save()]);
  }

  fill(saved: unknown): void {
    if (!Array.isArray(saved)) return;
    this.#byKind = new Map();
    for (const one of saved.slice(0, kindsMax))
      if (Array.isArray(one) && typeof one[0] === "string")
        this.#byKind.set(one[0], SlidingCount.open(this.#paneUs, this.#panes, one[1]));
  }

  #most(of: (count: SlidingCount) => number): number {
    let most = 0;
    for (const count of this.#byKind?.values() ?? []) most = Math.max(most, of(count));
    return most;
  }
}

/** Ports that people and programs log in at, and what is spoken there. */
const loginPorts: ReadonlyMap<number, string> = new Map([
  [21, "ftp"],
  [22, "ssh"],
  [23, "telnet"],
  [445, "smb"],
  [1433, "mssql"],
  [3306, "mysql"],
  [3389, "rdp"],
  [5900, "vnc"],
]);

/** Whether `loginIn` may answer something, by what costs nothing. */
export function mayLogIn(fact: Fact): boolean {
  return (
    fact.source !== "" &&
    (tellsLogins(fact.log) ||
      (!fact.sourceInside && tellsConnections(fact.log) && loginPorts.has(fact.destinationPort)))
  );
}

/**
 * The attempt to log in that the fact tells of. Where a stranger's connection to a port for logging in came to nothing
 * (turned away, half-open), that is one too: somebody goes on trying at a door that has been shut.
 */
export function loginIn(fact: Fact): LoginFact | null {
  if (tellsLogins(fact.log) && fact.login !== null) return fact.login;
  const service = fact.sourceInside ? undefined : loginPorts.get(fact.destinationPort);
  if (service === undefined) return null;
  const state = fact.connection?.state;
  const isShut = state === "refused" || state === "unanswered" || state === "half-open";
  return isShut ? loginFact(service, "unknown", "", { saying: "connection" }) : null;
}

/** Whom it was tried at: the address, or the server's name where the record has only that. */
export function targetOf(fact: Fact, login: LoginFact): string {
  return fact.destination !== "" ? fact.destination : login.server;
}

/** The key of who tries what. */
export function triesKey(fact: Fact, login: LoginFact): string {
  return `${fact.source} ${login.service}`;
}
