/** Whether an address is one that machines on the internet have: it is asked for each connection, so answers are remembered. */
import { isInternalAddress, parseAddress } from "../../base/index.js";

const rememberedMax = 8_192;
const remembered = new Map<string, boolean>();

/** False for private, local and multicast addresses, and for what is no address. */
export function isOnTheInternet(address: string): boolean {
  const known = remembered.get(address);
  if (known !== undefined) return known;
  const parsed = parseAddress(address);
  const isPublic = parsed !== null && !isInternalAddress(parsed);
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(address, isPublic);
  return isPublic;
}
