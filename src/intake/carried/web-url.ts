/**
 * The URL of a web request from its parts, as both Zeek and Suricata log them: method, Host header, request
 * target, port. A proxy's request has the whole URL as its target, CONNECT an authority (RFC 9112, 3.2).
 */
import type { Carried } from "../../model/index.js";

export interface WebRequest {
  readonly method: string;
  readonly host: string;
  readonly target: string;
  /** The port the server was spoken to on; 0 where unknown. */
  readonly port: number;
  /** The server's address, where there is no Host header. */
  readonly address: string;
}

/** Adds what the request's target carries, under the target's own field name. */
export function carryTarget(field: string, request: WebRequest, out: Carried[]): void {
  const { method, target } = request;
  if (target === "" || target === "*") return;
  // scanners send CONNECT with a path, too: that is a path
  if (method === "CONNECT" && !target.includes("/")) out.push({ field, meaning: "host", text: target });
  else if (/^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(target)) out.push({ field, meaning: "url", text: target });
  else {
    const authority = authorityOf(request);
    if (authority === "") return;
    out.push({
      field,
      meaning: "url",
      text: `http://${authority}${target.startsWith("/") ? "" : "/"}${target}`,
    });
  }
}

function authorityOf({ host, address, port }: WebRequest): string {
  const name = host !== "" ? host : address.includes(":") ? `[${address}]` : address;
  if (name === "" || /[\s/\\?#@]/.test(name)) return "";
  const bracketless =
    name.includes(":") && !name.startsWith("[") && name.indexOf(":") !== name.lastIndexOf(":");
  const safe = bracketless ? `[${name}]` : name;
  const hasPort = /:\d{1,5}$/.test(safe.slice(safe.indexOf("]") + 1));
  return hasPort || port === 0 || port === 80 ? safe : `${safe}:${port}`;
}
