/**
 * The syslog envelope: who said something when, around a device's own message. This file holds what both
 * generations share; `rfc5424.ts` and `rfc3164.ts` read theirs. Reading never fails for a strange message, only
 * for a line that has no mark of syslog at all: no priority, no time.
 */
import { readRfc3164 } from "./rfc3164.js";
import { readRfc5424 } from "./rfc5424.js";

/** Structured data: element id, then parameter names to values (the last value where a name is repeated). */
export type StructuredData = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Envelope {
  readonly timeUs: number | null;
  /** 0 to 23 and 0 to 7 (RFC 5424, table 1 and 2); null where the line has no priority. */
  readonly facility: number | null;
  readonly severity: number | null;
  /** Empty where the line does not say, as are all below. */
  readonly host: string;
  readonly program: string;
  readonly pid: string;
  readonly messageId: string;
  readonly sequence: string;
  readonly data: StructuredData | null;
  readonly message: string;
}

/** `<134>` at the front: its value and length, or null. 191 is the highest (local7.debug). */
export function readPriority(line: string): { value: number; length: number } | null {
  if (line.charCodeAt(0) !== 60) return null;
  const end = line.indexOf(">");
  if (end < 2 || end > 4) return null;
  const digits = line.slice(1, end);
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > 191) return null;
  return { value: Number(digits), length: end + 1 };
}

/**
 * Reads one line. Null where it has neither a priority nor a time: nothing then says that it is syslog, and
 * RFC 3164's rule (section 4.3.3, take it all as the message) would make an event of any garbage.
 */
export function readEnvelope(line: string, receivedUs: number): Envelope | null {
  const priority = readPriority(line);
  const rest = priority === null ? line : line.slice(priority.length);
  const facility = priority === null ? null : priority.value >> 3;
  const severity = priority === null ? null : priority.value & 7;
  const modern = priority === null ? null : readRfc5424(rest, receivedUs);
  const found = modern ?? readRfc3164(rest, receivedUs, priority !== null);
  return found === null ? null : { ...found, facility, severity };
}

/** What of the envelope an event keeps: only what the line had. */
export function envelopeFields(envelope: Envelope): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (envelope.facility !== null) fields["facility"] = envelope.facility;
  if (envelope.severity !== null) fields["severity"] = envelope.severity;
  for (const name of ["host", "program", "pid", "messageId", "sequence"] as const)
    if (envelope[name] !== "") fields[name] = envelope[name];
  if (envelope.data !== null) fields["data"] = envelope.data;
  return fields;
}
