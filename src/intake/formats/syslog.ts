/**
 * Syslog, RFC 5424 and RFC 3164 in all their shapes, line by line: the envelope is read, and the message goes to
 * the device that claims it, so a mixed stream is sorted. A program nobody claims is an event of the log
 * `syslog` with its message; only addresses in it are carried (see `addressesInText` for why names are not), and
 * those parameters of structured data that are an address as a whole. A line that is no syslog but in a device's
 * own language is read as that device's.
 * Sensors that send JSON over syslog (Suricata, Zeek, `@cee:`) are read by their own formats.
 * Specification: RFC 5424, RFC 3164.
 */
import { Problem, parseAddress } from "../../base/index.js";
import type { Carried, Event } from "../../model/index.js";
import { carriedFromText } from "../device-event.js";
import { readByDevice, shareOf } from "../device-format.js";
import { devices } from "../devices/index.js";
import type { Format, Origin } from "../format.js";
import { sniffBytes } from "../limits.js";
import { intakeProblem } from "../problems.js";
import { type Envelope, envelopeFields } from "../syslog/envelope.js";
import { readEnvelope } from "../syslog/read-envelope.js";
import { eve } from "./eve.js";
import { jsonLines } from "./json-lines.js";
import { zeekJson } from "./zeek-json.js";

/** Addresses in prose are looked for this far; a longer message is a document, not a sentence. */
const proseMax = 8192;

function carriedFromData(envelope: Envelope): Carried[] {
  const carried: Carried[] = [];
  for (const [id, parameters] of Object.entries(envelope.data ?? {}))
    for (const [name, text] of Object.entries(parameters))
      if (carried.length < 16 && parseAddress(text) !== null)
        carried.push({ field: `syslog.data.${id}.${name}`, meaning: "address", text });
  return carried;
}

function unclaimed(envelope: Envelope): Event {
  const data = carriedFromData(envelope);
  return {
    timeUs: envelope.timeUs,
    log: "syslog",
    source: null,
    destination: null,
    protocol: "",
    service: "",
    action: "",
    carried: [...data, ...carriedFromText("message", envelope.message.slice(0, proseMax), data)],
    native: { message: envelope.message, syslog: envelopeFields(envelope) },
  };
}

const sensors: readonly Format[] = [eve as Format, zeekJson as Format, jsonLines as Format];

/** A message that is a JSON object, by the format that claims it; null where it is not one after all. */
function readJson(envelope: Envelope, receivedUs: number): Event | null {
  const json = envelope.message.replace(/^@cee: ?/, "").trim();
  if (!json.startsWith("{") || !json.endsWith("}")) return null;
  const text = json.slice(0, sniffBytes);
  const origin = { fileName: envelope.program, receivedUs };
  const sample = { text, lines: [text], fileName: envelope.program };
  const scores = sensors.map((format) => format.sniff(sample));
  const best = sensors[scores.indexOf(Math.max(...scores))];
  const event = best?.read(json, origin, null);
  if (event === undefined || event instanceof Problem) return null;
  const native = { ...event.native, syslog: envelopeFields(envelope) };
  return { ...event, timeUs: event.timeUs ?? envelope.timeUs, native };
}

function read(record: string, origin: Origin): Event | Problem {
  const { receivedUs } = origin;
  const envelope = readEnvelope(record, receivedUs);
  const text = envelope?.message ?? record;
  const program = envelope?.program ?? "";
  const device = devices.find((one) => one.claims(text, program));
  if (device !== undefined)
    return readByDevice(
      device,
      { text, program, timeUs: envelope?.timeUs ?? null, receivedUs },
      envelope === null ? null : envelopeFields(envelope),
    );
  if (envelope !== null) return readJson(envelope, receivedUs) ?? unclaimed(envelope);
  return intakeProblem(
    "record-unreadable",
    "The line has neither a syslog priority nor a time that syslog writes, and no device's mark.",
  );
}

export const syslog = {
  id: "syslog",
  title: "Syslog (RFC 5424, RFC 3164)",
  framing: "lines",
  sniff: (sample) =>
    shareOf(sample, (line) => readEnvelope(line, 0) !== null || devices.some((one) => one.claims(line, ""))) *
    0.85,
  read,
} satisfies Format;
