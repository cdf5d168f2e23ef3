/**
 * A fact: an event as detectors of behaviour see it, whatever format it had. One member's, with its ends told apart by
 * whose they are, and with what its kind of log says in one vocabulary: a connection's volumes, a log-in's outcome, a
 * question to DNS. Facts of one batch come in the order of its records, which need not be that of time. Everything beyond
 * the ends is worked out when it is first asked for, so that a detector that does not ask does not pay.
 */
import type { Action, Direction } from "../../model/index.js";
import type { OtMessage } from "../ot/message.js";

export interface ConnectionFact {
  /** `refused`: answered with a no; `unanswered`: nothing came back; `half-open`: begun and left. */
  readonly state: "established" | "refused" | "unanswered" | "half-open" | "unknown";
  /** Payload bytes from source to destination and back; where a log has only totals, those. Null where it says nothing. */
  readonly bytesOut: number | null;
  readonly bytesIn: number | null;
  readonly packetsOut: number | null;
  readonly packetsIn: number | null;
  readonly durationUs: number | null;
  /** The sensor's own name of the connection (Zeek's `uid`, Suricata's `flow_id`), empty where it has none. */
  readonly id: string;
}

export interface LoginFact {
  /** `ssh`, `rdp`, `smb`, `vpn`, `web`, `ftp`, `mail`, `windows`, … */
  readonly service: string;
  readonly outcome: "succeeded" | "failed" | "unknown";
  /** As it was written; empty where unknown. */
  readonly user: string;
  /** The account does not exist, where the record says so. */
  readonly unknownUser: boolean;
  /**
   * Which of a server's messages this is: some write several for one attempt (`Invalid user`, then `Failed password`).
   * Attempts are counted by the message that comes most often, never by all together.
   */
  readonly saying: string;
  /** Attempts that this record stands for (syslog's "message repeated"). */
  readonly times: number;
  /** The server's name where the record has no address for it; empty where it has, or names none. */
  readonly server: string;
}

export interface DnsFact {
  /** Lower case, without the dot at the end. */
  readonly query: string;
  /** `A`, `TXT`; empty where unknown. */
  readonly type: string;
  /** `NOERROR`, `NXDOMAIN`; empty where unknown or not answered yet. */
  readonly rcode: string;
  readonly answers: readonly string[];
  /** The least lifetime among the answers in seconds; null where unknown. */
  readonly ttl: number | null;
}

export interface HttpFact {
  readonly method: string;
  readonly host: string;
  /** Path and query as they came. */
  readonly uri: string;
  /** 0 where unknown. */
  readonly status: number;
  readonly userAgent: string;
  readonly bytesOut: number | null;
  readonly bytesIn: number | null;
}

export interface TlsFact {
  readonly serverName: string;
  readonly ja3: string;
  readonly ja4: string;
  readonly established: boolean | null;
}

/** What a security product or the sensor itself says: an alert's signature, a notice. */
export interface AlertFact {
  readonly signature: string;
  readonly category: string;
  /** 1 the gravest, as Suricata has it; 0 where unknown. */
  readonly severity: number;
}

export interface Fact {
  /** Whose telemetry it is. */
  readonly memberId: string;
  /** By the record's clock; by when it was received where it has none. Microseconds since 1970. */
  readonly timeUs: number;
  readonly receivedUs: number;
  /** False where the record had no usable time. */
  readonly timed: boolean;
  readonly log: string;
  /** Canonical address texts where they are addresses, empty where unknown. */
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly sourceInside: boolean;
  readonly destinationInside: boolean;
  /** From the ends: a source inside that reaches outside is outbound. */
  readonly direction: Direction;
  readonly protocol: string;
  readonly service: string;
  readonly action: Action;
  readonly user: string;
  readonly message: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly urls: readonly string[];
  readonly hashes: readonly string[];
  readonly connection: ConnectionFact | null;
  readonly login: LoginFact | null;
  readonly dns: DnsFact | null;
  readonly http: HttpFact | null;
  readonly tls: TlsFact | null;
  readonly alert: AlertFact | null;
  /** The message of a control network that the record tells of. */
  readonly ot: OtMessage | null;
  /** The record's own fields, as the format had them. */
  readonly native: Readonly<Record<string, unknown>>;
  /** Of the record in its source, from 1; 0 where unknown. */
  readonly line: number;
  readonly mark: string | null;
}
