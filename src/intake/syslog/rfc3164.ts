/**
 * RFC 3164 in its real shapes, after the priority: with and without sequence numbers, time, host and tag; times
 * with `*` or `.` before them (Cisco, clock not synchronized); a host twice (UniFi) or in front of the time
 * (Cisco's `logging origin-id`); `: %ASA-…` with nothing between. What is not recognized stays in the message,
 * so that nothing is lost by a wrong guess.
 * Specification: RFC 3164 section 4; the shapes are cases in `formats/syslog.cases.txt`.
 */
import type { Envelope } from "./envelope.js";
import { readSyslogTime } from "./time.js";

/** `sshd[123]: `, `CEF: `, `kernel: `; the brackets may hold anything short (`dovecot[imap]`). */
const tag = /^([A-Za-z0-9_][A-Za-z0-9_./()@-]{0,63})(?:\[([^\]\s]{0,64})\])?:(?: |$)/;
/** A tag whose colon was left out: only with a process id is it surely one. */
const bareTag = /^([A-Za-z_][A-Za-z0-9_./-]{0,63})\[(\d{1,10})\]:?(?: |$)/;
const hostWord = /^([A-Za-z0-9][A-Za-z0-9_.:%-]{0,254})(?: +|$)/;
const sequence = /^(\d{1,10}): /;

interface Cut {
  readonly program: string;
  readonly pid: string;
  readonly rest: string;
}

function cutTag(text: string): Cut | null {
  const front = text.slice(0, 140);
  const match = tag.exec(front) ?? bareTag.exec(front);
  if (match === null) return null;
  return { program: match[1] as string, pid: match[2] ?? "", rest: text.slice(match[0].length) };
}

/** A message that speaks for itself, so that its first word is no host: Cisco, CEF, LEEF, key=value, JSON, kernel. */
const speaks = /^(?:%[A-Z]|CEF:|LEEF:|\{|\[|<\d|@cee:|[A-Za-z_][A-Za-z0-9_.-]*=|1,\d{4}\/)/;

/** Host and tag after the time. The first word is a host unless it is a tag or the message already speaks. */
function cutHostAndTag(text: string): Cut & { host: string } {
  const trimmed = text.replace(/^ ?: /, " ").trimStart();
  const first = cutTag(trimmed);
  if (first !== null) return { host: "", ...first };
  if (speaks.test(trimmed.slice(0, 80))) return { host: "", program: "", pid: "", rest: trimmed };
  const match = hostWord.exec(trimmed.slice(0, 256));
  if (match === null) return { host: "", program: "", pid: "", rest: trimmed };
  const host = (match[1] as string).replace(/:$/, "");
  let rest = trimmed.slice(match[0].length).replace(/^: ?/, "");
  if (rest.startsWith(`${host} `)) rest = rest.slice(host.length + 1);
  const second = cutTag(rest);
  return second === null ? { host, program: "", pid: "", rest } : { host, ...second };
}

/** What Cisco puts before the time: a sequence number, an origin, a mark for an unsynchronized clock. */
function cutFront(text: string): { sequence: string; host: string; rest: string } {
  let rest = text.replace(/^:? */, "");
  let number = "";
  let host = "";
  const counted = sequence.exec(rest);
  if (counted !== null) {
    number = counted[1] as string;
    rest = rest.slice(counted[0].length);
  }
  const origin = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,254}): (?=[*.]?(?:[A-Z][a-z]{2} |\d{4}|\d{1,10}: ))/.exec(
    rest.slice(0, 280),
  );
  if (origin !== null) {
    host = origin[1] as string;
    rest = rest.slice(origin[0].length);
    const inner = sequence.exec(rest);
    if (inner !== null) {
      number = inner[1] as string;
      rest = rest.slice(inner[0].length);
    }
  }
  return { sequence: number, host, rest: rest.replace(/^[*.](?=[A-Z0-9])/, "") };
}

/** Marks that only devices write, strong enough to make syslog of a line with nothing but an ISO time. */
const marked = /^(?:%[A-Z]|CEF:|LEEF:|\{|@cee:|1,\d{4}\/|date=\d{4}-)/;

/** An ISO time without a priority is in many logs that are no syslog: there a tag or a device's mark must follow. */
function isSyslog(shape: "iso" | "bsd", hasPriority: boolean, cut: Cut): boolean {
  return hasPriority || shape === "bsd" || cut.program !== "" || marked.test(cut.rest);
}

/** The line after its priority; null where it has neither a priority nor a time that makes it syslog. */
export function readRfc3164(
  text: string,
  receivedUs: number,
  hasPriority: boolean,
): Omit<Envelope, "facility" | "severity"> | null {
  const front = cutFront(text);
  const time = readSyslogTime(front.rest, receivedUs);
  const nothing = { messageId: "", sequence: front.sequence, data: null };
  if (time === null) {
    if (!hasPriority) return null;
    const cut = cutTag(front.rest) ?? { program: "", pid: "", rest: front.rest };
    return {
      ...nothing,
      timeUs: null,
      host: front.host,
      program: cut.program,
      pid: cut.pid,
      message: cut.rest,
    };
  }
  const after = front.rest.slice(time.length);
  if (after !== "" && !/^[\s:]/.test(after)) return null;
  const cut = cutHostAndTag(after);
  if (!isSyslog(time.shape, hasPriority, cut)) return null;
  return {
    ...nothing,
    timeUs: time.timeUs,
    host: front.host || cut.host,
    program: cut.program,
    pid: cut.pid,
    message: cut.rest,
  };
}
