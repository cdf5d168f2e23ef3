/**
 * What web servers write of each request: Apache's and nginx' common and combined formats, also with the virtual host in
 * front. Fields have the names of the W3C's extended log format, by which rules for web servers know them. What stands in
 * quotes is whatever a stranger sent: escapes are undone, and a request that is none is kept as it came.
 * Specification: https://httpd.apache.org/docs/2.4/logs.html#accesslog, nginx' ngx_http_log_module
 */
import type { Problem } from "../../base/index.js";
import type { Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings } from "../device-event.js";
import { intakeProblem } from "../problems.js";
import { readSyslogTime } from "../syslog/time.js";

/** Client, identity, user, moment, and the quote of the request. */
const start =
  /^(?:([\w.:[\]-]{1,255}:\d{1,5}) )?([\w.:%-]{1,255}) (\S{1,64}) ([^"[]{1,256}) \[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)\] "/;
const request = /^([A-Za-z][A-Za-z_-]{0,31}) (\S.*?)(?: (HTTP\/\d(?:\.\d)?))?$/s;
const meanings: Meanings = { "c-ip": "host", "cs-referer": "url" };

/** The text in quotes that begins at `from`, and where it ends; null where it is not closed. */
function quoted(text: string, from: number): { readonly text: string; readonly end: number } | null {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return { text: unescaped(text.slice(from, at)), end: at + 1 };
  }
  return null;
}

/** `\"` and `\\`, and `\xhh` for what is not printable: bytes, mostly of UTF-8. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  const bytes = text.replace(/(?:\\x[0-9A-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll("\\x", ""), "hex").toString("utf8"),
  );
  return bytes.replace(/\\(["\\])/g, "$1");
}

function timeOf(match: RegExpExecArray): number | null {
  const [, , , , , day, month, year, clock, sign, hours, minutes] = match;
  const found = readSyslogTime(`${month} ${day} ${year} ${clock}`, 0);
  if (found === null) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60e6;
  return found.timeUs + (sign === "-" ? offset : -offset);
}

const known = (name: string, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined || value === "" || value === "-" ? {} : { [name]: value };

/** The request line in its parts; one that is none is all target, as rules look there. */
function requestFields(line: string): Readonly<Record<string, string>> {
  const match = request.exec(line);
  const [, method, target = line, version] = match ?? [];
  const question = target.indexOf("?");
  return {
    ...known("cs-method", method),
    ...known("cs-uri", target),
    ...known("cs-uri-stem", question < 0 ? target : target.slice(0, question)),
    ...known("cs-uri-query", question < 0 ? undefined : target.slice(question + 1)),
    ...known("cs-version", version),
  };
}

function read(message: DeviceMessage): Event | Problem {
  const text = message.text.trim();
  const match = start.exec(text);
  const line = match === null ? null : quoted(text, match[0].length);
  if (match === null || line === null)
    return intakeProblem("record-unreadable", "The line has no request in quotes behind its time.");
  const [, host, client, , user] = match;
  const [, status, bytes] = /^ (\d{3}|-)(?: (\d{1,15}|-))?/.exec(text.slice(line.end)) ?? [];
  const rest: string[] = [];
  let at = text.indexOf(' "', line.end);
  while (at >= 0 && rest.length < 4) {
    const next = quoted(text, at + 2);
    if (next === null) break;
    rest.push(next.text);
    at = text.indexOf(' "', next.end);
  }
  const native = {
    "c-ip": client as string,
    ...known("cs-host", host),
    ...known("cs-username", user),
    ...requestFields(line.text),
    ...known("sc-status", status),
    ...known("sc-bytes", bytes),
    ...known("cs-referer", rest[0]),
    ...known("cs-user-agent", rest[1]),
  };
  return {
    timeUs: timeOf(match) ?? message.timeUs,
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
  title: "Web servers' access logs (Apache, nginx)",
  claims: (text) => start.test(text.slice(0, 1024)),
  read,
} satisfies Device;
