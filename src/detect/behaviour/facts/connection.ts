/**
 * The connection a record tells of: logs of flows (Zeek's conn, Suricata's flow, Argus) and firewalls' logs of traffic.
 * Records of protocols have none, so that nothing is counted twice where a sensor writes both.
 * States: Zeek's conn_state (docs.zeek.org, conn.log), Suricata's flow.state and flags, Argus' flags of both sides
 * (`S_RA`: a SYN was answered by RST+ACK), and what a firewall did.
 */
import type { ConnectionFact } from "../fact.js";
import type { About } from "./about.js";
import { type Native, numberAt, recordAt, spanUsAt, textAt } from "./native-fields.js";

type State = ConnectionFact["state"];

const zeekStates: Readonly<Record<string, State>> = {
  S0: "unanswered",
  REJ: "refused",
  RSTOS0: "half-open",
  SH: "half-open",
  S1: "established",
  S2: "established",
  S3: "established",
  SF: "established",
  RSTO: "established",
  RSTR: "established",
};

function zeekState(native: Native): State {
  const state = textAt(native, "conn_state");
  // A scanner that leaves as soon as the port has answered: SYN, SYN-ACK, RST.
  if (state === "RSTO" && /^Sh?A?R+$/i.test(textAt(native, "history")) && !numberAt(native, "orig_bytes"))
    return "half-open";
  return zeekStates[state] ?? "unknown";
}

function zeekConnection({ native }: About): ConnectionFact {
  return {
    state: zeekState(native),
    bytesOut: numberAt(native, "orig_bytes", "orig_ip_bytes"),
    bytesIn: numberAt(native, "resp_bytes", "resp_ip_bytes"),
    packetsOut: numberAt(native, "orig_pkts"),
    packetsIn: numberAt(native, "resp_pkts"),
    durationUs: spanUsAt(native, "duration"),
    id: textAt(native, "uid"),
  };
}

const tcp = { syn: 2, rst: 4, psh: 8 } as const;

function eveState({ native, protocol }: About, packetsIn: number | null): State {
  const flow = textAt(native, "flow.state");
  const flags = textAt(native, "tcp.tcp_flags_tc");
  if (protocol === "tcp" && flags !== "") {
    const back = Number.parseInt(flags, 16);
    const out = Number.parseInt(textAt(native, "tcp.tcp_flags_ts") || "0", 16);
    // What came back may have been an ICMP error: it has no flags.
    if (back === 0) return "unanswered";
    if ((back & tcp.rst) !== 0 && (back & (tcp.syn | tcp.psh)) === 0) return "refused";
    if ((back & tcp.syn) !== 0 && (out & tcp.rst) !== 0 && (out & tcp.psh) === 0) return "half-open";
    return "established";
  }
  if (packetsIn === 0) return "unanswered";
  return flow === "new" || flow === "" ? "unknown" : "established";
}

function eveConnection(about: About): ConnectionFact {
  const { native } = about;
  const flow = recordAt(native, "flow") ?? {};
  const packetsIn = numberAt(flow, "pkts_toclient");
  const start = Date.parse(textAt(flow, "start"));
  const end = Date.parse(textAt(flow, "end"));
  return {
    state: eveState(about, packetsIn),
    bytesOut: numberAt(flow, "bytes_toserver"),
    bytesIn: numberAt(flow, "bytes_toclient"),
    packetsOut: numberAt(flow, "pkts_toserver"),
    packetsIn,
    durationUs: end >= start ? (end - start) * 1000 : spanUsAt(flow, "age"),
    id: textAt(native, "flow_id"),
  };
}

/** Suricata's netflow records are one direction of a flow each. */
function netflowConnection({ native }: About): ConnectionFact {
  return {
    state: "unknown",
    bytesOut: numberAt(native, "netflow.bytes"),
    bytesIn: null,
    packetsOut: numberAt(native, "netflow.pkts"),
    packetsIn: null,
    durationUs: spanUsAt(native, "netflow.age"),
    id: textAt(native, "flow_id"),
  };
}

const argusStates: Readonly<Record<string, State>> = {
  CON: "established",
  EST: "established",
  FIN: "established",
  CLO: "established",
  INT: "unanswered",
  REQ: "unanswered",
  RST: "refused",
  URP: "refused",
  URH: "refused",
  URN: "refused",
  TIM: "unanswered",
};

function argusState(written: string): State {
  const state = written.toUpperCase();
  const both = /^([A-Z]*)_([A-Z]*)$/.exec(state);
  if (both === null) return argusStates[state] ?? zeekStates[state] ?? "unknown";
  const [, out = "", back = ""] = both;
  if (back === "") return "unanswered";
  if (back.includes("R") && !back.includes("S")) return out.includes("P") ? "established" : "refused";
  return back.includes("S") && out.includes("R") && !out.includes("A") ? "half-open" : "established";
}

function argusConnection({ native }: About): ConnectionFact {
  const bytes = numberAt(native, "TotBytes", "totbytes", "bytes");
  const out = numberAt(native, "SrcBytes", "srcbytes", "sbytes");
  const packets = numberAt(native, "TotPkts", "totpkts", "pkts");
  const packetsOut = numberAt(native, "SrcPkts", "srcpkts", "spkts");
  return {
    state: argusState(textAt(native, "State", "state")),
    bytesOut: out ?? bytes,
    bytesIn: bytes !== null && out !== null && bytes >= out ? bytes - out : null,
    packetsOut: packetsOut ?? packets,
    packetsIn: packets !== null && packetsOut !== null && packets >= packetsOut ? packets - packetsOut : null,
    durationUs: spanUsAt(native, "Dur", "dur"),
    id: "",
  };
}

/** A firewall that let a packet pass knows no answer to it; one that counts bytes has seen the whole connection. */
function firewallConnection({ native, action }: About): ConnectionFact {
  const bytesIn = numberAt(
    native,
    "rcvdbyte",
    "bytes_received",
    "in",
    "ResponderBytes",
    "destination.bytes",
    "dstBytes",
  );
  const bytesOut = numberAt(
    native,
    "sentbyte",
    "bytes_sent",
    "out",
    "InitiatorBytes",
    "source.bytes",
    "srcBytes",
    "bytes",
  );
  const reason = textAt(native, "session_end_reason", "reason", "action").toLowerCase();
  const state: State =
    action === "blocked"
      ? "refused"
      : /aged-out|syn timeout|timeout/.test(reason) && bytesIn === 0
        ? "unanswered"
        : bytesIn !== null && bytesIn > 0
          ? "established"
          : "unknown";
  return {
    state,
    bytesOut,
    bytesIn,
    packetsOut: numberAt(native, "sentpkt", "pkts_sent", "source.packets"),
    packetsIn: numberAt(native, "rcvdpkt", "pkts_received", "destination.packets"),
    durationUs: spanUsAt(native, "duration", "elapsed"),
    id: textAt(native, "sessionid", "connection"),
  };
}

const firewalls =
  /^(?:netfilter|filterlog|cisco-(?:asa|ftd|ios)|fortigate-traffic|panos-traffic|cef(?:-.*)?|leef(?:-.*)?)$/;

/** Whether records of such a log tell of a connection, where both ends are known. */
export function tellsConnections(log: string): boolean {
  return (
    log === "zeek-conn" ||
    log === "eve-flow" ||
    log === "eve-netflow" ||
    log === "argus" ||
    firewalls.test(log)
  );
}

export function connectionOf(about: About): ConnectionFact | null {
  const { log } = about;
  if (log === "zeek-conn") return zeekConnection(about);
  if (log === "eve-flow") return eveConnection(about);
  if (log === "eve-netflow") return netflowConnection(about);
  if (log === "argus") return argusConnection(about);
  if (about.source === "" || about.destination === "") return null;
  if (firewalls.test(log)) return firewallConnection(about);
  const flowLike = log.startsWith("json") && about.destinationPort > 0 && about.protocol !== "";
  return flowLike ? firewallConnection(about) : null;
}
