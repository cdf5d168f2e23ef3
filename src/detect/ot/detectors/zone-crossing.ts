/**
 * A conversation that crosses zones (IEC 62443-3-2) where it never did or never may: above all a machine of the control
 * network that reaches the internet, be it by a question to a name server or a time server outside, which is how a modem
 * nobody ordered gives itself away; and a path around the conduits that the terminal lists.
 * A machine belongs to a control network by the zone that has its address, by the terminal's list, or because messages of
 * its protocols were heard from it; so it works with no list at all.
 * Bound: 32,768 conversations and machines, 8 MB.
 */
import { normalizeAddress, type Zone } from "../../../model/index.js";
import type { Detector, Sayings } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { isOnTheInternet } from "../internet.js";
import { type Ends, endsOf, isNobody } from "../inventory/ends.js";
import { explained } from "../learning.js";
import { type Learned, memberRun } from "../member-run.js";
import type { Site } from "../site.js";

/** A machine heard in a control network's protocols, or a conversation; of a source also how many were said in an hour. */
interface State {
  /** It was asked: a controller. Of a conversation always false. */
  answers: boolean;
  hour: number;
  said: number;
}

const hourUs = 3600e6;
/** Findings about one source in an hour; the rest shows in the relation table. */
const perSourceMax = 5;

const isControl = (zone: Zone | null): boolean => zone?.kind === "control" || zone?.kind === "safety";

const namedPorts: ReadonlyMap<number, string> = new Map([
  [53, "dns"],
  [123, "ntp"],
  [853, "dns"],
]);

/** `dns` over UDP and TCP is one; elsewhere protocol and port. */
const serviceOf = ({ transport, port }: Ends): string => namedPorts.get(port) ?? `${transport}/${port}`;

/** By protocol and port, or by a service's name in whatever record. */
function allows(list: readonly string[], fact: Fact, ends: Ends): boolean {
  if (list.length === 0) return true;
  const names = [
    `${ends.transport}/${ends.port}`,
    namedPorts.get(ends.port) ?? "",
    fact.service.toLowerCase(),
    fact.ot?.protocol ?? "",
  ];
  return list.some((one) => one !== "" && names.includes(one.toLowerCase()));
}

function hasConduit(site: Site, from: Zone, to: Zone, fact: Fact, ends: Ends): boolean {
  return site
    .conduitsOf(from.id, to.id)
    .some(
      ({ allows: list, via }) =>
        allows(list, fact, ends) &&
        (via.length === 0 || via.includes(ends.client) || via.includes(ends.server)),
    );
}

interface Crossing {
  readonly kind: "to the internet" | "from the internet" | "around the conduits" | "new between zones";
  readonly level: "medium" | "high";
}

/** What is wrong with a conversation that is not known; `learned` where it becomes known, null where it is no matter of zones. */
function crossingOf(learned: Learned<State>, fact: Fact, ends: Ends): Crossing | "learned" | null {
  const { site, states } = learned;
  const from = site?.zoneOf(ends.client) ?? null;
  const to = site?.zoneOf(ends.server) ?? null;
  const asker = states.get(ends.client);
  const asked = states.get(ends.server);
  const isOt = (zone: Zone | null, state: State | undefined, address: string) =>
    isControl(zone) || (zone === null && (state !== undefined || site?.assetOf(address) != null));
  const isAnswered = fact.connection === null || fact.connection.state === "established" || fact.ot !== null;

  if (to === null && isOnTheInternet(ends.server) && isOt(from, asker, ends.client)) {
    // A question alone tells that something in there looks for a way out.
    const isGrave = isControl(from) || asker?.answers === true || site?.assetOf(ends.client) != null;
    return { kind: "to the internet", level: isGrave ? "high" : "medium" };
  }
  if (!isAnswered) return null;
  if (from === null && isOnTheInternet(ends.client) && isOt(to, asked, ends.server))
    // A vendor that is known is told of by its session.
    return (site?.vendorOf(fact.user, ends.client) ?? null) === null
      ? { kind: "from the internet", level: "high" }
      : null;
  if (site === null || site.lists.zones.length === 0) return null;
  if (from?.id === to?.id) return null;
  const touchesControl = isControl(from) || isControl(to);
  if (from !== null && to !== null) {
    if (hasConduit(site, from, to, fact, ends)) return null;
    if (site.lists.conduits.length > 0)
      return { kind: "around the conduits", level: touchesControl ? "high" : "medium" };
  }
  if (!touchesControl) return null;
  if (learned.isLearning(fact.timeUs)) return "learned";
  return { kind: "new between zones", level: "medium" };
}

function see(learned: Learned<State>, fact: Fact, sayings: Sayings): void {
  const { states, site } = learned;
  const ot = fact.ot;
  if (ot === null && states.size === 0 && site === null) return;
  if (ot?.isRequest === true) {
    for (const [address, answers] of [
      [ot.sender, false],
      [ot.receiver, true],
    ] as const) {
      if (address === "" || isNobody(address) || isOnTheInternet(address)) continue;
      const state = states.at(address, () => ({ answers, hour: 0, said: 0 }));
      state.answers ||= answers;
      states.matters(address);
    }
  }
  if (fact.action === "blocked" || fact.alert !== null) return;
  const ends = endsOf(fact, ot);
  if (ends === null || isNobody(ends.server) || ends.transport === "layer 2") return;
  // What comes back is no conversation of its own.
  if (fact.connection === null && ot === null && ends.port === 0) return;
  const service = serviceOf(ends);
  const key = `${ends.client} ${ends.server} ${service}`;
  if (states.get(key) !== undefined) return;
  const crossing = crossingOf(learned, fact, ends);
  if (crossing === null) return;
  states.set(key, { answers: false, hour: 0, said: 0 });
  if (crossing === "learned") return;
  states.matters(key);
  say(learned, fact, ends, crossing, service, sayings);
}

function say(
  learned: Learned<State>,
  fact: Fact,
  ends: Ends,
  { kind, level: gravity }: Crossing,
  service: string,
  sayings: Sayings,
): void {
  const { states, site } = learned;
  const of = states.at(`said ${ends.client}`, () => ({ answers: false, hour: 0, said: 0 }));
  const hour = Math.floor(fact.timeUs / hourUs);
  if (hour > of.hour) {
    of.hour = hour;
    of.said = 0;
  }
  if (++of.said > perSourceMax) return;
  const zoneName = (address: string) => site?.zoneOf(address)?.name ?? "none";
  const inner = kind === "from the internet" ? ends.server : ends.client;
  const { level, fields } = explained(site, inner, fact.timeUs, gravity);
  sayings.say({
    level,
    subject: normalizeAddress(kind === "to the internet" ? ends.server : ends.client),
    about: `${kind}: ${ends.client} to ${ends.server}, ${service}`,
    count: 1,
    firstUs: fact.timeUs,
    lastUs: fact.timeUs,
    fields: {
      crossing: kind,
      from: ends.client,
      "from zone": zoneName(ends.client),
      to: ends.server,
      "to zone": zoneName(ends.server),
      service,
      ...(fact.dns === null ? {} : { "asked for": fact.dns.query }),
      ...(learned.isLearning(fact.timeUs) ? { learning: "yes" } : {}),
      ...fields,
    },
  });
}

export const zoneCrossing = {
  id: "zone-crossing",
  kind: "ot",
  title: "A conversation crosses the zones of a control network",
  explains:
    "A machine of a control network reaches the internet or is reached from there: high, also by a mere question to a name " +
    "or time server outside (a modem or cellular gateway), learned or not; medium where it was only heard to ask controllers " +
    "and is on no list. With zones and conduits listed, a conversation between zones that no conduit allows, or that does not go " +
    "through the addresses a conduit names, is told as one around the conduits: high where a control or safety zone is " +
    "at one end, learned or not. With zones and no conduits, conversations with a control or safety zone are learned, " +
    "and a new one later is medium. Each conversation (from, to, service) once; five of one source in an hour.",
  level: "high",
  techniques: ["T0883", "T0886", "T0885"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  wants: (fact) => fact.source !== "" && fact.destination !== "",
  open: (saved, surroundings) => memberRun<State>({ version: 1, capacity: 32_768, see }, saved, surroundings),
} satisfies Detector;
