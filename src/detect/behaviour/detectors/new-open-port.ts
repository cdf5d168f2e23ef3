/**
 * A machine of the member answers the outside on a port where it never did: somebody opened something, or a machine was set
 * up anew. What is answered is learned for a week. Ports that nobody should see from outside are said at once, in the
 * learning time too: managing machines, sharing files, databases, controllers of cranes and gates.
 * Bound: 8,192 pairs of machine and port, 2 MB; a scan does not fill it, as only answers count.
 */
import { normalizeAddress } from "../../../model/index.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import type { KeptMap } from "../sketches/kept-map.js";
import {
  dayUs,
  neverSaid,
  openPlain,
  openStates,
  type Said,
  savePlain,
  saveStates,
  speaks,
} from "../state.js";

const version = 1;
const learningUs = 7 * dayUs;

/** What a port is for, where it has no business outside. */
const grave: ReadonlyMap<number, string> = new Map([
  [23, "Telnet"],
  [69, "TFTP"],
  [102, "controllers (S7, MMS)"],
  [111, "RPC"],
  [135, "remote procedure calls"],
  [139, "file sharing"],
  [389, "directory (LDAP)"],
  [445, "file sharing (SMB)"],
  [502, "controllers (Modbus)"],
  [1433, "database (SQL Server)"],
  [1521, "database (Oracle)"],
  [2049, "file sharing (NFS)"],
  [2375, "containers (Docker)"],
  [2404, "controllers (IEC 104)"],
  [3306, "database (MySQL)"],
  [3389, "remote desktop"],
  [4840, "controllers (OPC UA)"],
  [5432, "database (PostgreSQL)"],
  [5900, "screens (VNC)"],
  [5985, "WinRM"],
  [5986, "WinRM"],
  [6379, "database (Redis)"],
  [9200, "database (Elasticsearch)"],
  [11211, "cache (memcached)"],
  [20000, "controllers (DNP3)"],
  [27017, "database (MongoDB)"],
  [44818, "controllers (EtherNet/IP)"],
  [47808, "buildings (BACnet)"],
]);
const firstEphemeral = 32_768;

interface Service extends Said {
  firstUs: number;
  count: number;
}

class NewOpenPortRun implements DetectorRun {
  readonly #services: KeptMap<Service>;
  #firstUs: number;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#services = openPlain(8192, parts.services);
    this.#firstUs = typeof parts.firstUs === "number" ? parts.firstUs : Number.POSITIVE_INFINITY;
  }

  see(fact: Fact, sayings: Sayings): void {
    this.#firstUs = Math.min(this.#firstUs, fact.timeUs);
    if (fact.connection?.state !== "established" || fact.protocol === "icmp") return;
    const port = fact.destinationPort;
    // The far end of an own call that a sensor saw the wrong way round has such a port.
    if (port === 0 || port >= firstEphemeral) return;
    // UDP has no handshake: data both ways is an answer.
    if (fact.protocol === "udp" && (fact.connection.bytesIn ?? 0) === 0) return;
    const key = `${fact.destination} ${fact.protocol} ${port}`;
    const service = this.#services.at(key, () => ({ firstUs: fact.timeUs, count: 0, ...neverSaid() }));
    service.count++;
    if (service.count === 2) this.#services.matters(key);
    const purpose = grave.get(port);
    const isLearned = service.firstUs >= this.#firstUs + learningUs;
    if (service.saidCount > 0 || (purpose === undefined && !isLearned)) return;
    if (!speaks(service, 1, fact.timeUs, dayUs)) return;
    sayings.say({
      level: purpose === undefined ? "low" : "medium",
      subject: normalizeAddress(fact.destination),
      about: `${fact.protocol} port ${port}`,
      count: service.count,
      firstUs: service.firstUs,
      lastUs: fact.timeUs,
      fields: {
        machine: fact.destination,
        port: String(port),
        protocol: fact.protocol,
        ...(fact.service === "" ? {} : { service: fact.service }),
        ...(purpose === undefined ? {} : { for: purpose }),
        "answered to": fact.source,
      },
    });
  }

  figures() {
    return { held: this.#services.size, dropped: this.#services.dropped };
  }

  save() {
    return saveStates(version, { services: savePlain(this.#services), firstUs: this.#firstUs });
  }
}

export const newOpenPort = {
  id: "new-open-port",
  title: "A machine answers the outside on a new port",
  explains:
    "What answers the outside is learned for seven days from the member's first telemetry; afterwards each machine and port " +
    "that answers for the first time is said once: low. Ports that nobody should reach from outside (remote desktop, file " +
    "sharing, databases, WinRM, Telnet, VNC, and the protocols of controllers such as Modbus, S7 and EtherNet/IP) are medium, " +
    "and said in the learning time too. Only connections that were answered count, so that a scan alone says nothing.",
  level: "low",
  techniques: ["T1133", "T0883"],
  scope: "member",
  stateBytesMax: 2 * 1024 * 1024,
  wants: (fact) => fact.direction === "inbound" && fact.connection !== null,
  open: (saved) => new NewOpenPortRun(saved),
} satisfies Detector;
