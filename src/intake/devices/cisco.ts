/**
 * Cisco's `%FACILITY-SEVERITY-MNEMONIC: text`: ASA, FTD (and its `key: value` connection events 430001 to
 * 430005), and IOS. The messages that say who talked to whom are in `cisco-sayings.ts`; any other is an event
 * with its id and the addresses it names, so that an unknown id never costs a hit.
 * Specification: Cisco Secure Firewall ASA Series Syslog Messages; FTD Syslog Messages, "Security Event".
 */
import type { Problem } from "../../base/index.js";
import type { Event } from "../../model/index.js";
import { readConnectionEvent } from "../cisco/connection-event.js";
import { understandCisco } from "../cisco/sayings.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, carriedFromText, endpoint, type Meanings, transport } from "../device-event.js";
import { intakeProblem } from "../problems.js";

const head = /^(?:: ?)?%([A-Z][A-Z0-9_]{1,31}(?:-[A-Z0-9_]+)?)-([0-7])-([A-Za-z0-9_]{1,64}): ?/;
const products: Readonly<Record<string, string>> = {
  ASA: "cisco-asa",
  PIX: "cisco-asa",
  FWSM: "cisco-asa",
  FTD: "cisco-ftd",
  NGIPS: "cisco-ftd",
};
const meanings: Meanings = {
  src: "address",
  dst: "address",
  src_nat: "address",
  dst_nat: "address",
  address: "address",
  assigned: "address",
  server: "address",
};

function read(message: DeviceMessage): Event | Problem {
  const match = head.exec(message.text.slice(0, 160));
  if (match === null)
    return intakeProblem("record-unreadable", "A Cisco line has no `%FACILITY-SEVERITY-ID:` at its front.");
  const [, facility = "", level = "", id = ""] = match;
  const text = message.text.slice(match[0].length).trim();
  const about = { facility, level: Number(level), id, message: text };
  const log = products[facility] ?? "cisco-ios";
  if (/^43000[1-5]$/.test(id)) return readConnectionEvent(message, log, about);
  const { action, protocol, service, fields } = understandCisco(id, text);
  const native = { ...about, ...fields };
  const carried = carriedFields(native, meanings);
  return {
    timeUs: message.timeUs,
    log,
    source: endpoint(fields["src"] ?? fields["address"], fields["src_port"]),
    destination: endpoint(fields["dst"], fields["dst_port"]),
    protocol: transport(protocol),
    service,
    action,
    carried: [...carried, ...carriedFromText("message", text.slice(0, 8192), carried)],
    native,
  };
}

export const cisco = {
  id: "cisco",
  title: "Cisco ASA, FTD and IOS",
  claims: (text) => head.test(text.slice(0, 160)),
  read,
} satisfies Device;
