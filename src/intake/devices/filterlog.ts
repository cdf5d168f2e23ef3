/**
 * pf's packets as pfSense and OPNsense write them: `filterlog`, comma-separated, the columns after the ninth
 * chosen by the address family and the protocol. Lines with fewer columns than their protocol needs are refused.
 * Specification: the "Filter log format" page of pfSense's documentation (a grammar in BNF).
 */
import type { Problem } from "../../base/index.js";
import type { Action, Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings, transport } from "../device-event.js";
import { intakeProblem } from "../problems.js";

const common = [
  "rule",
  "subrule",
  "anchor",
  "tracker",
  "interface",
  "reason",
  "action",
  "direction",
  "version",
];
const ipv4 = [
  "tos",
  "ecn",
  "ttl",
  "id",
  "offset",
  "flags",
  "protocol_id",
  "protocol",
  "length",
  "src",
  "dst",
];
const ipv6 = ["class", "flow", "hop_limit", "protocol", "protocol_id", "length", "src", "dst"];
const ports = ["src_port", "dst_port", "data_length"];
const tcp = ["tcp_flags", "sequence", "ack", "window", "urgent", "options"];

const meanings: Meanings = { src: "address", dst: "address" };
const actions: Readonly<Record<string, Action>> = { pass: "allowed", block: "blocked", reject: "blocked" };
const own =
  /^\d*,\d*,[^,]*,[^,]*,[^,]+,[a-z-]+,(?:pass|block|reject|match|rdr|nat|binat|unkn[^,]*),(?:in|out|in\/out),[46],/;

function read(message: DeviceMessage): Event | Problem {
  const columns = message.text.trim().split(",");
  const names = [...common, ...(columns[8] === "6" ? ipv6 : ipv4)];
  if (columns.length < names.length || (columns[8] !== "4" && columns[8] !== "6"))
    return intakeProblem(
      "record-unreadable",
      `A filterlog line has ${columns.length} columns; its family needs at least ${names.length}.`,
    );
  const protocol = transport(columns[names.indexOf("protocol")]);
  if (protocol === "tcp" || protocol === "udp") names.push(...ports);
  if (protocol === "tcp") names.push(...tcp);
  const native: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = columns[index];
    if (value !== undefined && value !== "") native[name] = value;
  }
  return {
    timeUs: message.timeUs,
    log: "filterlog",
    source: endpoint(native["src"], native["src_port"]),
    destination: endpoint(native["dst"], native["dst_port"]),
    protocol,
    service: "",
    action: actions[native["action"] ?? ""] ?? "",
    carried: carriedFields(native, meanings),
    native,
  };
}

export const filterlog = {
  id: "filterlog",
  title: "pf filter log (pfSense, OPNsense)",
  claims: (text, program) => program === "filterlog" || (program === "" && own.test(text.slice(0, 256))),
  read,
} satisfies Device;
