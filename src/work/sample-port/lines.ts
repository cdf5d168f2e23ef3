/**
 * Writes one happening as the line a member's sensor would have logged: Zeek JSON, Suricata EVE, or a firewall's
 * and a name server's syslog. Shapes follow what those programs write, so that the sample port exercises the same
 * formats as real telemetry.
 */
import type { SampleMember } from "./port.js";

interface Happening {
  readonly atUs: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

export interface Flow extends Happening {
  readonly protocol: "tcp" | "udp";
  readonly service: string;
  readonly allowed: boolean;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

export interface Lookup extends Happening {
  readonly name: string;
  readonly answer: string;
}

export interface Modbus extends Happening {
  readonly func: string;
}

/** What one line belongs to: the file name tells the log where the format needs it. */
export interface Line {
  readonly fileName: string;
  readonly text: string;
}

const seconds = (us: number): number => us / 1e6;
const iso = (us: number): string => `${new Date(us / 1000).toISOString().slice(0, 23)}000+0000`;
const uid = (h: Happening): string =>
  `C${(h.atUs % 1e12).toString(36)}${h.sourcePort.toString(36)}${h.destinationPort.toString(36)}`;

function zeekEnds(h: Happening): Record<string, unknown> {
  return {
    ts: seconds(h.atUs),
    uid: uid(h),
    "id.orig_h": h.source,
    "id.orig_p": h.sourcePort,
    "id.resp_h": h.destination,
    "id.resp_p": h.destinationPort,
  };
}

function eveEnds(h: Happening, kind: string, protocol: string): Record<string, unknown> {
  return {
    timestamp: iso(h.atUs),
    flow_id: (h.atUs % 1e12) * 16 + (h.sourcePort % 16),
    event_type: kind,
    src_ip: h.source,
    src_port: h.sourcePort,
    dest_ip: h.destination,
    dest_port: h.destinationPort,
    proto: protocol.toUpperCase(),
  };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** RFC 5424 with facility local0, as rsyslog forwards it. */
function syslog(atUs: number, host: string, program: string, message: string): string {
  return `<134>1 ${new Date(atUs / 1000).toISOString()} ${host} ${program} - - - ${message}`;
}

export function flowLine(member: SampleMember, flow: Flow): Line {
  if (member.speaks === "zeek-json")
    return {
      fileName: "conn.log",
      text: JSON.stringify({
        _path: "conn",
        ...zeekEnds(flow),
        proto: flow.protocol,
        service: flow.service,
        duration: 0.42,
        orig_bytes: flow.bytesOut,
        resp_bytes: flow.bytesIn,
        conn_state: flow.allowed ? "SF" : "S0",
        local_orig: flow.allowed,
      }),
    };
  if (member.speaks === "eve")
    return {
      fileName: "eve.json",
      text: JSON.stringify({
        ...eveEnds(flow, "flow", flow.protocol),
        app_proto: flow.service || "failed",
        flow: {
          pkts_toserver: 6,
          pkts_toclient: flow.allowed ? 5 : 0,
          bytes_toserver: flow.bytesOut,
          bytes_toclient: flow.bytesIn,
          state: flow.allowed ? "closed" : "new",
          reason: "timeout",
        },
      }),
    };
  const verb = flow.allowed ? "ACCEPT" : "DROP";
  const ends = `SRC=${flow.source} DST=${flow.destination} LEN=60 TOS=0x00 PREC=0x00 TTL=52 ID=0 DF PROTO=${flow.protocol.toUpperCase()} SPT=${flow.sourcePort} DPT=${flow.destinationPort}`;
  const text = syslog(
    flow.atUs,
    "gateway",
    "kernel",
    `[FW-${verb}] IN=eth0 OUT=eth1 MAC= ${ends} WINDOW=64240 RES=0x00 SYN URGP=0`,
  );
  return { fileName: "firewall.log", text };
}

export function lookupLine(member: SampleMember, look: Lookup): Line {
  if (member.speaks === "zeek-json")
    return {
      fileName: "dns.log",
      text: JSON.stringify({
        _path: "dns",
        ...zeekEnds(look),
        proto: "udp",
        query: look.name,
        qtype_name: "A",
        rcode_name: "NOERROR",
        answers: [look.answer],
        TTLs: [300],
      }),
    };
  if (member.speaks === "eve")
    return {
      fileName: "eve.json",
      text: JSON.stringify({
        ...eveEnds(look, "dns", "udp"),
        dns: {
          version: 2,
          type: "answer",
          rrname: look.name,
          rrtype: "A",
          rcode: "NOERROR",
          answers: [{ rrname: look.name, rrtype: "A", ttl: 300, rdata: look.answer }],
        },
      }),
    };
  const at = new Date(look.atUs / 1000);
  const clock = `${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
  const message = `query[A] ${look.name} from ${look.source}`;
  return { fileName: "dns-syslog.log", text: `<30>${clock} gateway dnsmasq[811]: ${message}` };
}

/** A crane's controller traffic: only Zeek with the ICS parsers sees into it. */
export function modbusLine(modbus: Modbus): Line {
  return {
    fileName: "modbus.log",
    text: JSON.stringify({
      _path: "modbus",
      ...zeekEnds(modbus),
      func: modbus.func,
      unit: 1,
      tid: modbus.sourcePort,
    }),
  };
}

/** A password guess at the trucking firm's SSH server, as sshd logs it. */
export function guessLine(atUs: number, source: string, port: number, user: string): Line {
  const text = syslog(
    atUs,
    "files",
    "sshd",
    `Failed password for invalid user ${user} from ${source} port ${port} ssh2`,
  );
  return { fileName: "auth.log", text };
}
