/** Which addresses of feeds may stand in a pack: those of the internet, and without anything that is a secret. */
import { isNear, parseAddress } from "../../base/index.js";

/** Names that no public server has (RFC 6761, RFC 6762, RFC 8375, and what routers hand out). */
const nearNames = /(?:^|\.)(?:local|localhost|internal|intranet|lan|corp|home|private|home\.arpa)\.?$/i;

export const feedAddressMax = 2000;

/** What is wrong with an address for a pack, one sentence; null where nothing is. */
export function addressFault(text: string): string | null {
  if (text.length > feedAddressMax || !URL.canParse(text)) return "Its address can't be read.";
  const url = new URL(text);
  if (url.protocol !== "https:") return "Its address is not one of HTTPS.";
  if (url.username !== "" || url.password !== "") return "Credentials stand in its address.";
  if (url.search !== "" || url.hash !== "") return "Its address has a query, in which keys are written.";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const address = parseAddress(host);
  if (address === null ? !host.includes(".") || nearNames.test(host) : isNear(address))
    return "Its server stands in a private network.";
  return null;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for a part of a path that looks like a key: long, of letters and digits mixed, and no UUID. */
export function looksSecret(text: string): boolean {
  return new URL(text).pathname
    .split(/[/;,=]/)
    .some(
      (part) =>
        part.length >= 20 &&
        /^[\w.~%+-]+$/.test(part) &&
        /\d/.test(part) &&
        /[a-z]/i.test(part) &&
        !uuid.test(part),
    );
}
