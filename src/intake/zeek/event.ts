/**
 * The event of a Zeek record, the same for both ways Zeek writes it: twins of one record in TSV and JSON give
 * equal events. Source is who opened the connection (`id.orig_h`), also for ICSNPP's messages, which say beside
 * it who sent each one (`source_h`, `is_orig`); where a record has no connection, the sender.
 */

import type { Action, Carried, Endpoint, Event } from "../../model/index.js";
import { carryTarget } from "../carried/web-url.js";
import { isJsonObject, type JsonObject } from "../json-record.js";
import { endpoint } from "../record-fields.js";
import { remembered } from "../remember.js";
import { parseTime } from "../time.js";

/** Logs named after their protocol, and what runs over TCP. */
const services: readonly (readonly [RegExp, string])[] = [
  [/^ssl$/, "tls"],
  [
    /^(?:dns|http|ssh|smtp|ftp|rdp|sip|snmp|ntp|dhcp|quic|ldap|ntlm|kerberos|dce_rpc|rfb|socks|mysql|irc|radius|syslog)$/,
    "$&",
  ],
  [/^s7comm_plus$/, "s7comm-plus"],
  [/^known_modbus$/, "modbus"],
  [/^(?:modbus|dnp3|bacnet|s7comm|cip|enip|cotp)(?=_|$)/, "$&"],
  [/^(?:smb|mqtt|ldap)(?=_)/, "$&"],
  [/^opcua_/, "opcua"],
  [/^profinet/, "profinet"],
  [/^ecat_/, "ethercat"],
];
const overTcp = new Set(
  "tls http ssh smtp ftp rdp smb modbus s7comm s7comm-plus cotp opcua rfb mysql irc mqtt".split(" "),
);

/** The service that a log's name tells, empty where it tells none. */
export const serviceOfLog = remembered((plain: string): string => {
  for (const [pattern, name] of services) {
    const match = pattern.exec(plain);
    if (match !== null) return name === "$&" ? match[0] : name;
  }
  return "";
});

/** A connection names its service itself. */
function serviceOf(plain: string, named: unknown): string {
  return plain === "conn" ? connService(textOf(named)) : serviceOfLog(plain);
}

export function connService(named: string): string {
  const text = named.toLowerCase();
  return text === "ssl" ? "tls" : text;
}

/** The protocol of a record that names none. */
export function defaultProtocol(service: string): string {
  return overTcp.has(service) ? "tcp" : "";
}

/** The log whose records these are, also where they are shown before their connection has ended. */
export function plainLog(log: string): string {
  return log.startsWith("open_") ? log.slice(5) : log;
}

/** One end of the connection: its id is dotted, has underscores, or is nested. */
function originator(native: JsonObject): Endpoint | null {
  const dotted = native["id.orig_h"];
  if (dotted !== undefined) return endpoint(dotted, native["id.orig_p"]);
  const { id } = native;
  return isJsonObject(id)
    ? endpoint(id["orig_h"], id["orig_p"])
    : endpoint(native["id_orig_h"], native["id_orig_p"]);
}

function responder(native: JsonObject): Endpoint | null {
  const dotted = native["id.resp_h"];
  if (dotted !== undefined) return endpoint(dotted, native["id.resp_p"]);
  const { id } = native;
  return isJsonObject(id)
    ? endpoint(id["resp_h"], id["resp_p"])
    : endpoint(native["id_resp_h"], native["id_resp_p"]);
}

function actionOf(native: JsonObject, plain: string): Action {
  if (plain === "notice") return "detected";
  const outcome = native["auth_success"] ?? native["success"];
  return outcome === true ? "succeeded" : outcome === false ? "failed" : "";
}

/** `carried` has what the tables found; what is put together from several fields is added here. */
export function zeekEvent(native: JsonObject, log: string, carried: Carried[]): Event {
  const plain = plainLog(log);
  const source = originator(native);
  const destination = responder(native);
  const service = serviceOf(plain, native["service"]);
  if (plain === "http")
    carryTarget(
      "uri",
      {
        method: textOf(native["method"]),
        host: textOf(native["host"]),
        target: textOf(native["uri"]),
        port: destination?.port ?? 0,
        address: destination?.address ?? "",
      },
      carried,
    );
  const proto = textOf(native["proto"]).toLowerCase();
  return {
    timeUs: parseTime(native["ts"] ?? native["t"] ?? native["@timestamp"] ?? native["timestamp"]),
    log: `zeek-${log}`,
    source: source ?? endpoint(native["source_h"] ?? native["src"], native["source_p"]),
    destination: destination ?? endpoint(native["destination_h"] ?? native["dst"], native["destination_p"]),
    protocol: proto !== "" ? proto : defaultProtocol(service),
    service,
    action: actionOf(native, plain),
    carried,
    native,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
