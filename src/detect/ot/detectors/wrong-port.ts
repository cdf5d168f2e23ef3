/**
 * A control protocol on a port that is not its own, or something else on the port of a control protocol.
 * Bound: 4,096 machines and ports, 3 MB.
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
import { type Gathered, nothingGathered, Telling, type Words } from "../telling.js";

const version = 1;

interface Place extends Gathered {
  readonly machine: string;
  readonly port: number;
  readonly protocol: string;
  /** What the port is for; empty for a port that is for none. */
  readonly instead: string;
  from: string;
}

/** What is spoken where it has no business; null where all is as it should be. */
function oddPlaceOf(fact: Fact): Pick<Place, "machine" | "port" | "protocol" | "instead"> | null {
  const { ot, sourcePort, destinationPort, destination, service } = fact;
  if (ot !== null) {
    if (sourcePort === 0 && destinationPort === 0) return null;
    if (isItsPort(ot.protocol, destinationPort) || isItsPort(ot.protocol, sourcePort)) return null;
    const instead = protocolOfPort(destinationPort);
    return { machine: destination, port: destinationPort, protocol: ot.protocol, instead };
  }
  const instead = protocolOfPort(destinationPort);
  if (instead === "" || service === "" || fact.connection?.state !== "established") return null;
  // A sensor that only names the transport says nothing; TLS around OPC UA and Modbus is their secure form.
  const family = familyOf(service);
  if (family === familyOf(instead) || family === "tls" || service.includes(",")) return null;
  return { machine: destination, port: destinationPort, protocol: shortened(service, 40), instead };
}

function open(saved: unknown, surroundings: Surroundings = noSurroundings): DetectorRun {
  const before = openStates(version, saved);
  const learning = new Learning(before["learning"], surroundings);
  const telling = new Telling<Place>(
    {
      capacity: 4096,
      betweenUs: () => dayUs,
      words,
      wordsOfAll: (states) => ({ ...words(states[0] as Place), subject: null, about: "many machines" }),
      kindOf: ({ protocol, port }) => `${protocol} ${port}`,
      said: () => undefined,
    },
    before["places"],
  );

  function words({ machine, port, protocol, instead, from, lastUs }: Place): Words {
    const learns = learning.lastsAt(lastUs);
    const why = explained(learning.site, machine, lastUs, learns ? "low" : "medium");
    return {
      subject: addressSubject(machine),
      about: `${protocol} on port ${port}`,
      level: why.level,
      fields: {
        machine: machine || "unknown",
        port: String(port),
        protocol,
        ...(instead === "" ? {} : { "the port is for": instead }),
        from: from || "unknown",
        learning: learns ? "yes" : "no",
        ...why.fields,
      },
    };
  }

  function see(fact: Fact, sayings: Sayings): void {
    if (fact.ot !== null) learning.hear(fact);
    const place = oddPlaceOf(fact);
    if (place === null || fact.ot?.counts === false) return;
    const timeUs = fact.ot === null ? fact.timeUs : learning.hear(fact);
    const key = `${place.machine} ${place.port} ${place.protocol}`;
    const state = telling.states.at(key, () => ({ ...nothingGathered(), ...place, from: fact.source }));
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

export const wrongPort = {
  id: "wrong-port",
  kind: "ot",
  title: "A control protocol where it does not belong",
  explains:
    "Modbus, S7comm, DNP3, EtherNet/IP or BACnet on a port that is not theirs, or another service that answers on the port of " +
    "a control protocol. OPC UA, PROFINET and EtherCAT have no port of their own and are not meant. By machine, port and " +
    "protocol: low while the network is learned, medium afterwards, at once and then once a day.",
  level: "medium",
  techniques: ["T0885", "T0849"],
  scope: "member",
  stateBytesMax: 4 * 1024 * 1024,
  wants: (fact) =>
    fact.ot !== null || (fact.connection !== null && protocolOfPort(fact.destinationPort) !== ""),
  open,
} satisfies Detector;
