/**
 * Access logs of web servers in the Common and the Combined Log Format (Apache, nginx, lighttpd, Caddy, many proxies), with
 * a virtual host in front or without. What the client sends (method, path, agent, referrer, user) may hold anything but a
 * bare quote, which servers escape; so the line is taken apart at its quotes.
 * Specification: Apache HTTP Server, mod_log_config, "Access Log"; nginx, ngx_http_log_module.
 */
import type { Problem } from "../../base/index.js";
import type { Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings } from "../device-event.js";
import { intakeProblem } from "../problems.js";
import { readSyslogTime } from "../syslog/time.js";

/** The line up to the request's quote: host, client, ident, user, time. */
const front =
  /^(?:(?<vhost>[\w.-]{1,253}(?::\d{1,5})?) )?(?<client>[0-9A-Fa-f.:]{2,45}) (?<ident>\S{1,64}) (?<user>[^"[\]]{1,128}) \[(?<time>\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "/;
const quoted = /"((?:[^"\\]|\\.)*)"/y;
const numbers = /^ (?<status>\d{3}) (?<bytes>\d{1,15}|-)(?= |$)/;
const textMax = 8192;

const meanings: Meanings = { client: "address", host: "host", referrer: "url" };

/** `29/Sep/2021:12:37:05 +0000`. */
function timeOf(text: string): number | null {
  const match = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
  if (match === null) return null;
  const [, day, month, year, clock, sign, hours, minutes] = match;
  const found = readSyslogTime(`${month} ${day} ${year} ${clock}`, 0);
  if (found === null) return null;
  const offsetUs = (Number(hours) * 60 + Number(minutes)) * 60e6;
  return found.timeUs + (sign === "-" ? offsetUs : -offsetUs);
}

/** The quoted texts from a place on, with where the last of them ended. */
function quotedAt(text: string, from: number): { readonly value: string; readonly end: number } | null {
  quoted.lastIndex = from;
  const match = quoted.exec(text);
  return match === null ? null : { value: match[1] as string, end: quoted.lastIndex };
}

function read(message: DeviceMessage): Event | Problem {
  const text = message.text.slice(0, textMax).trimEnd();
  const head = front.exec(text);
  const request = head === null ? null : quotedAt(text, head[0].length - 1);
  const status = request === null ? null : numbers.exec(text.slice(request.end, request.end + 32));
  if (head === null || request === null || status === null)
    return intakeProblem(
      "record-unreadable",
      "An access log's line has no client, time, request and status.",
    );
  const { vhost, client = "", user = "", time = "" } = head.groups ?? {};
  const behind = request.end + status[0].length;
  const referrer = quotedAt(text, behind + 1);
  const agent = referrer === null ? null : quotedAt(text, referrer.end + 1);
  const words = /^([A-Z]{1,20}) (\S.*?)(?: (HTTP\/[\d.]{1,4}))?$/.exec(request.value);
  const native: Record<string, unknown> = {
    client,
    ...(user === "-" ? {} : { user: user.trim() }),
    ...(words === null
      ? { request: request.value }
      : { method: words[1], uri: words[2], ...(words[3] === undefined ? {} : { version: words[3] }) }),
    status: Number(status.groups?.["status"]),
    ...(status.groups?.["bytes"] === "-" ? {} : { bytes: Number(status.groups?.["bytes"]) }),
    ...(vhost === undefined ? {} : { host: vhost }),
    ...(referrer === null || referrer.value === "-" || referrer.value === ""
      ? {}
      : { referrer: referrer.value }),
    ...(agent === null || agent.value === "-" || agent.value === "" ? {} : { user_agent: agent.value }),
  };
  return {
    timeUs: timeOf(time) ?? message.timeUs,
    log: "web-access",
    source: endpoint(client),
    destination: null,
    protocol: "tcp",
    service: "http",
    action: "",
    carried: carriedFields(native, meanings),
    native,
  };
}

export const webAccess = {
  id: "web-access",
  title: "Web servers' access logs (Common and Combined Log Format)",
  claims: (text) => front.test(text.slice(0, 1024)),
  read,
} satisfies Device;
