/**
 * Windows events as the XML that the event log itself has, one to a line, as agents forward it. Only what stands in
 * `System` and the named `Data` of `EventData` is read; everything else stays out. No XML parser is used: the elements
 * are found by name in a text of bounded length, entities are undone in values, and what does not fit is left out.
 * Specification: Windows Event Schema, "EventType complex type".
 */
import type { Problem } from "../../base/index.js";
import type { Action, Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings } from "../device-event.js";
import { intakeProblem } from "../problems.js";
import { readSyslogTime } from "../syslog/time.js";

const own = /^<Event\s[^>]{0,200}>/;
const textMax = 32_768;
const dataMax = 100;
const data = /<Data Name=(["'])([^"'<>]{1,64})\1\s*(?:\/>|>([^<]{0,4096})<\/Data>)/g;

const meanings: Meanings = {
  IpAddress: "address",
  SourceIp: "address",
  DestinationIp: "address",
  QueryName: "domain",
};
const actions: Readonly<Record<string, Action>> = {
  "4624": "succeeded",
  "4625": "failed",
  "4771": "failed",
  "5152": "blocked",
  "5157": "blocked",
  "5156": "allowed",
};
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function plain(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? "").trim();
}

const elements = {
  EventID: /<EventID(?:\s[^>]{0,100})?>(\d{1,6})<\/EventID>/,
  Channel: /<Channel>([^<]{1,256})<\/Channel>/,
  Computer: /<Computer>([^<]{1,256})<\/Computer>/,
  Level: /<Level>(\d{1,3})<\/Level>/,
  Provider: /<Provider\s[^>]{0,200}?Name=["']([^"']{1,256})["']/,
  TimeCreated: /<TimeCreated\s+SystemTime=["']([^"']{1,40})["']/,
} as const;

function element(text: string, name: keyof typeof elements): string {
  return plain(elements[name].exec(text)?.[1] ?? "");
}

function read(message: DeviceMessage): Event | Problem {
  const text = message.text.slice(0, textMax);
  const id = element(text, "EventID");
  if (!own.test(text) || id === "")
    return intakeProblem("record-unreadable", "A Windows event has no EventID in its System element.");
  const fields: Record<string, string> = {};
  for (const [, , name = "", value = ""] of text.matchAll(data)) {
    if (Object.keys(fields).length >= dataMax) break;
    const put = plain(value);
    if (put !== "" && put !== "-" && name !== "__proto__") fields[name] = put;
  }
  const native: Record<string, unknown> = { EventID: Number(id) };
  for (const name of ["Channel", "Computer", "Level", "Provider"] as const) {
    const value = element(text, name);
    if (value !== "") native[name] = value;
  }
  native["EventData"] = fields;
  return {
    timeUs: readSyslogTime(element(text, "TimeCreated"), message.receivedUs)?.timeUs ?? message.timeUs,
    log: "windows-event",
    source: endpoint(
      fields["IpAddress"] ?? fields["SourceIp"] ?? fields["SourceAddress"],
      fields["IpPort"] ?? fields["SourcePort"],
    ),
    destination: endpoint(
      fields["DestinationIp"] ?? fields["DestAddress"],
      fields["DestinationPort"] ?? fields["DestPort"],
    ),
    protocol: "",
    service: "",
    action: actions[id] ?? "",
    carried: carriedFields(fields, meanings).map((one) => ({ ...one, field: `EventData.${one.field}` })),
    native,
  };
}

export const windowsEvent = {
  id: "windows-event",
  title: "Windows events as XML",
  claims: (text) => own.test(text.slice(0, 256)) && text.slice(0, textMax).includes("<EventID"),
  read,
} satisfies Device;
