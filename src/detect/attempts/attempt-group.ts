/**
 * What one source did at one member within one minute, told by any number of logs, as often as they like: the same attempt
 * is counted once. A connection (kinds `knock` and `alert`) is the same where target, protocol and port are; a log-in and a
 * request is told by each log once, so that of several logs the one that tells of most counts. Adding is the same in any
 * order, and adding the same record of a connection again changes nothing.
 *
 * Targets are counted by nested sketches (`sketches/distinct-counter.ts`: exact to 64 a minute, 3.25% beyond): each holds
 * all that is as grave or graver, so that what was stopped twice counts for whoever is named first.
 */
import { DistinctCounter } from "../behaviour/sketches/distinct-counter.js";
import {
  type Attempt,
  type AttemptKind,
  blockedByMachine,
  blockedByNobody,
  blockedBySilence,
} from "./attempt.js";

/** The same, in each of its classes: `alert` first, then knocks by who stopped them. */
const rungs = ["alert", "device", "machine", "silence", "nobody"] as const;
const namesMax = 16;

export interface Tally {
  readonly kind: AttemptKind;
  readonly blockedBy: string;
  readonly attempts: number;
}

export class AttemptGroup {
  readonly #ladder: (DistinctCounter | null)[] = [null, null, null, null, null];
  /** Of each service, how many log-ins each kind of message tells of. */
  readonly #logins = new Map<string, Map<string, number>>();
  readonly #exploits = new Map<string, number>();
  /** The log of the device that stopped each kind: the first by name, whatever came first. */
  readonly #devices = new Map<AttemptKind, string>();
  /** Exploits and alerts that got through, as far as is known. */
  #through = 0;
  #records = 0;

  get records(): number {
    return this.#records;
  }

  /** `log` and `saying` tell apart what may be the same attempt told twice. */
  add(attempt: Attempt, log: string, saying: string): void {
    this.#records++;
    const { kind, stopped } = attempt;
    if (stopped === "device") {
      const known = this.#devices.get(kind);
      if (known === undefined || log < known) this.#devices.set(kind, log);
    }
    if (kind === "login") this.#login(attempt, `${log}\n${saying}`);
    else if (kind === "exploit") {
      bump(this.#exploits, log, attempt.times);
      if (stopped === "nobody") this.#through |= 1;
      if (stopped === "machine") this.#through |= 2;
    } else this.#target(attempt);
  }

  /** What it comes to; tallies of 0 are left out. */
  tallies(): readonly Tally[] {
    const found: Tally[] = [];
    const put = (kind: AttemptKind, blockedBy: string, attempts: number) => {
      if (attempts > 0) found.push({ kind, blockedBy, attempts });
    };
    put("exploit", this.#stopper("exploit"), Math.max(0, ...this.#exploits.values()));
    let logins = 0;
    for (const sayings of this.#logins.values()) logins += Math.max(...sayings.values());
    put("login", this.#devices.get("login") ?? blockedByMachine, logins);
    let below = 0;
    for (const [place, rung] of rungs.entries()) {
      const upTo = Math.max(below, this.#ladder[place]?.count ?? below);
      if (rung === "alert") put("alert", this.#devices.get("alert") ?? blockedByNobody, upTo - below);
      else put("knock", this.#knockStopper(rung), upTo - below);
      below = upTo;
    }
    return found;
  }

  save(): unknown {
    return {
      ladder: this.#ladder.map((counter) => counter?.save() ?? null),
      logins: new Map([...this.#logins].map(([service, sayings]) => [service, new Map(sayings)])),
      exploits: new Map(this.#exploits),
      devices: new Map(this.#devices),
      through: this.#through,
      records: this.#records,
    };
  }

  /** Undefined where it can't be used. */
  static open(saved: unknown): AttemptGroup | undefined {
    const state = (saved ?? {}) as Partial<SavedGroup>;
    if (!Array.isArray(state.ladder) || !(state.logins instanceof Map) || !(state.exploits instanceof Map))
      return undefined;
    const group = new AttemptGroup();
    for (const place of rungs.keys())
      group.#ladder[place] = DistinctCounter.open(state.ladder[place] ?? null);
    for (const [service, sayings] of state.logins) group.#logins.set(service, new Map(sayings));
    for (const [log, times] of state.exploits) group.#exploits.set(log, times);
    for (const [kind, log] of state.devices ?? []) group.#devices.set(kind, log);
    group.#through = state.through ?? 0;
    group.#records = state.records ?? 0;
    return group;
  }

  #login({ service, times }: Attempt, saying: string): void {
    let sayings = this.#logins.get(service);
    if (sayings === undefined) {
      if (this.#logins.size >= namesMax) return;
      sayings = new Map();
      this.#logins.set(service, sayings);
    }
    bump(sayings, saying, times);
  }

  /** Onto its own rung and all above it: each holds what is as grave or graver. */
  #target({ kind, stopped, target, protocol, port }: Attempt): void {
    const from = kind === "alert" ? 0 : rungs.indexOf(stopped);
    for (let place = from; place < rungs.length; place++) {
      const counter = this.#ladder[place] ?? new DistinctCounter();
      this.#ladder[place] = counter;
      counter.add(`${target} ${protocol} ${port}`);
    }
  }

  #stopper(kind: AttemptKind): string {
    const device = this.#devices.get(kind);
    if (device !== undefined) return device;
    return (this.#through & 1) === 0 && (this.#through & 2) !== 0 ? blockedByMachine : blockedByNobody;
  }

  #knockStopper(rung: "device" | "machine" | "silence" | "nobody"): string {
    if (rung === "device") return this.#devices.get("knock") ?? blockedByNobody;
    return { machine: blockedByMachine, silence: blockedBySilence, nobody: blockedByNobody }[rung];
  }
}

interface SavedGroup {
  readonly ladder: readonly unknown[];
  readonly logins: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly exploits: ReadonlyMap<string, number>;
  readonly devices: ReadonlyMap<AttemptKind, string>;
  readonly through: number;
  readonly records: number;
}

function bump(counts: Map<string, number>, key: string, times: number): void {
  const known = counts.get(key);
  if (known === undefined && counts.size >= namesMax) return;
  counts.set(key, (known ?? 0) + times);
}
