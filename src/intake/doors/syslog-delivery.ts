/** A batch of syslog lines as a delivery: the door knows the format, and names each batch so that a retry is it. */
import { newId } from "../../base/index.js";
import { normalizeAddress } from "../../model/index.js";
import type { Delivery } from "./sink.js";

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export function syslogBatch(
  door: "syslog-udp" | "syslog-tcp" | "syslog-tls",
  peer: string,
  lines: Uint8Array,
): () => Delivery {
  const address = normalizeAddress(peer)?.value ?? peer;
  const batchId = newId();
  return () => ({
    sender: { door, address, token: null },
    origin: address,
    fileName: "",
    format: "syslog",
    batchId,
    bytes: once(lines),
    linesBefore: 0,
  });
}

export function countLines(lines: Uint8Array): number {
  let count = 0;
  for (let at = lines.indexOf(10); at >= 0; at = lines.indexOf(10, at + 1)) count++;
  return count;
}
