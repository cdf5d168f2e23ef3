/** Whether a record tells of remote access, by which service, as whom, and until when. */
import type { Fact } from "../../behaviour/fact.js";

export interface RemoteAccess {
  /** `vpn`, `rdp`, `ssh`, `vnc`, `https`, … */
  readonly service: string;
  /** Empty where the record names none. */
  readonly account: string;
  readonly endUs: number;
}

const byPort: ReadonlyMap<string, string> = new Map([
  ["tcp 22", "ssh"],
  ["tcp 23", "telnet"],
  ["tcp 443", "https"],
  ["tcp 1194", "vpn"],
  ["udp 1194", "vpn"],
  ["udp 500", "vpn"],
  ["udp 4500", "vpn"],
  ["tcp 1723", "vpn"],
  ["udp 51820", "vpn"],
  ["tcp 3389", "rdp"],
  ["udp 3389", "rdp"],
  ["tcp 5800", "vnc"],
  ["tcp 5900", "vnc"],
  ["tcp 5901", "vnc"],
  ["tcp 5902", "vnc"],
  ["tcp 5938", "teamviewer"],
  ["tcp 8443", "https"],
]);

const byName: ReadonlyMap<string, string> = new Map([
  ["ssh", "ssh"],
  ["rdp", "rdp"],
  ["rfb", "vnc"],
  ["vnc", "vnc"],
  ["vpn", "vpn"],
  ["ipsec", "vpn"],
  ["openvpn", "vpn"],
  ["wireguard", "vpn"],
  ["telnet", "telnet"],
  ["ssl", "https"],
  ["https", "https"],
]);

/** Null for what is none, and for what was refused, unanswered or failed. */
export function remoteAccessOf(fact: Fact): RemoteAccess | null {
  const { login, connection } = fact;
  const place = `${fact.protocol} ${fact.destinationPort}`;
  if (login !== null) {
    if (login.outcome === "failed") return null;
    const service = byName.get(login.service) ?? byPort.get(place) ?? login.service;
    return { service, account: login.user, endUs: fact.timeUs };
  }
  if (fact.action === "blocked" || fact.alert !== null) return null;
  if (connection === null) return null;
  const isAnswered =
    connection.state === "established" || (connection.state === "unknown" && (connection.bytesIn ?? 0) > 0);
  const service = byName.get(fact.service.toLowerCase()) ?? byPort.get(place);
  if (!isAnswered || service === undefined) return null;
  return { service, account: fact.user, endUs: fact.timeUs + (connection.durationUs ?? 0) };
}
