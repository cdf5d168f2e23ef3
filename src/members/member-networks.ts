/**
 * Whose an address is, from memory: the networks of all members, looked up for each hit that came without a
 * token. An address that networks of two members hold belongs to nobody here, however long either prefix is:
 * giving one company's telemetry to another would be a leak, and only the token or door can tell
 * (docs/decisions/0007). A member without networks has the private ranges as its inside.
 */
import { type Address, maskAddress, type Network, parseAddress, parseNetwork } from "../base/index.js";
import type { Member } from "../model/index.js";
import { isPrivateAddress } from "./networks.js";

/** Networks of one prefix length: first address, as text of its words, to the members that have it. */
interface Shelf {
  readonly v4: boolean;
  readonly prefix: number;
  readonly owners: Map<string, string[]>;
}

const keyOf = (address: Address): string => (address.v4 ? String(address.words[3]) : address.words.join("."));

export class MemberNetworks {
  /** Longest prefix first. */
  readonly #shelves: readonly Shelf[];
  readonly #withNetworks: ReadonlySet<string>;

  constructor(members: readonly Pick<Member, "id" | "networks">[]) {
    const shelves = new Map<string, Shelf>();
    for (const member of members) {
      for (const text of member.networks) {
        const network = parseNetwork(text);
        if (network !== null) shelve(shelves, network, member.id);
      }
    }
    this.#shelves = [...shelves.values()].sort((a, b) => b.prefix - a.prefix);
    this.#withNetworks = new Set(members.filter((m) => m.networks.length > 0).map((m) => m.id));
  }

  /** Every member whose networks hold the address, the one with the longest prefix first, each once. */
  claimants(address: Address): readonly string[] {
    const found: string[] = [];
    for (const shelf of this.#shelves) {
      if (shelf.v4 !== address.v4) continue;
      const owners = shelf.owners.get(keyOf(maskAddress(address, shelf.prefix)));
      for (const owner of owners ?? []) if (!found.includes(owner)) found.push(owner);
    }
    return found;
  }

  /** The one member whose networks hold the address; null where none does, several do, or it is no address. */
  memberOf(addressText: string): string | null {
    const address = parseAddress(addressText);
    if (address === null) return null;
    const owners = this.claimants(address);
    return owners.length === 1 ? (owners[0] as string) : null;
  }

  /** True where the address is one of the member's own. */
  isInside(memberId: string, addressText: string): boolean {
    const address = parseAddress(addressText);
    if (address === null) return false;
    if (!this.#withNetworks.has(memberId)) return isPrivateAddress(address);
    return this.claimants(address).includes(memberId);
  }
}

function shelve(shelves: Map<string, Shelf>, network: Network, memberId: string): void {
  const { v4 } = network.address;
  const name = `${v4 ? 4 : 6}/${network.prefix}`;
  const shelf = shelves.get(name) ?? { v4, prefix: network.prefix, owners: new Map<string, string[]>() };
  shelves.set(name, shelf);
  const key = keyOf(network.address);
  const owners = shelf.owners.get(key);
  if (owners === undefined) shelf.owners.set(key, [memberId]);
  else if (!owners.includes(memberId)) owners.push(memberId);
}
