/**
 * OpenSSH's server: who logged in, who tried, who left. A user name is chosen by the stranger at the other end
 * and may hold ` from 192.0.2.1 port 22`; every pattern therefore takes the last ` from ` of the line, which
 * sshd itself wrote. Lines that say nothing of a peer stay events with the addresses they name.
 * In PAM's lines it is the other way round: there the user stands last, so the first `rhost=` counts.
 * Source of the messages: openssh-portable `auth.c`, `packet.c`, `sshd-session.c`, and pam_unix.
 */
import type { Action, Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, carriedFromText, endpoint, type Meanings } from "../device-event.js";

interface Saying {
  readonly event: string;
  readonly action: Action;
  /** Named groups `user`, `address`, `port`, `method`, `hostname` become fields. */
  readonly pattern: RegExp;
}

const saying = (event: string, action: Action, pattern: RegExp): Saying => ({ event, action, pattern });

/**
 * First that fits. Where no word stands between user and peer, only the port tells where the user's name ends, so
 * those patterns demand it.
 */
const sayings: readonly Saying[] = [
  saying(
    "accepted",
    "succeeded",
    /^Accepted (?<method>\S+) for (?<user>.*) from (?<address>\S+?)(?: port (?<port>\d+))?(?: ssh\d?)?(?:: .*)?$/,
  ),
  saying(
    "failed",
    "failed",
    /^Failed (?<method>\S+) for (?:invalid user |illegal user )?(?<user>.*) from (?<address>\S+?)(?: port (?<port>\d+))?(?: ssh\d?)?(?:: .*)?$/,
  ),
  saying(
    "invalid-user",
    "failed",
    /^(?:Invalid|Illegal) user (?<user>.*) from (?<address>\S+?)(?: port (?<port>\d+))?$/,
  ),
  saying("invalid-user", "failed", /^input_userauth_request: invalid user (?<user>.*)$/),
  saying(
    "too-many-attempts",
    "failed",
    /^(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(?<user>.*) from (?<address>\S+?)(?: port (?<port>\d+))?(?: ssh\d?)?$/,
  ),
  saying(
    "too-many-attempts",
    "failed",
    /^Disconnecting (?:authenticating|invalid) user (?<user>.*) (?<address>\S+) port (?<port>\d+): Too many authentication failures.*$/,
  ),
  saying(
    "too-many-attempts",
    "failed",
    /^Disconnecting: Too many authentication failures(?: for (?<user>.*))?$/,
  ),
  saying(
    "not-allowed",
    "failed",
    /^User (?<user>.*) from (?<address>\S+?)(?: port (?<port>\d+))? not allowed because .*$/,
  ),
  saying("root-refused", "failed", /^ROOT LOGIN REFUSED FROM (?<address>\S+?)(?: port (?<port>\d+))?$/),
  saying(
    "authentication-failure",
    "failed",
    /^(?:pam_\w+\(sshd:auth\): authentication failure|PAM \d+ more authentication failures?);.*? rhost=(?<address>\S*)(?: +user=(?<user>.*))?$/,
  ),
  saying(
    "postponed",
    "",
    /^Postponed (?<method>\S+) for (?:invalid user )?(?<user>.*) from (?<address>\S+?)(?: port (?<port>\d+))?(?: ssh\d?)?$/,
  ),
  saying(
    "timeout",
    "failed",
    /^(?:fatal: )?Timeout before authentication for (?<address>\S+?)(?: port (?<port>\d+))?$/,
  ),
  saying(
    "timeout",
    "failed",
    /^(?:fatal: )?Timeout before authentication for connection from (?<address>\S+?)(?: port (?<port>\d+))? to \S+, pid = \d+$/,
  ),
  saying("refused", "blocked", /^refused connect from (?<hostname>\S+) \((?<address>[^\s()]+)\)$/),
  saying(
    "closed-unauthenticated",
    "failed",
    /^(?:Disconnected from|Connection (?:closed|reset) by) (?:invalid|authenticating) user (?<user>.*) (?<address>\S+) port (?<port>\d+)$/,
  ),
  saying("disconnected", "", /^Disconnected from user (?<user>.*) (?<address>\S+) port (?<port>\d+)$/),
  saying("disconnected", "", /^Disconnected from (?<address>\S+?)(?: port (?<port>\d+))?$/),
  saying(
    "disconnected",
    "",
    /^(?:error: )?Received disconnect from (?<address>\S+) port (?<port>\d+): ?\d+:.*$/,
  ),
  saying("disconnected", "", /^(?:error: )?Received disconnect from (?<address>\S+): \d+:.*$/),
  saying("closed", "", /^Connection (?:closed|reset) by (?<address>\S+?)(?: port (?<port>\d+))?$/),
  saying(
    "session",
    "",
    /^(?:Close|Starting) session:.* (?:user|for) (?<user>.*) from (?<address>\S+?)(?: port (?<port>\d+))?(?: id \d+)?$/,
  ),
  saying("connection", "", /^Connection from (?<address>\S+) port (?<port>\d+) on \S+ port \d+.*$/),
  saying(
    "no-identification",
    "failed",
    /^(?:error: )?Did not receive identification string from (?<address>\S+?)(?: port (?<port>\d+))?$/,
  ),
  saying(
    "bad-protocol",
    "failed",
    /^(?:error: )?Bad protocol version identification .* from (?<address>\S+?)(?: port (?<port>\d+))?$/,
  ),
  saying(
    "bad-protocol",
    "failed",
    /^(?:error: )?(?:banner exchange|ssh_dispatch_run_fatal): Connection from (?:(?:invalid|authenticating) user (?<user>.*) )?(?<address>\S+) port (?<port>\d+): .*$/,
  ),
  saying(
    "no-match",
    "failed",
    /^(?:fatal: )?Unable to negotiate with (?<address>\S+) port (?<port>\d+): .*$/,
  ),
  saying(
    "reverse-mapping",
    "",
    /^reverse mapping checking getaddrinfo for (?<hostname>\S+) \[(?<address>[^\s\]]+)\] failed.*$/,
  ),
  saying(
    "reverse-mapping",
    "",
    /^Address (?<address>\S+) maps to (?<hostname>\S+), but this does not map back.*$/,
  ),
  saying(
    "session-opened",
    "",
    /^pam_unix\(sshd:session\): session opened for user (?<user>\S+?)(?:\(uid=\d+\))? by .*$/,
  ),
  saying("session-closed", "", /^pam_unix\(sshd:session\): session closed for user (?<user>.*)$/),
  saying("check-pass", "failed", /^pam_unix\(sshd:auth\): check pass; user unknown$/),
];

/** PAM writes a host name as `rhost` where it could resolve one. */
const meanings: Meanings = { address: "host", hostname: "domain" };
const repeated = /^message repeated (\d{1,6}) times: \[ ?(.*)\]$/;

/** sshd cuts its own lines near 1,000 characters; beyond this the patterns' backtracking would cost too much. */
const understoodMax = 2048;

/** The fields of a message, and what was done; an unknown one has none. */
function understand(text: string): { action: Action; fields: Record<string, string> } {
  for (const { event, action, pattern } of text.length > understoodMax ? [] : sayings) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const fields: Record<string, string> = { event };
    for (const [name, value] of Object.entries(match.groups ?? {}))
      if (value !== undefined && value !== "") fields[name] = value;
    return { action, fields };
  }
  return { action: "", fields: {} };
}

function read(message: DeviceMessage): Event {
  const whole = message.text.trim();
  const again = repeated.exec(whole);
  const text = (again?.[2] ?? whole).replace(/ \[preauth\]$/, "");
  const { action, fields } = understand(text);
  const native = {
    message: whole,
    ...fields,
    ...(again === null ? {} : { repeated: Number(again[1]) }),
  };
  const carried = carriedFields(native, meanings);
  return {
    timeUs: message.timeUs,
    log: "sshd",
    source: endpoint(fields["address"], fields["port"]),
    destination: null,
    protocol: "tcp",
    service: "ssh",
    action,
    carried: fields["address"] === undefined ? [...carried, ...carriedFromText("message", text)] : carried,
    native,
  };
}

/** Beginnings by which a message without a program is surely sshd's. */
const own =
  /^(?:Accepted \S+ for .* from \S+ port \d+|Failed \S+ for .* from \S+ port \d+|Invalid user .* from \S+|Received disconnect from \S+|Disconnected from (?:(?:invalid |authenticating )?user )?.*port \d+|Connection (?:closed|reset) by .*(?:port \d+|\[preauth\])|Did not receive identification string from|pam_unix\(sshd:)/;

export const sshd = {
  id: "sshd",
  title: "OpenSSH server",
  claims: (text, program) =>
    program === "" ? own.test(text.slice(0, 512)) : /^sshd(?:-session|-auth)?$/.test(program),
  read,
} satisfies Device;
