/**
 * IP addresses and networks as numbers, and their one canonical text: dotted decimal for IPv4, RFC 5952 for
 * IPv6, an IPv4-mapped IPv6 address as the IPv4 address it means, no zone id. Free of Node, as the console
 * uses it. Parsing is strict: no octal, no short forms (`127.1`), nothing before or after.
 */

/** Four 32-bit words, most significant first; an IPv4 address has its 32 bits in the last word and `v4` true. */
export interface Address {
  readonly v4: boolean;
  readonly words: readonly [number, number, number, number];
}

export interface Network {
  readonly address: Address;
  /** Prefix length, 0–32 for IPv4, 0–128 for IPv6. Host bits of `address` are zero. */
  readonly prefix: number;
}

/** Parses dotted decimal, each part 0–255 without leading zeros; -1 where it is something else. */
export function parseIpv4(text: string): number {
  if (text.length < 7 || text.length > 15) return -1;
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (part < 0 || ++dots > 3) return -1;
      value = value * 256 + part;
      part = -1;
    } else if (code >= 48 && code <= 57) {
      if (part === 0) return -1;
      part = part < 0 ? code - 48 : part * 10 + code - 48;
      if (part > 255) return -1;
    } else return -1;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1;
}

function parseIpv6(text: string): [number, number, number, number] | null {
  if (text.length < 2 || text.length > 45) return null;
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groupsOf = (half: string): number[] | null => {
    if (half === "") return [];
    const groups: number[] = [];
    const parts = half.split(":");
    for (const [index, part] of parts.entries()) {
      if (index === parts.length - 1 && part.includes(".")) {
        const v4 = parseIpv4(part);
        if (v4 < 0) return null;
        groups.push(Math.floor(v4 / 65536), v4 % 65536);
      } else {
        if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null;
        groups.push(Number.parseInt(part, 16));
      }
    }
    return groups;
  };
  const head = groupsOf(halves[0] as string);
  const tail = halves.length === 2 ? groupsOf(halves[1] as string) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...new Array<number>(halves.length === 2 ? missing : 0).fill(0), ...tail];
  const word = (at: number) => (((groups[at] as number) << 16) | (groups[at + 1] as number)) >>> 0;
  return [word(0), word(2), word(4), word(6)];
}

/** Reads an address in any text form, a zone id cut off; null where the text is not an address. */
export function parseAddress(text: string): Address | null {
  const v4 = parseIpv4(text);
  if (v4 >= 0) return { v4: true, words: [0, 0, 0, v4] };
  if (!text.includes(":")) return null;
  const zone = text.indexOf("%");
  const words = parseIpv6(zone >= 0 ? text.slice(0, zone) : text);
  if (words === null) return null;
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff)
    return { v4: true, words: [0, 0, 0, words[3]] };
  return { v4: false, words };
}

function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** The canonical text (RFC 5952, section 4, for IPv6). */
export function formatAddress(address: Address): string {
  if (address.v4) return formatIpv4(address.words[3]);
  const groups = address.words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > bestLength) {
      bestStart = start;
      bestLength = end - start;
    }
    if (end > start) start = end;
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((g) => g.toString(16))
      .join(":");
  if (bestStart < 0) return hex(0, 8);
  return `${hex(0, bestStart)}::${hex(bestStart + bestLength, 8)}`;
}

/** The first `prefix` bits kept, the rest zero. */
export function maskAddress(address: Address, prefix: number): Address {
  const offset = address.v4 ? 96 : 0;
  const words = address.words.map((word, index) => {
    const bits = Math.min(32, Math.max(0, prefix + offset - index * 32));
    return bits === 0 ? 0 : (word & (0xffffffff << (32 - bits))) >>> 0;
  });
  return { v4: address.v4, words: words as unknown as Address["words"] };
}

/** Reads `address/prefix`, or a lone address as its own network; null where it is neither. Host bits are cleared. */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return null;
  const max = address.v4 ? 32 : 128;
  if (slash < 0) return { address, prefix: max };
  const digits = text.slice(slash + 1);
  if (!/^(0|[1-9][0-9]{0,2})$/.test(digits)) return null;
  let prefix = Number(digits);
  if (address.v4 && text.slice(0, slash).includes(":")) prefix -= 96; // ::ffff:192.0.2.0/120 means a /24
  if (prefix < 0 || prefix > max) return null;
  return { address: maskAddress(address, prefix), prefix };
}

export function formatNetwork(network: Network): string {
  return `${formatAddress(network.address)}/${network.prefix}`;
}

export function networkContains(network: Network, address: Address): boolean {
  if (network.address.v4 !== address.v4) return false;
  const masked = maskAddress(address, network.prefix);
  return masked.words.every((word, index) => word === network.address.words[index]);
}

const specialNetworks = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
].map((text) => parseNetwork(text) as Network);

/** True for addresses that no machine on the internet has (RFC 6890: private, loopback, link-local, multicast). */
export function isInternalAddress(address: Address): boolean {
  return specialNetworks.some((network) => networkContains(network, address));
}
