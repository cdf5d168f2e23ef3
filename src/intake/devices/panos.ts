/**
 * PAN-OS in its default comma-separated syslog form. The fourth column names the log, and with it the columns;
 * values with commas are quoted. Columns that a version added later than this table are kept as `columns`, so
 * that nothing is lost. Only the columns up to what carries something are named; times are the firewall's own
 * and, having no zone, are read as UTC.
 * Specification: PAN-OS Administrator's Guide, "Syslog Field Descriptions" (order unchanged from 8.0 to 11.1).
 */
import type { Problem } from "../../base/index.js";
import type { Action, Carried, Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, carriedFromText, endpoint, type Meanings, transport } from "../device-event.js";
import { columnsOf } from "../panos/columns.js";
import { intakeProblem } from "../problems.js";
import { readSyslogTime } from "../syslog/time.js";

const own =
  /^[^,\s]{0,64}(?: +[^,]{0,64})?,\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d,[^,]{0,64},[A-Z][A-Z0-9-]{1,31},/;

const meanings: Meanings = {
  src: "address",
  dst: "address",
  natsrc: "address",
  natdst: "address",
  public_ip: "address",
  public_ipv6: "address",
  private_ip: "address",
  private_ipv6: "address",
  xff: "address",
  xff_ip: "address",
  referer: "url",
  filedigest: "hash",
  sender: "email",
  recipient: "email",
  srcuser: "email",
};

/** Splits at commas; a value in quotes may hold commas, and `""` for a quote. */
function splitColumns(text: string): string[] {
  const columns: string[] = [];
  let at = 0;
  while (at <= text.length && columns.length < 512) {
    if (text[at] === '"') {
      const match = /^"([^"]*(?:""[^"]*)*)"(?=,|$)/.exec(text.slice(at, at + 65_536));
      if (match !== null) {
        columns.push((match[1] as string).replaceAll('""', '"'));
        at += match[0].length + 1;
        continue;
      }
    }
    const comma = text.indexOf(",", at);
    columns.push(text.slice(at, comma < 0 ? text.length : comma));
    if (comma < 0) break;
    at = comma + 1;
  }
  return columns;
}

function actionOf(type: string, fields: Readonly<Record<string, string>>): Action {
  if (type === "GLOBALPROTECT")
    return fields["status"] === "success" ? "succeeded" : fields["status"] === "failure" ? "failed" : "";
  const action = fields["action"] ?? "";
  if (/^(?:allow|continue|override|forward)/.test(action)) return "allowed";
  if (/^(?:deny|drop|reset|block|sinkhole|random-drop|syncookie)/.test(action)) return "blocked";
  if (/^(?:alert|detected|wildfire)/.test(action)) return "detected";
  return /auth-fail/.test(fields["eventid"] ?? "")
    ? "failed"
    : /auth-success/.test(fields["eventid"] ?? "")
      ? "succeeded"
      : "";
}

/**
 * `misc` is a URL without its scheme in URL logs; a DNS signature names the domain in the threat's own name. The
 * scheme is a guess by port, needed as URL indicators have one; the host is carried beside it.
 */
function carriedOf(subtype: string, fields: Readonly<Record<string, string>>): Carried[] {
  const carried = carriedFields(fields, meanings);
  const misc = fields["misc"] ?? "";
  if (subtype === "url" && misc !== "") {
    const bare = misc.replace(/^[a-z]+:\/\//i, "");
    const scheme = fields["dport"] === "443" || fields["app"] === "ssl" ? "https" : "http";
    carried.push({ field: "misc", meaning: "url", text: bare === misc ? `${scheme}://${bare}` : misc });
    carried.push({ field: "misc", meaning: "host", text: bare.split(/[/?#]/, 1)[0] as string });
  }
  const name = /\([A-Za-z][A-Za-z0-9 _-]{0,31}:([^()\s]{1,253})\)/.exec(fields["threatid"] ?? "")?.[1];
  if (name !== undefined) carried.push({ field: "threatid", meaning: "domain", text: name });
  if (fields["opaque"] !== undefined) carried.push(...carriedFromText("opaque", fields["opaque"], carried));
  return carried;
}

function read(message: DeviceMessage): Event | Problem {
  const columns = splitColumns(message.text.trim());
  const type = columns[3] ?? "";
  const subtype = (columns[4] ?? "").toLowerCase();
  if (columns.length < 7 || !/^[A-Z][A-Z0-9-]{1,31}$/.test(type))
    return intakeProblem(
      "record-unreadable",
      `A PAN-OS line has ${columns.length} columns; seven are the least.`,
    );
  const names = columnsOf(type);
  const fields: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = columns[index];
    if (name !== "" && value !== undefined && value !== "") fields[name] = value;
  }
  const native = columns.length > names.length ? { ...fields, columns: columns.slice(names.length) } : fields;
  const carried = carriedOf(subtype, fields);
  const unknown =
    names.length <= 7 ? carriedFromText("columns", columns.slice(7).join(" ").slice(0, 8192)) : [];
  const generated = (fields["time_generated"] ?? fields["receive_time"] ?? "").replaceAll("/", "-");
  const app = fields["app"] ?? "";
  return {
    timeUs: readSyslogTime(generated, message.receivedUs)?.timeUs ?? message.timeUs,
    log: subtype === "url" ? "panos-url" : `panos-${type.toLowerCase()}`,
    source: endpoint(fields["src"] ?? fields["public_ip"] ?? fields["public_ipv6"], fields["sport"]),
    destination: endpoint(fields["dst"], fields["dport"]),
    protocol: transport(fields["proto"]),
    service:
      /^[a-z][a-z0-9_-]{0,31}$/.test(app) && app !== "not-applicable" && app !== "incomplete" ? app : "",
    action: actionOf(type, fields),
    carried: [...carried, ...unknown],
    native,
  };
}

export const panos = {
  id: "panos",
  title: "Palo Alto Networks PAN-OS",
  claims: (text) => own.test(text.slice(0, 512)),
  read,
} satisfies Device;
