/**
 * FTD's security events (430001 intrusion, 430002 and 430003 connection start and end, 430004 file, 430005
 * malware): `Name: value, Name: value`. A value may hold a comma, so a new field begins only where a comma is
 * followed by a capitalized name and a colon.
 * Specification: Cisco Secure Firewall Threat Defense Syslog Messages, "Security Event Syslog Messages".
 */
import type { Action, Event } from "../../model/index.js";
import type { DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings, putFirst, transport } from "../device-event.js";
import { readSyslogTime } from "../syslog/time.js";

const meanings: Meanings = {
  SrcIP: "address",
  DstIP: "address",
  NAT_InitiatorIP: "address",
  NAT_ResponderIP: "address",
  OriginalClientSrcIP: "address",
  SecIntMatchingIP: "address",
  URL: "url",
  URI: "url",
  HTTPReferer: "url",
  ReferencedHost: "host",
  HTTP_Hostname: "host",
  DNSQuery: "domain",
  SSLServerName: "domain",
  FileSHA256: "hash",
};

function actionOf(fields: Readonly<Record<string, string>>): Action {
  const said = fields["AccessControlRuleAction"] ?? fields["InlineResult"] ?? fields["FileAction"] ?? "";
  if (/block|drop|reject|reset/i.test(said)) return "blocked";
  if (/allow|trust|fastpath/i.test(said)) return "allowed";
  if (fields["SHA_Disposition"] === "Malware") return "detected";
  return /detect|alert|monitor|would/i.test(said) || fields["SID"] !== undefined ? "detected" : "";
}

function readFields(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const part of text.split(/, (?=[A-Z][A-Za-z0-9_/ ]{0,40}: )/)) {
    const colon = part.indexOf(": ");
    if (colon > 0) putFirst(fields, part.slice(0, colon), part.slice(colon + 2).trim());
  }
  return fields;
}

export function readConnectionEvent(
  message: DeviceMessage,
  log: string,
  about: { readonly facility: string; readonly level: number; readonly id: string; readonly message: string },
): Event {
  const fields = readFields(about.message);
  const { message: _text, ...named } = about;
  const native = { ...named, ...fields };
  const first = fields["FirstPacketSecond"];
  return {
    timeUs: (first === undefined ? null : readSyslogTime(first, 0)?.timeUs) ?? message.timeUs,
    log,
    source: endpoint(fields["SrcIP"], fields["SrcPort"]),
    destination: endpoint(fields["DstIP"], fields["DstPort"]),
    protocol: transport(fields["Protocol"]),
    service: (fields["ApplicationProtocol"] ?? "").toLowerCase().replaceAll(" ", "-").slice(0, 32),
    action: actionOf(fields),
    carried: carriedFields(native, meanings),
    native,
  };
}
