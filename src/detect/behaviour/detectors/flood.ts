/**
 * Somebody drowns a service of the member: far more connections a minute to one address and port than ever, most of which
 * come to nothing; or answers of DNS, time and other servers that nobody asked (reflection). Counted by address, port and
 * minute; who sends is counted by a sketch, as addresses are forged.
 * Bound: 4,096 ends under attack at once, 5 MB. A scan goes to many ports and does not reach the numbers at one.
 */
import { normalizeAddress } from "../../../model/index.js";
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import { DistinctCounter } from "../sketches/distinct-counter.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { bytesText, dayUs, hourUs, minuteUs, neverSaid, type Said, speaks } from "../state.js";

/** A minute: thirty-three a second to one port. */
const attemptsMin = 2000;
const emptyShareMin = 0.7;
/** Where most are answered it may be a rush: then it takes more, against the busiest minute of the days before. */
const rushMin = 10_000;
const timesUsual = 10;
/** Reflected bytes in a minute: 13 Mbit a second. */
const reflectedMin = 100e6;
const habitDays = 7;
/** DNS, time, SNMP, LDAP, SSDP, mDNS, memcached, portmap, chargen, Plex: answers that are larger than their questions. */
const reflectors: ReadonlySet<number> = new Set([19, 53, 111, 123, 161, 389, 1900, 3702, 5353, 11211, 32414]);

interface End extends Said {
  minute: number;
  attempts: number;
  empty: number;
  reflected: number;
  senders: DistinctCounter;
  /** The busiest minute of each day, by the day's number. */
  days: Record<string, number>;
  startedUs: number;
  total: number;
}

const begin = (timeUs: number, minute: number): End => ({
  minute,
  attempts: 0,
  empty: 0,
  reflected: 0,
  senders: new DistinctCounter(),
  days: {},
  startedUs: timeUs,
  total: 0,
  ...neverSaid(),
});

function see(states: KeptMap<End>, fact: Fact, sayings: Sayings): void {
  const { connection } = fact;
  if (connection === null) return;
  const isReflected =
    fact.protocol === "udp" && reflectors.has(fact.sourcePort) && fact.destinationPort > 1023;
  const key = isReflected
    ? `${fact.destination} udp reflected`
    : `${fact.destination} ${fact.protocol} ${fact.destinationPort}`;
  const minute = Math.floor(fact.timeUs / minuteUs);
  const end = states.at(key, () => begin(fact.timeUs, minute));
  if (minute > end.minute) turn(end, minute, fact.timeUs);
  // What is late for its minute counts with the present one: it moves the sum by little, and never loses an attack.
  end.attempts++;
  if (connection.state !== "established") end.empty++;
  if (isReflected) end.reflected += (connection.bytesOut ?? 0) + (connection.bytesIn ?? 0);
  end.senders.add(fact.source);
  if (end.attempts === 200) states.matters(key);
  const usual = usualOf(end, minute);
  const kind = kindOf(end, isReflected, usual);
  if (kind === null || !speaks(end, end.total + end.attempts, fact.timeUs, hourUs)) return;
  sayings.say({
    subject: normalizeAddress(fact.destination),
    about: isReflected ? "reflected" : `${fact.protocol} port ${fact.destinationPort}`,
    count: end.total + end.attempts,
    firstUs: Math.min(end.startedUs, fact.timeUs),
    lastUs: fact.timeUs,
    fields: {
      target: fact.destination,
      ...(isReflected ? {} : { port: String(fact.destinationPort) }),
      kind,
      "this minute": String(end.attempts),
      "came to nothing": `${Math.round((end.empty / end.attempts) * 100)}%`,
      senders: String(end.senders.count),
      "busiest minute before": String(usual),
      ...(end.reflected > 0 ? { bytes: bytesText(end.reflected) } : {}),
    },
  });
}

/** A new minute: what was busy stays in memory by day, and a quiet minute ends the attack. */
function turn(end: End, minute: number, timeUs: number): void {
  const day = Math.floor((end.minute * minuteUs) / dayUs);
  end.days[day] = Math.max(end.days[day] ?? 0, end.attempts);
  for (const key of Object.keys(end.days)) if (Number(key) < day - habitDays) delete end.days[key];
  const goesOn = end.attempts >= attemptsMin && minute === end.minute + 1;
  end.total = goesOn ? end.total + end.attempts : 0;
  if (!goesOn) end.startedUs = timeUs;
  end.minute = minute;
  end.attempts = 0;
  end.empty = 0;
  end.reflected = 0;
  end.senders = new DistinctCounter();
}

function usualOf(end: End, minute: number): number {
  const today = Math.floor((minute * minuteUs) / dayUs);
  let most = 0;
  for (const [day, attempts] of Object.entries(end.days))
    if (Number(day) < today) most = Math.max(most, attempts);
  return most;
}

function kindOf(end: End, isReflected: boolean, usual: number): string | null {
  if (isReflected) return end.reflected >= reflectedMin ? "answers that nobody asked for" : null;
  if (end.attempts < Math.max(attemptsMin, usual * timesUsual)) return null;
  if (end.empty >= end.attempts * emptyShareMin) return "connections that come to nothing";
  return end.attempts >= rushMin && usual > 0 ? "far more than on any day before" : null;
}

export const flood = {
  id: "flood",
  title: "Somebody floods an address of the member",
  explains:
    "Within one minute 2,000 or more connections came from outside to one address and port, and ten times as many as in the " +
    "busiest minute of the seven days before, and 70% of them came to nothing (nobody answered, refused, or begun and left); " +
    "or 10,000 and more that were answered, where days before are known; or answers of 100 MB a minute from servers of DNS, " +
    "time, LDAP and others that can be made to shout at somebody. Said once an hour for each, or when the count has doubled. " +
    "Senders are mostly forged or other people's machines: blocking them one by one does not help; ask your provider.",
  level: "high",
  techniques: ["T1498", "T1499", "T0814"],
  scope: "member",
  stateBytesMax: 6 * 1024 * 1024,
  wants: (fact) => fact.direction === "inbound" && fact.connection !== null,
  open: (saved) =>
    oneMapRun<End>(
      {
        version: 1,
        capacity: 4096,
        see,
        saveState: ({ senders, ...plain }) => ({ ...structuredClone(plain), senders: senders.save() }),
        openState: (state) => {
          const { senders, ...plain } = state as Omit<End, "senders"> & { readonly senders: unknown };
          return {
            ...structuredClone(plain),
            senders: DistinctCounter.open(senders) ?? new DistinctCounter(),
          };
        },
      },
      saved,
    ),
} satisfies Detector;
