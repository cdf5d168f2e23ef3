/**
 * Which addresses are a member's own. The networks it named are. Private addresses are as well where the
 * telemetry is known to come from that member (by its token or door): nobody else's private machines show up
 * there. In shared telemetry a private address proves nothing, as every member has the same ones.
 */
import {
  isInternalAddress,
  type Network,
  networkContains,
  parseAddress,
  parseNetwork,
} from "../base/index.js";
import type { Inside } from "./sighting.js";

const rememberedMax = 10_000;

/** `networks` in CIDR text; those that can't be read are left out, as `members/` has refused them before. */
export function insideOf(networks: readonly string[], ownTelemetry: boolean): Inside {
  const known = networks.map(parseNetwork).filter((network): network is Network => network !== null);
  const remembered = new Map<string, boolean>();
  const decide = (text: string): boolean => {
    const address = parseAddress(text);
    if (address === null) return false;
    return (
      known.some((network) => networkContains(network, address)) ||
      (ownTelemetry && isInternalAddress(address))
    );
  };
  return (text) => {
    let answer = remembered.get(text);
    if (answer === undefined) {
      answer = decide(text);
      if (remembered.size >= rememberedMax) remembered.clear();
      remembered.set(text, answer);
    }
    return answer;
  };
}
