/** What a handshake showed, from Zeek's ssl log and Suricata's tls events (alerts and flows may have the section too). */
import type { TlsFact } from "../fact.js";
import type { About } from "./about.js";
import { booleanAt, recordAt, textAt } from "./native-fields.js";

export function tlsOf({ log, native }: About): TlsFact | null {
  if (log === "zeek-ssl")
    return {
      serverName: textAt(native, "server_name").toLowerCase(),
      ja3: textAt(native, "ja3"),
      ja4: textAt(native, "ja4"),
      established: booleanAt(native, "established"),
    };
  if (log.startsWith("eve-")) {
    const tls = recordAt(native, "tls") ?? recordAt(native, "quic");
    if (tls === null) return null;
    return {
      serverName: textAt(tls, "sni").toLowerCase(),
      ja3: textAt(tls, "ja3.hash"),
      ja4: textAt(tls, "ja4"),
      // Suricata writes the record when the handshake is done.
      established: log === "eve-tls" ? true : null,
    };
  }
  const serverName = log.startsWith("json") ? textAt(native, "tls.client.server_name") : "";
  if (serverName === "") return null;
  return {
    serverName: serverName.toLowerCase(),
    ja3: textAt(native, "tls.client.ja3"),
    ja4: textAt(native, "tls.client.ja4"),
    established: booleanAt(native, "tls.established"),
  };
}
