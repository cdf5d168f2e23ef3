/**
 * A machine that talks to a country, a network (AS) or a port outside for the first time. Most machines of a port (cranes,
 * cameras, servers) talk to the same few forever, and a new one is worth a look; a person's machine talks to new ones every
 * day, which says nothing. So each machine is learned first, and one that met many of a kind while it was learned is silent
 * about that kind for good. Countries and networks need files (`docs/geo.md`).
 * Bound: 4,096 machines with 64 values of each kind, 8 MB.
 */
import { normalizeAddress } from "../../../model/index.js";
import { type Detector, noSurroundings, type Sayings, type Surroundings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import { goesOut, upkeepPorts } from "../places/places.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { dayUs } from "../state.js";

const learningUs = 7 * dayUs;
/** Too little seen is nothing learned. */
const factsMin = 50;
const valuesMax = 64;

const kinds = ["country", "network", "port"] as const;
type Kind = (typeof kinds)[number];

/** A machine that met more of a kind while it was learned than this is a person's, or serves persons. */
const settledMax: Readonly<Record<Kind, number>> = { country: 4, network: 12, port: 8 };
/** Client ports of peers, as of passive FTP or calls: a new one of them each time. */
const firstEphemeral = 32_768;

interface Machine {
  firstUs: number;
  facts: number;
  met: Record<Kind, string[]>;
  /** Met too many: silent. */
  lively: Record<Kind, boolean>;
}

const begin = (timeUs: number): Machine => ({
  firstUs: timeUs,
  facts: 0,
  met: { country: [], network: [], port: [] },
  lively: { country: false, network: false, port: false },
});

function valueFor(kind: Kind, fact: Fact, around: Surroundings): string {
  if (kind === "port")
    return fact.destinationPort === 0 || fact.destinationPort >= firstEphemeral
      ? ""
      : `${fact.protocol} ${fact.destinationPort}`;
  const place = around.placeOf(fact.destination);
  if (place === null) return "";
  return kind === "country"
    ? place.country
    : place.asn === 0
      ? ""
      : `AS${place.asn} ${place.organization}`.trim();
}

function see(around: Surroundings, states: KeptMap<Machine>, fact: Fact, sayings: Sayings): void {
  if (!fact.sourceInside || !goesOut(fact) || upkeepPorts.has(fact.destinationPort)) return;
  if (fact.connection === null || fact.connection.state !== "established") return;
  const machine = states.at(fact.source, () => begin(fact.timeUs));
  machine.facts++;
  if (machine.facts === factsMin) states.matters(fact.source);
  const isLearning = fact.timeUs < machine.firstUs + learningUs || machine.facts < factsMin;
  const fresh: string[] = [];
  for (const kind of kinds) {
    const value = machine.lively[kind] ? "" : valueFor(kind, fact, around);
    const met = machine.met[kind];
    if (value === "" || met.includes(value)) continue;
    met.push(value);
    if (met.length > (isLearning ? settledMax[kind] : valuesMax)) {
      machine.lively[kind] = true;
      machine.met[kind] = [];
    } else if (!isLearning) fresh.push(`${kind} ${value}`);
  }
  if (fresh.length === 0) return;
  const place = around.placeOf(fact.destination);
  sayings.say({
    level: fresh.length >= 2 ? "medium" : "low",
    subject: normalizeAddress(fact.destination),
    about: `${fact.source} ${fresh.join(", ")}`,
    count: 1,
    firstUs: fact.timeUs,
    lastUs: fact.timeUs,
    fields: {
      machine: fact.source,
      destination: fact.destination,
      port: String(fact.destinationPort),
      new: fresh.join(", "),
      ...(place === null
        ? {}
        : { country: place.country, network: `AS${place.asn} ${place.organization}`.trim() }),
      "known of it": kinds.map((kind) => `${machine.met[kind].length} ${kind}`).join(", "),
    },
  });
}

export const newDestination = {
  id: "new-destination",
  title: "A machine talks to somewhere new",
  explains:
    "Each machine inside is learned for seven days (and 50 connections at least): which countries, networks (AS) and ports " +
    "outside it talks to. One that met no more than 4 countries, 12 networks or 8 ports in that time is settled, and the " +
    "first connection to another is said once: low, or medium where two of the three are new at once. One that met more " +
    "is a person's: nothing is said of that kind for it, ever. Only connections that were answered count. Countries and " +
    "networks need a local database, see docs/geo.md; without one only ports are looked at.",
  level: "low",
  techniques: ["T1071", "T1571"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  wants: (fact) => fact.sourceInside && fact.connection !== null,
  open: (saved, surroundings = noSurroundings) =>
    oneMapRun<Machine>(
      {
        version: 1,
        capacity: 4096,
        see: (states, fact, sayings) => see(surroundings, states, fact, sayings),
      },
      saved,
    ),
} satisfies Detector;
