/**
 * Networks around an address in plain TypeScript (`assembly/networks.ts`), for tests to compare with: a list, gone
 * through from one end to the other.
 */
import { type Address, type Network, networkContains } from "../../../base/index.js";

/** All networks around an address, the longest first. */
export function networksAround<Listed extends { readonly network: Network }>(
  listed: Iterable<Listed>,
  address: Address,
): Listed[] {
  return [...listed]
    .filter(({ network }) => networkContains(network, address))
    .sort((a, b) => b.network.prefix - a.network.prefix);
}

/** An address as the kernel takes it. */
export function halvesOf({ words }: Address): readonly [high: bigint, low: bigint] {
  const half = (at: 0 | 2) => (BigInt(words[at]) << 32n) | BigInt(words[at === 0 ? 1 : 3]);
  return [half(0), half(2)];
}
