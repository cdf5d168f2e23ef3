/**
 * IBM's Log Event Extended Format: `LEEF:1.0|vendor|product|version|id|` and tab-separated attributes;
 * `LEEF:2.0|…|id|delimiter|` names another delimiter, as a character or in hexadecimal (`0x5E`, `x5E`). Trend
 * Micro and syslog relays write the tab as `<009>` or `#011`; both are read, as is a 2.0 header that leaves the
 * delimiter out.
 * Specification: IBM QRadar LEEF guide, "LEEF event components".
 */
import type { Problem } from "../../base/index.js";
import type { Action, Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings, putFirst, transport } from "../device-event.js";
import { intakeProblem } from "../problems.js";
import { readEpoch, readSyslogTime } from "../syslog/time.js";
import { readHeader } from "./cef.js";

const own = /^LEEF: ?[12]\.\d\|/;
const meanings: Meanings = {
  src: "address",
  dst: "address",
  srcPreNAT: "address",
  dstPreNAT: "address",
  srcPostNAT: "address",
  dstPostNAT: "address",
  identSrc: "address",
  url: "url",
  domain: "domain",
  dhost: "host",
  shost: "host",
  hostName: "host",
  fileHash: "hash",
  md5: "hash",
  sha1: "hash",
  sha256: "hash",
  senderMail: "email",
  rcptMail: "email",
  suser: "email",
  duser: "email",
  usrName: "email",
};

/** The delimiter named in a 2.0 header; null where the field is no delimiter but the first attribute. */
function delimiterOf(field: string): string | null {
  if (field === "") return "\t";
  const hex = /^(?:0x|x|\\x|\\u)([0-9A-Fa-f]{1,4})$/.exec(field)?.[1];
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  return field.length === 1 ? field : null;
}

function readAttributes(text: string, delimiter: string): Record<string, string> {
  const fields: Record<string, string> = {};
  const plain = delimiter === "\t" ? text.replace(/<009>|#011|\\t|\\x09|\\0x09/g, "\t") : text;
  for (const part of plain.split(delimiter)) {
    const equals = part.indexOf("=");
    if (equals < 1 || equals > 64) continue;
    putFirst(fields, part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return fields;
}

/** `devTime` in milliseconds, ISO, or the Java pattern most devices use (`MMM dd yyyy HH:mm:ss`, zone ignored but GMT±h). */
function timeOf(fields: Readonly<Record<string, string>>, receivedUs: number): number | null {
  const text = fields["devTime"];
  if (text === undefined) return null;
  const epoch = readEpoch(text);
  if (epoch !== null) return epoch;
  const found = readSyslogTime(text, receivedUs);
  if (found === null) return null;
  const zone = /^ GMT([+-])(\d\d):(\d\d)$/.exec(text.slice(found.length).replace(/^(?=GMT)/, " "));
  if (zone === null) return found.timeUs;
  const offset = (Number(zone[2]) * 60 + Number(zone[3])) * 60e6;
  return found.timeUs + (zone[1] === "-" ? offset : -offset);
}

function actionOf(fields: Readonly<Record<string, string>>): Action {
  const said = fields["act"] ?? fields["action"] ?? fields["deviceAction"] ?? "";
  if (/block|den(?:y|ied)|drop|reject|reset|quarantine|prevent/i.test(said)) return "blocked";
  if (/fail/i.test(said)) return "failed";
  if (/allow|permit|accept|pass/i.test(said)) return "allowed";
  return /detect|alert|monitor|log/i.test(said) ? "detected" : "";
}

function read(message: DeviceMessage): Event | Problem {
  const text = message.text.replace(/^LEEF: ?/, "");
  const modern = text.startsWith("2");
  const header = readHeader(text, 5);
  if (header === null)
    return intakeProblem("record-unreadable", "A LEEF line has fewer than five header fields.");
  let delimiter: string | null = "\t";
  let rest = header.rest;
  if (modern) {
    const bar = rest.indexOf("|");
    delimiter = bar < 0 || bar > 8 ? null : delimiterOf(rest.slice(0, bar));
    if (delimiter !== null) rest = rest.slice(bar + 1);
  }
  const [version = "", vendor = "", product = "", productVersion = "", eventId = ""] = header.fields;
  const fields = readAttributes(rest, delimiter ?? "\t");
  return {
    timeUs: timeOf(fields, message.receivedUs) ?? message.timeUs,
    log: "leef",
    source: endpoint(fields["src"], fields["srcPort"]),
    destination: endpoint(fields["dst"], fields["dstPort"]),
    protocol: transport(fields["proto"]),
    service: "",
    action: actionOf(fields),
    carried: carriedFields(fields, meanings),
    native: { ...fields, leef: { version, vendor, product, productVersion, eventId } },
  };
}

export const leef = {
  id: "leef",
  title: "IBM Log Event Extended Format (LEEF)",
  claims: (text) => own.test(text.slice(0, 16)),
  read,
} satisfies Device;
