/**
 * ArcSight's Common Event Format: `CEF:0|vendor|product|version|id|name|severity|key=value …`. A pipe in the
 * header is written `\|`, an equals sign in a value `\=`; values hold spaces, so a value ends where the next
 * key begins. Custom fields (`cs1` with `cs1Label`) carry what their label says. Ubiquiti sends it without
 * `CEF:` or with a space behind it; both are read.
 * Specification: Micro Focus ArcSight Common Event Format, version 26.
 */
import type { Problem } from "../../base/index.js";
import type { Action, Carried, Event, Meaning } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings, putFirst, transport } from "../device-event.js";
import { intakeProblem } from "../problems.js";
import { readEpoch, readSyslogTime } from "../syslog/time.js";

const own = /^(?:CEF: ?)?[01]\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|/;
const headerNames = [
  "version",
  "deviceVendor",
  "deviceProduct",
  "deviceVersion",
  "signatureId",
  "name",
  "severity",
];

const meanings: Meanings = {
  src: "address",
  dst: "address",
  sourceTranslatedAddress: "address",
  destinationTranslatedAddress: "address",
  c6a2: "address",
  c6a3: "address",
  shost: "host",
  dhost: "host",
  sourceDnsDomain: "domain",
  destinationDnsDomain: "domain",
  request: "url",
  requestContext: "url",
  fileHash: "hash",
  oldFileHash: "hash",
  suser: "email",
  duser: "email",
};

/** What a custom field carries, by its label; the vendor chose the words. */
function meaningOfLabel(label: string): Meaning | null {
  if (/\b(?:md5|sha-?1|sha-?256|sha-?512|hash)\b/i.test(label)) return "hash";
  if (/\b(?:url|uri|referr?er)\b/i.test(label)) return "url";
  if (/\b(?:ip|ipv4|ipv6|address)\b/i.test(label)) return "address";
  if (/\b(?:domain|dns|fqdn|host ?name|sni|query)\b/i.test(label)) return "host";
  return /\b(?:e-?mail|sender|recipient)\b/i.test(label) ? "email" : null;
}

/** The seven header fields, escapes undone, and where the extension begins; null where there are fewer. */
export function readHeader(text: string, count: number): { fields: string[]; rest: string } | null {
  const fields: string[] = [];
  let value = "";
  for (let i = 0; i < text.length && i < 8192; i++) {
    const character = text[i] as string;
    if (character === "\\" && (text[i + 1] === "|" || text[i + 1] === "\\")) value += text[++i];
    else if (character === "|") {
      fields.push(value.trim());
      value = "";
      if (fields.length === count) return { fields, rest: text.slice(i + 1) };
    } else value += character;
  }
  return fields.length === count - 1 && value !== "" ? { fields: [...fields, value.trim()], rest: "" } : null;
}

function readExtension(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  const keys = [...text.matchAll(/(?:^|\s)([A-Za-z0-9_][A-Za-z0-9_.[\]-]{0,63})=/g)];
  for (const [index, match] of keys.entries()) {
    const from = match.index + match[0].length;
    const value = text.slice(from, keys[index + 1]?.index ?? text.length).trim();
    const plain = value.replace(/\\([=\\|nr])/g, (_, one: string) =>
      one === "n" ? "\n" : one === "r" ? "\r" : one,
    );
    putFirst(fields, match[1] as string, plain);
  }
  return fields;
}

const timeNames = ["rt", "deviceReceiptTime", "end", "start", "UNIFIutcTime"];

/** An epoch (milliseconds, by the specification), or `MMM dd yyyy HH:mm:ss`, or ISO. */
function timeOf(fields: Readonly<Record<string, string>>, receivedUs: number): number | null {
  for (const name of timeNames) {
    const text = fields[name];
    if (text === undefined || text === "") continue;
    const epoch = readEpoch(text);
    if (epoch !== null) return epoch;
    const found = readSyslogTime(text, receivedUs);
    if (found !== null) return found.timeUs;
  }
  return null;
}

/** `act` in the vendor's words; where it is silent, the event's name, as Ubiquiti's "Detected and Blocked". */
function actionOf(fields: Readonly<Record<string, string>>, name: string): Action {
  const said = `${fields["act"] ?? ""} ${fields["outcome"] ?? ""}`.trim() || name;
  if (/block|den(?:y|ied)|drop|reject|reset|quarantine|prevent/i.test(said)) return "blocked";
  if (/fail/i.test(said)) return "failed";
  if (/allow|permit|accept|pass/i.test(said)) return "allowed";
  if (/success|succeed/i.test(said)) return "succeeded";
  return /detect|alert|log/i.test(fields["act"] ?? "") ? "detected" : "";
}

function carriedOf(fields: Readonly<Record<string, string>>): Carried[] {
  const carried = carriedFields(fields, meanings);
  for (const [field, label] of Object.entries(fields)) {
    if (!field.endsWith("Label")) continue;
    const name = field.slice(0, -5);
    const meaning = meaningOfLabel(label);
    const text = fields[name];
    if (meaning !== null && text !== undefined && text !== "" && !(name in meanings))
      carried.push({ field: name, meaning, text });
  }
  return carried;
}

function read(message: DeviceMessage): Event | Problem {
  const header = readHeader(message.text.replace(/^CEF: ?/, ""), 7);
  if (header === null)
    return intakeProblem("record-unreadable", "A CEF line has fewer than seven header fields.");
  const extension = readExtension(header.rest);
  const named = Object.fromEntries(headerNames.map((name, index) => [name, header.fields[index] ?? ""]));
  const native = { ...extension, cef: named };
  const app = extension["app"] ?? "";
  return {
    timeUs: timeOf(extension, message.receivedUs) ?? message.timeUs,
    log: "cef",
    source: endpoint(extension["src"] ?? extension["c6a2"], extension["spt"]),
    destination: endpoint(extension["dst"] ?? extension["c6a3"], extension["dpt"]),
    protocol: transport(extension["proto"]),
    service: /^[A-Za-z][A-Za-z0-9_-]{0,31}$/.test(app) ? app.toLowerCase() : "",
    action: actionOf(extension, named["name"] ?? ""),
    carried: carriedOf(extension),
    native,
  };
}

export const cef = {
  id: "cef",
  title: "ArcSight Common Event Format (CEF)",
  claims: (text) => own.test(text.slice(0, 1024)),
  read,
} satisfies Device;
