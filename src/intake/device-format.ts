/**
 * How devices are read: the envelope sorts each line to the device that claims its message, and a device's lines
 * can come bare (`--format sshd`, a file of CEF). Both ways end here, so that a line means the same however it
 * came in.
 */
import type { Problem } from "../base/index.js";
import type { Event } from "../model/index.js";
import type { Device, DeviceMessage } from "./device.js";
import type { Format, Sample } from "./format.js";
import { intakeProblem } from "./problems.js";
import { envelopeFields } from "./syslog/envelope.js";
import { readEnvelope } from "./syslog/read-envelope.js";

/** The share of a sample's lines that pass; 0 for an empty sample. Blank lines don't count. */
export function shareOf(sample: Sample, passes: (line: string) => boolean): number {
  const lines = sample.lines.filter((line) => line.trim() !== "").slice(0, 32);
  if (lines.length === 0) return 0;
  return lines.filter((line) => passes(line.slice(0, 2048))).length / lines.length;
}

/** Reads a message by its device and adds what the envelope said. */
export function readByDevice(
  device: Device,
  message: DeviceMessage,
  envelope: Readonly<Record<string, unknown>> | null,
): Event | Problem {
  const event = device.read(message);
  if (envelope === null || "code" in event) return event;
  return { ...event, native: { ...event.native, syslog: envelope } };
}

/** A device as a format of its own: its lines bare, and in an envelope too where they come so. */
export function deviceFormat(device: Device): Format {
  return {
    id: device.id,
    title: device.title,
    framing: "lines",
    // A line with an envelope is syslog's, whose other lines may be of other devices.
    sniff: (sample) =>
      shareOf(sample, (line) => device.claims(line, "") && readEnvelope(line, 0) === null) * 0.9,
    read(record, origin) {
      const { receivedUs } = origin;
      const envelope = readEnvelope(record, receivedUs);
      if (envelope === null || !device.claims(envelope.message, envelope.program)) {
        const bare = { text: record, program: "", timeUs: null, receivedUs };
        if (device.claims(record, "")) return readByDevice(device, bare, null);
        return intakeProblem("record-unreadable", `The line is not one of ${device.title}.`);
      }
      const { message: text, program, timeUs } = envelope;
      return readByDevice(device, { text, program, timeUs, receivedUs }, envelopeFields(envelope));
    },
  };
}
