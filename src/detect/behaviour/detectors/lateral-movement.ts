/**
 * Somebody who moves from machine to machine inside a member: one machine that suddenly manages many (fan-out over one
 * service), that manages the same one in several ways at once, or that makes another one run something (a service or task
 * made from afar, a program written to an administrative share, the directory's secrets asked for as only a domain
 * controller does). Domain controllers are known by the Kerberos and LDAP they serve: everybody talks to them in many ways.
 * Bound: 2,048 machines that manage, with 64 targets each at most, and 512 domain controllers: 6 MB.
 */
import { normalizeAddress } from "../../../model/index.js";
import type { Detector, DetectorRun, Finding, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { remoteAct, type Way, wayOf, wayText } from "../places/managing-ways.js";
import type { KeptMap } from "../sketches/kept-map.js";
import {
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
const windowUs = hourUs;
const targetsMax = 64;
/** Machines that one manages within an hour. Everybody talks to some file servers; hardly anybody signs in to eight machines. */
const fanOutMin: Readonly<Record<Way, number>> = {
  smb: 25,
  rpc: 25,
  winrm: 8,
  rdp: 8,
  ssh: 8,
  telnet: 8,
  vnc: 8,
};
/** Days that a machine's own habit is looked back at. */
const habitDays = 7;
const waysMin = 3;
/** One of these has to be among the several ways: the others are a file server's. */
const strongWays: readonly Way[] = ["winrm", "rdp", "ssh", "vnc", "telnet"];

interface Target {
  /** The newest time of each way. */
  ways: Partial<Record<Way, number>>;
  said: boolean;
}

interface Machine {
  targets: Record<string, Target>;
  /** How many were managed within an hour on each of the last days, by way: `smb 20471`. */
  habits: Record<string, number>;
  firstUs: number;
  fans: Partial<Record<Way, Said>>;
  acts: Record<string, Acts>;
}

/** What a machine made others do, of one sort. */
interface Acts extends Said {
  count: number;
  firstUs: number;
  targets: string[];
  /** Days on which it did, the newest last: whoever does it every day is an administrator's machine. */
  days: number[];
}

const actTargetsMax = 32;
const actDaysMax = 8;
/** Done on so many days before, it is a habit. */
const habitualDays = 2;

class LateralRun implements DetectorRun {
  readonly #machines: KeptMap<Machine>;
  readonly #controllers: KeptMap<true>;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#machines = openPlain(2048, parts.machines);
    this.#controllers = openPlain(512, parts.controllers);
  }

  see(fact: Fact, sayings: Sayings): void {
    if (fact.destinationPort === 88 || fact.destinationPort === 389 || fact.destinationPort === 636) {
      if (fact.connection?.state !== "established") return;
      this.#controllers.set(fact.destination, true);
      this.#controllers.matters(fact.destination);
      return;
    }
    this.#act(fact, sayings);
    const way = wayOf(fact);
    if (way === null) return;
    const machine = this.#machineOf(fact);
    const target = targetOf(machine, fact.destination);
    target.ways[way] = Math.max(target.ways[way] ?? 0, fact.timeUs);
    this.#fanOut(fact, machine, way, sayings);
    if (this.#controllers.get(fact.destination) === undefined) severalWays(fact, target, sayings);
  }

  figures() {
    return {
      held: this.#machines.size + this.#controllers.size,
      dropped: this.#machines.dropped + this.#controllers.dropped,
    };
  }

  save() {
    return saveStates(version, {
      machines: savePlain(this.#machines),
      controllers: savePlain(this.#controllers),
    });
  }

  #machineOf(fact: Fact): Machine {
    return this.#machines.at(fact.source, () => ({
      targets: {},
      habits: {},
      firstUs: fact.timeUs,
      fans: {},
      acts: {},
    }));
  }

  #act(fact: Fact, sayings: Sayings): void {
    const act = remoteAct(fact);
    if (act === null) return;
    if (act.onlyFromControllers && this.#controllers.get(fact.source) !== undefined) return;
    const machine = this.#machineOf(fact);
    this.#machines.matters(fact.source);
    machine.acts[act.what] ??= { ...neverSaid(), count: 0, firstUs: fact.timeUs, targets: [], days: [] };
    const acts = machine.acts[act.what] as Acts;
    acts.count++;
    acts.firstUs = Math.min(acts.firstUs, fact.timeUs);
    const { targets } = acts;
    if (targets.length < actTargetsMax && !targets.includes(fact.destination)) targets.push(fact.destination);
    const day = Math.floor(fact.timeUs / dayUs);
    if (!acts.days.includes(day)) acts.days = [...acts.days, day].sort((a, b) => a - b).slice(-actDaysMax);
    if (!speaks(acts, targets.length, fact.timeUs, dayUs)) return;
    const isHabit = acts.days.filter((each) => each < day).length >= habitualDays;
    sayings.say({
      ...findingOf(fact, act.what, acts.count, acts.firstUs),
      level: isHabit ? "low" : act.level,
      fields: {
        machine: fact.source,
        target: fact.destination,
        what: act.what,
        ...act.fields,
        targets: targets.length >= actTargetsMax ? `${actTargetsMax} or more` : String(targets.length),
        ...(isHabit ? { "days before": String(acts.days.length - 1) } : {}),
      },
    });
  }

  #fanOut(fact: Fact, machine: Machine, way: Way, sayings: Sayings): void {
    const since = fact.timeUs - windowUs;
    const targets = Object.entries(machine.targets).filter(([, { ways }]) => (ways[way] ?? 0) > since);
    const day = Math.floor(fact.timeUs / dayUs);
    const habit = usual(machine, way, day);
    const key = `${way} ${day}`;
    machine.habits[key] = Math.max(machine.habits[key] ?? 0, targets.length);
    if (targets.length < Math.max(fanOutMin[way], habit * 2)) return;
    this.#machines.matters(fact.source);
    machine.fans[way] ??= neverSaid();
    if (!speaks(machine.fans[way] as Said, targets.length, fact.timeUs, dayUs)) return;
    sayings.say({
      ...findingOf(fact, `many by ${way}`, targets.length, since),
      fields: {
        machine: fact.source,
        by: wayText[way],
        targets: String(targets.length),
        within: spanText(windowUs),
        usually: habit === 0 ? "none known" : `${habit} at most`,
        some: targets
          .slice(-10)
          .map(([address]) => address)
          .join(", "),
      },
    });
  }
}

/** The most within an hour on the days before; the habit of older days is forgotten. */
function usual(machine: Machine, way: Way, day: number): number {
  let most = 0;
  for (const [key, targets] of Object.entries(machine.habits)) {
    const [of, on] = key.split(" ") as [string, string];
    if (Number(on) < day - habitDays) delete machine.habits[key];
    else if (of === way && Number(on) < day) most = Math.max(most, targets);
  }
  return most;
}

function targetOf(machine: Machine, address: string): Target {
  const known = machine.targets[address];
  if (known !== undefined) return known;
  const all = Object.entries(machine.targets);
  if (all.length >= targetsMax) {
    const newest = ([, { ways }]: [string, Target]) => Math.max(...Object.values(ways));
    const oldest = all.reduce((least, each) => (newest(each) < newest(least) ? each : least));
    delete machine.targets[oldest[0]];
  }
  const target: Target = { ways: {}, said: false };
  machine.targets[address] = target;
  return target;
}

function severalWays(fact: Fact, target: Target, sayings: Sayings): void {
  const since = fact.timeUs - windowUs;
  const ways = (Object.keys(target.ways) as Way[]).filter((way) => (target.ways[way] ?? 0) > since);
  if (target.said || ways.length < waysMin || !ways.some((way) => strongWays.includes(way))) return;
  target.said = true;
  sayings.say({
    ...findingOf(fact, `${fact.destination} in several ways`, ways.length, since),
    fields: {
      machine: fact.source,
      target: fact.destination,
      by: ways.map((way) => wayText[way]).join(", "),
      within: spanText(windowUs),
    },
  });
}

const findingOf = (fact: Fact, about: string, count: number, firstUs: number) =>
  ({
    subject: normalizeAddress(fact.source),
    about,
    count,
    firstUs: Math.min(firstUs, fact.timeUs),
    lastUs: fact.timeUs,
  }) satisfies Partial<Finding>;

export const lateralMovement = {
  id: "lateral-movement",
  title: "Somebody moves from machine to machine",
  explains:
    "An intruder who has one machine goes on to others with the tools of administrators. Medium: one machine connected " +
    "within an hour to 8 machines by remote desktop, WinRM, SSH, Telnet or VNC, or to 25 by file sharing or remote " +
    "procedure calls, and to at least twice as many as on any of its last seven days; or it manages the same machine, that " +
    "is no domain controller, in three ways within an hour, one of them remote desktop, WinRM, SSH, VNC or Telnet (said " +
    "once for each pair). High: it makes a service or a task on another machine from afar, writes a program to its " +
    "administrative share, or asks a domain controller for all its secrets without being one (low where it did so on two days before: software is " +
    "handed out like that). Administrators do the first " +
    "three as well: ask who works at that machine.",
  level: "medium",
  techniques: ["T1021", "T1569.002", "T1053.005", "T1570", "T1003.006"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  anyTime: true,
  wants: (fact) =>
    fact.source !== "" &&
    fact.source !== fact.destination &&
    (fact.direction === "internal" || isWindowsLog(fact)) &&
    !isFromTheFuture(fact),
  open: (saved) => new LateralRun(saved),
} satisfies Detector;

/** Zeek's logs of Windows protocols, where ends may be of networks that nobody named as the member's. */
const isWindowsLog = ({ log, direction }: Fact): boolean =>
  direction !== "inbound" &&
  (log === "zeek-dce_rpc" || log === "zeek-smb_files" || log === "zeek-smb_mapping");
