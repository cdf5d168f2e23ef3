/**
 * FortiGate's own log: `date=… time=… type=… subtype=…` pairs, values quoted where they have spaces. `eventtime`
 * (seconds, or nanoseconds since FortiOS 6.2) is exact and wins over `date` and `time`, which are local to `tz`.
 * The log is named by the type, and for security profiles (utm) by the subtype, as those differ more.
 * Specification: Fortinet, FortiOS Log Message Reference, "Log field format".
 */
import type { Problem } from "../../base/index.js";
import type { Action, Carried, Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings, readPairs, transport } from "../device-event.js";
import { intakeProblem } from "../problems.js";
import { readEpoch, readSyslogTime } from "../syslog/time.js";

const meanings: Meanings = {
  srcip: "address",
  dstip: "address",
  remip: "address",
  transip: "address",
  tranip: "address",
  tunnelip: "address",
  assignip: "address",
  locip: "address",
  srcremote: "address",
  forwardedfor: "address",
  hostname: "host",
  url: "url",
  referralurl: "url",
  qname: "domain",
  dstname: "domain",
  botnetdomain: "domain",
  botnetip: "address",
  filehash: "hash",
  analyticscksum: "hash",
  sender: "email",
  recipient: "email",
  from: "email",
  to: "email",
  user: "email",
};

const allowing = new Set([
  "accept",
  "allow",
  "allowed",
  "pass",
  "passthrough",
  "permit",
  "start",
  "close",
  "timeout",
  "client-rst",
  "server-rst",
  "ip-conn",
  "dns",
  "exempt",
  "clear_session",
]);
const blocking = new Set([
  "deny",
  "denied",
  "block",
  "blocked",
  "dropped",
  "drop",
  "drop_session",
  "reset",
  "reset_client",
  "reset_server",
  "redirect",
  "quarantine",
  "redirected",
]);

/** `ssl-login-fail`, `tunnel-up`, `login` with `status="failed"` are attempts; the rest is traffic. */
function actionOf(fields: Readonly<Record<string, string>>): Action {
  const action = (fields["action"] ?? "").toLowerCase();
  const status = (fields["status"] ?? "").toLowerCase();
  if (/fail|denied$/.test(action) || /^fail/.test(status)) return action === "denied" ? "blocked" : "failed";
  if (status === "success" || action === "tunnel-up" || action === "ssl-login-success") return "succeeded";
  if (blocking.has(action)) return "blocked";
  if (allowing.has(action)) return "allowed";
  return action === "detected" || action === "monitored" || action === "log-only" ? "detected" : "";
}

/** `eventtime` has 10 (s), 13 (ms), 16 (µs) or 19 (ns) digits, by version. */
function timeOf(fields: Readonly<Record<string, string>>, receivedUs: number): number | null {
  const stamp = readEpoch(fields["eventtime"] ?? "");
  if (stamp !== null) return stamp;
  const zone = /^[+-]\d{4}$/.test(fields["tz"] ?? "") ? fields["tz"] : "Z";
  const text = `${fields["date"]}T${fields["time"]}${zone}`;
  return readSyslogTime(text, receivedUs)?.timeUs ?? null;
}

/** DNS answers come as one list: `ipaddr="192.0.2.1, 192.0.2.2"`. A bare `url` path needs its host. */
function carriedOf(native: Readonly<Record<string, string>>): Carried[] {
  const carried = carriedFields(native, meanings);
  const answers = native["ipaddr"]?.split(/[,;] ?/).slice(0, 64) ?? [];
  for (const text of answers) carried.push({ field: "ipaddr", meaning: "address", text });
  const { url = "", hostname = "", service = "" } = native;
  if (!url.startsWith("/") || hostname === "") return carried;
  const scheme = service.toLowerCase() === "https" ? "https" : "http";
  return carried.map((one) =>
    one.field === "url" ? { ...one, text: `${scheme}://${hostname}${url}` } : one,
  );
}

function read(message: DeviceMessage): Event | Problem {
  const native = readPairs(message.text);
  const type = (native["type"] ?? "").toLowerCase();
  if (!/^[a-z][a-z0-9-]{1,31}$/.test(type))
    return intakeProblem(
      "record-unreadable",
      "A FortiGate line has no `type` to say which log it belongs to.",
    );
  const subtype = (native["subtype"] ?? "").toLowerCase();
  const kind = type === "utm" && /^[a-z][a-z0-9-]{1,31}$/.test(subtype) ? subtype : type;
  const { proto, service = "" } = native;
  return {
    timeUs: timeOf(native, message.receivedUs) ?? message.timeUs,
    log: `fortigate-${kind}`,
    source: endpoint(native["srcip"] ?? native["remip"], native["srcport"]),
    destination: endpoint(native["dstip"], native["dstport"]),
    protocol: transport(proto),
    service: /^[A-Za-z][A-Za-z0-9_-]{0,31}$/.test(service) ? service.toLowerCase() : "",
    action: actionOf(native),
    carried: carriedOf(native),
    native,
  };
}

const own =
  /^(?:logver=\S+ |timestamp=\S+ |tz="[^"]*" |devname=\S+ |devid=\S+ |itime=\S+ )*(?:date=\d{4}-\d\d-\d\d,? time=\d\d:\d\d:\d\d|devname="?[\w.-]+"? devid="?F)/;

export const fortigate = {
  id: "fortigate",
  title: "Fortinet FortiGate",
  claims: (text) => own.test(text.slice(0, 512)),
  read,
} satisfies Device;
