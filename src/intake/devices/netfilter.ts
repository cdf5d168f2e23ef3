/**
 * Packets that a Linux kernel logged: iptables, nftables, UFW, UniFi and Proxmox, `SRC=… DST=… PROTO=… SPT=…`
 * after a free prefix. The kernel does not say what became of the packet; only the prefix can, by the words
 * administrators put there (DROP, BLOCK, ACCEPT…). A prefix that says nothing leaves the action open.
 * Source of the fields: Linux `net/netfilter/nf_log_syslog.c`.
 */
import type { Action, Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings, readPairs, transport } from "../device-event.js";
import { readSyslogTime } from "../syslog/time.js";

const packet = /(?:^|[\s\]])SRC=[0-9A-Fa-f.:]+ DST=[0-9A-Fa-f.:]+ /;
const firstPair = /(?:^|\s)(?:DESCR="|IN=|OUT=|PHYSIN=|MAC=|SRC=)/;
const meanings: Meanings = { SRC: "address", DST: "address" };

/** What the prefix says. UniFi writes the action as a letter: `[WAN_LOCAL-D-2147483647]`. */
function actionOf(prefix: string, description: string): Action {
  const letter = /-([ADR])-\d+\]/.exec(prefix)?.[1];
  if (letter !== undefined) return letter === "A" ? "allowed" : "blocked";
  const words = `${prefix} ${description}`.toUpperCase();
  if (/\bAUDIT\b/.test(words)) return "detected";
  if (/DROP|BLOCK|REJECT|DENY|DENIED|INVALID/.test(words)) return "blocked";
  return /ACCEPT|ALLOW|PASS|PERMIT/.test(words) ? "allowed" : "";
}

/** Proxmox writes its own time into the prefix: `20/Jun/2022:13:09:14 +0200`. */
function timeInPrefix(prefix: string): number | null {
  const match = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)/.exec(prefix);
  if (match === null) return null;
  const [, day, month, year, clock, sign, hours, minutes] = match;
  const found = readSyslogTime(`${month} ${day} ${year} ${clock}`, 0);
  if (found === null) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60e6;
  return found.timeUs + (sign === "-" ? offset : -offset);
}

function read(message: DeviceMessage): Event {
  // An ICMP error quotes the packet it answers in brackets; only the outer packet is this event's.
  const quoted = message.text.indexOf("[SRC=");
  const outer = quoted < 0 ? message.text : message.text.slice(0, quoted);
  const text = outer.replace(/^\[ *\d+\.\d+\] ?/, "").trim();
  const start = firstPair.exec(text)?.index ?? 0;
  const prefix = text.slice(0, start).trim();
  const fields = readPairs(text.slice(start));
  const flags = text.slice(start).match(/(?<= )(?:SYN|ACK|FIN|RST|PSH|URG|DF|MF|ECE|CWR)(?= |$)/g) ?? [];
  const native = { ...(prefix === "" ? {} : { prefix }), ...fields, ...(flags.length > 0 ? { flags } : {}) };
  return {
    timeUs: timeInPrefix(prefix) ?? message.timeUs,
    log: "netfilter",
    source: endpoint(fields["SRC"], fields["SPT"]),
    destination: endpoint(fields["DST"], fields["DPT"]),
    protocol: transport(fields["PROTO"]),
    service: "",
    action: actionOf(prefix, fields["DESCR"] ?? ""),
    carried: carriedFields(native, meanings),
    native,
  };
}

export const netfilter = {
  id: "netfilter",
  title: "Linux packet filter (iptables, nftables, UFW)",
  claims: (text) => packet.test(text.slice(0, 1024)),
  read,
} satisfies Device;
