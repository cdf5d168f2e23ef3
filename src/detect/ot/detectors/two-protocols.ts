/**
 * Two protocols on one port of one machine: a tunnel, a changed service, or a tool that speaks what the machine does not.
 * Bound: 8,192 machines and ports, 6 MB.
 */
import { addressSubject } from "../../behaviour/attempts.js";
import {
  type Detector,
  type DetectorRun,
  noSurroundings,
  type Sayings,
  type Surroundings,
} from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { dayUs, openStates, saveStates } from "../../behaviour/state.js";
import { explained, Learning } from "../learning.js";
import { familyOf, isItsPort, protocolOfPort } from "../ot-ports.js";
import { shortened } from "../record-ends.js";
import { listed } from "../relation.js";
import { type Gathered, nothingGathered, Telling, type Words } from "../telling.js";

const version = 1;
const protocolsMax = 8;

interface Place extends Gathered {
  readonly machine: string;
  readonly port: number;
  readonly protocols: string[];
  from: string;
}

/** The server's end of a message, and what it speaks there; null where the fact tells of none. */
function spokenAt(
  fact: Fact,
): { readonly machine: string; readonly port: number; readonly family: string } | null {
  const { ot, source, sourcePort, destination, destinationPort } = fact;
  if (ot === null) {
    if (fact.connection?.state !== "established" || fact.service === "" || fact.service.includes(","))
      return null;
    return { machine: destination, port: destinationPort, family: shortened(familyOf(fact.service), 40) };
  }
  if (destinationPort === 0) return null;
  // Some sensors open the connection at its answer; the standard's port tells.
  const isTurned = isItsPort(ot.protocol, sourcePort) && !isItsPort(ot.protocol, destinationPort);
  return isTurned
    ? { machine: source, port: sourcePort, family: familyOf(ot.protocol) }
    : { machine: destination, port: destinationPort, family: familyOf(ot.protocol) };
}

function open(saved: unknown, surroundings: Surroundings = noSurroundings): DetectorRun {
  const before = openStates(version, saved);
  const learning = new Learning(before["learning"], surroundings);
  const telling = new Telling<Place>(
    {
      capacity: 8192,
      betweenUs: () => dayUs,
      words,
      wordsOfAll: (states) => ({ ...words(states[0] as Place), subject: null, about: "many machines" }),
      kindOf: ({ protocols }) => protocols.join(" "),
      said: () => undefined,
    },
    before["places"],
  );

  function words({ machine, port, protocols, from, lastUs }: Place): Words {
    const learns = learning.lastsAt(lastUs);
    const why = explained(learning.site, machine, lastUs, learns ? "low" : "medium");
    return {
      subject: addressSubject(machine),
      about: `port ${port}`,
      level: why.level,
      fields: {
        machine: machine || "unknown",
        port: String(port),
        protocols: listed(protocols),
        from: from || "unknown",
        learning: learns ? "yes" : "no",
        ...why.fields,
      },
    };
  }

  function see(fact: Fact, sayings: Sayings): void {
    const timeUs = fact.ot === null ? fact.timeUs : learning.hear(fact);
    const spoken = spokenAt(fact);
    if (spoken === null) return;
    const { machine, port, family } = spoken;
    const key = `${machine} ${port} ${fact.protocol}`;
    const state = telling.states.at(key, () => ({
      ...nothingGathered(),
      machine,
      port,
      protocols: [family],
      from: fact.source,
    }));
    if (state.protocols.includes(family) || state.protocols.length >= protocolsMax) return;
    state.protocols.push(family);
    // Without one of control networks it is not for this detector.
    if (!state.protocols.some((one) => isOfControl(one))) return;
    state.from = fact.source;
    telling.states.matters(key);
    telling.found(key, state, 1, true, fact, timeUs, sayings);
  }

  return {
    see,
    tick: (nowUs, sayings) => telling.tick(nowUs, sayings),
    end: (sayings) => telling.end(sayings),
    figures: () => telling.figures(),
    save: () => saveStates(version, { learning: learning.save(), places: telling.save() }),
  };
}

const controlFamilies = new Set(["modbus", "s7comm", "dnp3", "enip", "bacnet", "opcua"]);
const isOfControl = (family: string): boolean => controlFamilies.has(family);

export const twoProtocols = {
  id: "two-protocols",
  kind: "ot",
  title: "Two protocols on one port of a machine",
  explains:
    "A control protocol and another protocol are spoken on the same port of the same machine, whichever came first. " +
    "Protocols in one another (S7comm in COTP, CIP in EtherNet/IP) are one. Low while the network is learned, medium " +
    "afterwards. The count is of protocols beyond the first.",
  level: "medium",
  techniques: ["T0849", "T0884"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  wants: (fact) =>
    (fact.ot !== null && fact.ot.protocol !== "ethercat" && fact.ot.protocol !== "profinet") ||
    (fact.connection !== null && protocolOfPort(fact.destinationPort) !== ""),
  open,
} satisfies Detector;
