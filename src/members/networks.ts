/**
 * The networks a member may call its own: canonical CIDR text, not so wide that they hold half the internet, and
 * public ones never two members'. Private ranges (RFC 1918, RFC 4193, RFC 6598) may be anybody's, as every
 * company has a 10.0.0.0/8 (docs/decisions/0007).
 */
import {
  type Address,
  formatNetwork,
  type Network,
  networkContains,
  type Problem,
  parseNetwork,
} from "../base/index.js";
import { membersProblem } from "./problems.js";

export const privateNetworks = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
] as const;
const privateRanges = privateNetworks.map((text) => parseNetwork(text) as Network);

/** The widest a member's public network may be: the largest single allocations seen in practice. */
const widestV4 = 8;
const widestV6 = 19;
/** A member with more has written a list of hosts where networks are meant. */
export const networksMax = 500;

export function isPrivateAddress(address: Address): boolean {
  return privateRanges.some((range) => networkContains(range, address));
}

export function isPrivateNetwork(network: Network): boolean {
  return privateRanges.some(
    (range) => range.prefix <= network.prefix && networkContains(range, network.address),
  );
}

/** Wider than one company's public network can be. */
export const isTooWide = ({ address, prefix }: Network): boolean =>
  prefix < (address.v4 ? widestV4 : widestV6);

function overlap(a: Network, b: Network): boolean {
  return a.prefix <= b.prefix ? networkContains(a, b.address) : networkContains(b, a.address);
}

/** Canonical, distinct and in order, those inside another of the list left out; or why the list can't be used. */
export function readNetworks(texts: readonly string[]): readonly string[] | Problem {
  if (texts.length > networksMax)
    return membersProblem("network-invalid", `${texts.length} networks; ${networksMax} are allowed.`);
  const networks: Network[] = [];
  for (const text of texts) {
    const network = parseNetwork(text.trim());
    const shown = JSON.stringify(text.slice(0, 60));
    if (network === null) return membersProblem("network-invalid", `${shown} is not a network.`);
    if (!isPrivateNetwork(network) && isTooWide(network))
      return membersProblem("network-invalid", `${shown} is wider than a member's network can be.`);
    networks.push(network);
  }
  const kept = networks.filter(
    (network, index) =>
      !networks.some(
        (other, at) =>
          at !== index &&
          overlap(other, network) &&
          (other.prefix < network.prefix || (other.prefix === network.prefix && at < index)),
      ),
  );
  return kept.map(formatNetwork).sort();
}

/**
 * Whether a member may have these beside what others have. The refusal names neither the other member nor its
 * network, and not which of the asked ones met it, so that nobody learns of others by trying.
 */
export function checkOverlap(own: readonly string[], others: readonly string[]): Problem | null {
  const taken = others.map((text) => parseNetwork(text)).filter((n) => n !== null);
  for (const text of own) {
    const network = parseNetwork(text);
    if (network === null || isPrivateNetwork(network)) continue;
    if (taken.some((other) => overlap(network, other)))
      return membersProblem(
        "network-unavailable",
        "At least one of the networks can't be registered for you.",
      );
  }
  return null;
}
