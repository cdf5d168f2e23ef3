/**
 * Suricata's EVE: one JSON object an event, on one line each or as a pretty-printed array; every `event_type`,
 * DNS in all three of its forms. Source and destination are the packet's or flow's (`src_ip`, `dest_ip`); an
 * alert's action is what Suricata did (`allowed`: it let the packet pass).
 * https://docs.suricata.io/en/latest/output/eve/eve-json-format.html
 */
import { Problem } from "../../base/index.js";
import type { Action } from "../../model/index.js";
import { carryAll } from "../carried/carried-table.js";
import { carryTarget } from "../carried/web-url.js";
import { eveTable } from "../eve/fields.js";
import { carryHeaders } from "../eve/headers.js";
import { eveRows, eveService, eveServiceOfType, eveType } from "../eve/rows.js";
import { eveSieve } from "../eve/sieve.js";
import type { Format } from "../format.js";
import { isJsonObject, type JsonObject, parseJsonRecord } from "../json-record.js";
import { intakeProblem } from "../problems.js";
import { endpoint } from "../record-fields.js";
import { parseTime } from "../time.js";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function actionOf(native: JsonObject, type: string): Action {
  const verdict = isJsonObject(native["verdict"]) ? text(native["verdict"]["action"]) : "";
  if (type === "drop" || verdict === "drop") return "blocked";
  const alert = isJsonObject(native["alert"]) ? text(native["alert"]["action"]) : "";
  if (alert === "blocked" || alert === "allowed") return alert;
  return type === "alert" ? "detected" : "";
}

function serviceOf(native: JsonObject, type: string): string {
  const service = eveService(text(native["app_proto"]));
  if (service !== "") return service;
  return isJsonObject(native[type]) ? eveServiceOfType(type) : "";
}

export const eve = {
  id: "eve",
  title: "Suricata EVE",
  framing: "json",
  sniff({ text: sample }) {
    if (!/^\s*[[{]/.test(sample) || !/"event_type"\s*:\s*"/.test(sample)) return 0;
    return /"timestamp"\s*:\s*"/.test(sample) ? 0.95 : 0;
  },
  read(record) {
    const native = parseJsonRecord(record);
    if (native instanceof Problem) return native;
    const type = text(native["event_type"]).toLowerCase();
    if (!eveType.test(type))
      return intakeProblem("record-unreadable", "The record has no event_type, as every EVE record has.");
    const carried = carryAll(eveTable, native);
    const http = native["http"];
    if (isJsonObject(http)) {
      const request = {
        method: text(http["http_method"]),
        host: text(http["hostname"]),
        target: text(http["url"]),
        port: serverPort(native, http),
        address: "",
      };
      carryTarget("http.url", request, carried);
      carryHeaders("http.request_headers", http["request_headers"], carried);
      carryHeaders("http.response_headers", http["response_headers"], carried);
    }
    return {
      timeUs: parseTime(native["timestamp"]),
      log: `eve-${type}`,
      source: endpoint(native["src_ip"], native["src_port"]),
      destination: endpoint(native["dest_ip"], native["dest_port"]),
      protocol: text(native["proto"]).toLowerCase(),
      service: serviceOf(native, type),
      action: actionOf(native, type),
      carried,
      native,
    };
  },
  sieve: () => eveSieve,
  rows: () => eveRows,
} satisfies Format<null>;

/**
 * The port the server was spoken to on: of the Host header, of the flow, else by direction. An old alert on what
 * the server sent has none of these; the lower port is then the server's.
 */
function serverPort(native: JsonObject, http: JsonObject): number {
  const flow = isJsonObject(native["flow"]) ? native["flow"] : {};
  const { src_port: from, dest_port: to } = native;
  const side =
    native["direction"] === "to_client" ? from : native["direction"] === "to_server" ? to : undefined;
  const lower = typeof from === "number" && typeof to === "number" ? Math.min(from, to) : to;
  const port = http["http_port"] ?? flow["dest_port"] ?? side ?? lower;
  return typeof port === "number" ? port : 0;
}
