/**
 * What one source did at one member within one minute, told by any number of logs, as often as they like: the same attempt
 * is counted once. A connection (kinds `knock` and `alert`) is the same where target, protocol and port are; a log-in and a
 * request is told by each log once, so that of several logs the one that tells of most counts. Adding is the same in any
 * order, and adding the same record of a connection again changes nothing.
 *
 * Targets are counted by a sketch for each rung (`sketches/distinct-counter.ts`: exact to 64 a minute, 3.25% beyond). The
 * tally adds them up from the gravest down and takes what each adds, so that what was stopped twice counts for whoever is
 * named first. What is not needed is not made: most minutes have one target.
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
  #ladder: (DistinctCounter | undefined)[] | null = null;
  /** The only target so far, and its rung; empty where there is none, or they are counted in the ladder. */
  #only = "";
  #onlyPlace = 0;
  /** Of each service, how many log-ins each kind of message tells of. */
  #logins: Map<string, Map<string, number>> | null = null;
  #exploits: Map<string, number> | null = null;
  /** The log of the device that stopped each kind: the first by name, whatever came first. */
  #devices: Map<AttemptKind, string> | null = null;
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
      this.#devices ??= new Map();
      const known = this.#devices.get(kind);
      if (known === undefined || log < known) this.#devices.set(kind, log);
    }
    if (kind === "login") this.#login(attempt, `${log}\n${saying}`);
    else if (kind === "exploit") {
      this.#exploits ??= new Map();
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
    put("exploit", this.#stopper("exploit"), Math.max(0, ...(this.#exploits?.values() ?? [])));
    let logins = 0;
    for (const sayings of this.#logins?.values() ?? []) logins += Math.max(...sayings.values());
    put("login", this.#devices?.get("login") ?? blockedByMachine, logins);
    this.#climb();
    const sofar = new DistinctCounter();
    for (const [place, rung] of rungs.entries()) {
      const counter = this.#ladder?.[place];
      if (counter === undefined) continue;
      const before = sofar.count;
      sofar.merge(counter);
      const added = Math.max(0, sofar.count - before);
      if (rung === "alert") put("alert", this.#devices?.get("alert") ?? blockedByNobody, added);
      else put("knock", this.#knockStopper(rung), added);
    }
    return found;
  }

  save(): unknown {
    this.#climb();
    return {
      ladder: rungs.map((_, place) => this.#ladder?.[place]?.save() ?? null),
      logins: new Map([...(this.#logins ?? [])].map(([service, sayings]) => [service, new Map(sayings)])),
      exploits: new Map(this.#exploits ?? []),
      devices: new Map(this.#devices ?? []),
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
    for (const place of rungs.keys()) {
      const counter = DistinctCounter.open(state.ladder[place] ?? null);
      if (counter === null) continue;
      group.#ladder ??= [];
      group.#ladder[place] = counter;
    }
    if (state.logins.size > 0)
      group.#logins = new Map([...state.logins].map(([service, sayings]) => [service, new Map(sayings)]));
    if (state.exploits.size > 0) group.#exploits = new Map(state.exploits);
    if (state.devices !== undefined && state.devices.size > 0) group.#devices = new Map(state.devices);
    group.#through = state.through ?? 0;
    group.#records = state.records ?? 0;
    return group;
  }

  #login({ service, times }: Attempt, saying: string): void {
    this.#logins ??= new Map();
    let sayings = this.#logins.get(service);
    if (sayings === undefined) {
      if (this.#logins.size >= namesMax) return;
      sayings = new Map();
      this.#logins.set(service, sayings);
    }
    bump(sayings, saying, times);
  }

  #target({ kind, stopped, target, protocol, port }: Attempt): void {
    const place = kind === "alert" ? 0 : rungs.indexOf(stopped);
    const key = `${target} ${protocol} ${port}`;
    if (this.#ladder === null) {
      if (this.#only === key && this.#onlyPlace === place) return;
      if (this.#only === "") {
        this.#only = key;
        this.#onlyPlace = place;
        return;
      }
      this.#climb();
    }
    this.#step(place, key);
  }

  /** From one target to counters. */
  #climb(): void {
    if (this.#only === "") return;
    this.#step(this.#onlyPlace, this.#only);
    this.#only = "";
  }

  #step(place: number, key: string): void {
    this.#ladder ??= [];
    const counter = this.#ladder[place] ?? new DistinctCounter();
    this.#ladder[place] = counter;
    counter.add(key);
  }

  #stopper(kind: AttemptKind): string {
    const device = this.#devices?.get(kind);
    if (device !== undefined) return device;
    return (this.#through & 1) === 0 && (this.#through & 2) !== 0 ? blockedByMachine : blockedByNobody;
  }

  #knockStopper(rung: "device" | "machine" | "silence" | "nobody"): string {
    if (rung === "device") return this.#devices?.get("knock") ?? blockedByNobody;
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
