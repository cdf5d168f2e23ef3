/** Fields that most formats share, read the same way everywhere. */
import { formatAddress, parseAddress, parseIpv4 } from "../base/index.js";
import type { Endpoint } from "../model/index.js";

/** An endpoint with its address in canonical text, or as it came; null where there is none. */
export function endpoint(address: unknown, port: unknown): Endpoint | null {
  if (typeof address !== "string" || address === "" || address === "-") return null;
  if (parseIpv4(address) >= 0) return { address, port: portOf(port) }; // it is canonical as it stands
  const parsed = parseAddress(address);
  return { address: parsed === null ? address : formatAddress(parsed), port: portOf(port) };
}

/** A port as a number or as text, also Argus' `0x0050`; 0 where it is none. */
function portOf(value: unknown): number {
  let port = 0;
  if (typeof value === "number") port = value;
  else if (typeof value === "string" && /^(?:0x[0-9a-fA-F]{1,4}|\d{1,5})$/.test(value)) port = Number(value);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}
