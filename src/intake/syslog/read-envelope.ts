/**
 * Reads the envelope of a line, of either generation: RFC 5424 where a version follows the priority, else RFC
 * 3164. It never fails for a strange message, only for a line that has no mark of syslog at all.
 */
import type { Envelope } from "./envelope.js";
import { readRfc3164 } from "./rfc3164.js";
import { readRfc5424 } from "./rfc5424.js";

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
