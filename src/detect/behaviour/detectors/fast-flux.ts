/**
 * A name that moves through many machines of others: each answer lives shortly and names other addresses, in networks that
 * have nothing in common, as they are other people's infected machines. Delivery networks give many addresses as well, but
 * from few networks; those that everybody uses are left out by name.
 * Bound: 4,096 names with 64 addresses each at most, 9 MB; a name whose addresses stay few is forgotten first.
 */
import { normalizeAddress, normalizeDomain } from "../../../model/index.js";
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import { isCommonSite, isInnerName, isOneMachine, registeredOf } from "../places/places.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { dayUs, hourUs, neverSaid, type Said, speaks } from "../state.js";

const windowUs = 12 * hourUs;
const ttlMax = 600;
const addressesKept = 64;
const addressesMin = 12;
const networksMin = 8;
const networksGrave = 20;

interface Name extends Said {
  /** When each address was answered last. */
  addresses: Record<string, number>;
  answers: number;
}

/** Networks of different owners, as a rule: the first half of an IPv4 address, a quarter of an IPv6 one. */
const networkOf = (address: string): string =>
  address.includes(":") ? address.split(":").slice(0, 2).join(":") : address.split(".").slice(0, 2).join(".");

function see(states: KeptMap<Name>, fact: Fact, sayings: Sayings): void {
  const { dns } = fact;
  if (dns === null || dns.answers.length === 0 || dns.ttl === null || dns.ttl > ttlMax) return;
  const name = normalizeDomain(dns.query);
  if (name === null || isInnerName(name) || isCommonSite(name)) return;
  const addresses = dns.answers.slice(0, 32).flatMap((answer) => {
    const address = normalizeAddress(answer);
    return address === null || !isOneMachine(address.value) ? [] : [address.value];
  });
  if (addresses.length === 0) return;
  // Who names each of a thousand machines by itself is found by the domain.
  const domain = registeredOf(name) ?? name;
  const known = states.at(domain, () => ({ addresses: {}, answers: 0, ...neverSaid() }));
  known.answers++;
  for (const address of addresses)
    known.addresses[address] = Math.max(known.addresses[address] ?? 0, fact.timeUs);
  const recent = keepRecent(known, fact.timeUs);
  if (recent.length >= 4) states.matters(domain);
  const networks = new Set(recent.map(networkOf)).size;
  if (recent.length < addressesMin || networks < networksMin) return;
  if (!speaks(known, recent.length, fact.timeUs, dayUs)) return;
  sayings.say({
    level: networks >= networksGrave ? "medium" : "low",
    subject: { type: "domain", value: domain },
    about: "",
    count: known.answers,
    firstUs: Math.min(...Object.values(known.addresses)),
    lastUs: fact.timeUs,
    fields: {
      domain,
      machine: fact.source,
      addresses: recent.length >= addressesKept ? `${addressesKept} or more` : String(recent.length),
      networks: String(networks),
      "lives for": `${dns.ttl} s`,
      within: "12 h",
      some: recent.slice(-10).join(", "),
    },
  });
}

/** The addresses of the window; beyond the bound the oldest go. */
function keepRecent(name: Name, timeUs: number): readonly string[] {
  const recent = Object.entries(name.addresses)
    .filter(([, at]) => at > timeUs - windowUs)
    .sort((a, b) => a[1] - b[1])
    .slice(-addressesKept);
  name.addresses = Object.fromEntries(recent);
  return recent.map(([address]) => address);
}

export const fastFlux = {
  id: "fast-flux",
  title: "A name that moves through many networks",
  explains:
    "A name whose answers live ten minutes or less and named, within twelve hours, 12 or more addresses in 8 or more " +
    "networks that have nothing in common (the first half of the address differs): low, as some delivery networks do that, " +
    "medium from 20 networks on. Servers of criminals hide so behind other people's machines. Domains that everybody uses, " +
    "and the pools of time servers, are left out.",
  level: "low",
  techniques: ["T1568.001"],
  scope: "member",
  stateBytesMax: 10 * 1024 * 1024,
  wants: (fact) => fact.dns !== null && fact.dns.answers.length > 0,
  open: (saved) => oneMapRun<Name>({ version: 1, capacity: 4096, see }, saved),
} satisfies Detector;
