/** The web request that a record tells of, from sensors, servers' access logs, proxies and firewalls. */
import type { HttpFact } from "../fact.js";
import type { About } from "./about.js";
import { type Native, numberAt, recordAt, textAt } from "./native-fields.js";

const uriMax = 4096;

function fact(native: Native, fields: Record<keyof HttpFact, readonly string[]>): HttpFact | null {
  const method = textAt(native, ...fields.method).toUpperCase();
  const uri = textAt(native, ...fields.uri).slice(0, uriMax);
  if (method === "" && uri === "") return null;
  return {
    method,
    uri,
    host: textAt(native, ...fields.host).toLowerCase(),
    status: numberAt(native, ...fields.status) ?? 0,
    userAgent: textAt(native, ...fields.userAgent).slice(0, 1024),
    bytesOut: numberAt(native, ...fields.bytesOut),
    bytesIn: numberAt(native, ...fields.bytesIn),
  };
}

const zeek: Record<keyof HttpFact, readonly string[]> = {
  method: ["method"],
  host: ["host"],
  uri: ["uri"],
  status: ["status_code"],
  userAgent: ["user_agent"],
  bytesOut: ["request_body_len"],
  bytesIn: ["response_body_len"],
};
const eve: Record<keyof HttpFact, readonly string[]> = {
  method: ["http_method"],
  host: ["hostname"],
  uri: ["url"],
  status: ["status"],
  userAgent: ["http_user_agent"],
  bytesOut: [],
  bytesIn: ["length"],
};
const access: Record<keyof HttpFact, readonly string[]> = {
  method: ["cs-method"],
  host: ["cs-host"],
  uri: ["cs-uri"],
  status: ["sc-status"],
  userAgent: ["cs-user-agent"],
  bytesOut: [],
  bytesIn: ["sc-bytes"],
};
const other: Record<keyof HttpFact, readonly string[]> = {
  method: [
    "http.request.method",
    "request_method",
    "http_method",
    "requestMethod",
    "httpmethod",
    "cs-method",
  ],
  host: ["url.domain", "http.host", "http_host", "hostname", "dhost", "cs-host"],
  uri: ["url.original", "url.path", "request_uri", "uri", "request", "url", "misc", "cs-uri-stem"],
  status: ["http.response.status_code", "status", "http_status", "statuscode", "sc-status"],
  userAgent: ["user_agent.original", "http_user_agent", "user_agent", "requestClientApplication", "agent"],
  bytesOut: ["http.request.body.bytes", "sentbyte"],
  bytesIn: ["http.response.body.bytes", "body_bytes_sent", "rcvdbyte"],
};
const others = /^(?:json|cef|leef|panos-(?:url|threat)|fortigate-(?:webfilter|app-ctrl|waf))/;

export function httpOf({ log, native }: About): HttpFact | null {
  if (log === "zeek-http") return fact(native, zeek);
  if (log.startsWith("eve-")) {
    const http = recordAt(native, "http");
    return http === null ? null : fact(http, eve);
  }
  if (log === "web-access") return fact(native, access);
  return others.test(log) ? fact(native, other) : null;
}

/** Whether records of such a log may tell of a request: cheaper than asking for it. */
export function tellsRequests(log: string): boolean {
  return (
    log === "zeek-http" ||
    log === "web-access" ||
    log === "eve-http" ||
    log === "eve-alert" ||
    others.test(log)
  );
}
