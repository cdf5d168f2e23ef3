// Half a million networks and the addresses that are looked up in them, uniform at random; and what everyone would
// look them up with: one Map for each prefix length, asked from the longest to the shortest.
import { cutWord, ipv4Text } from "./addresses.mjs";
import { Draw } from "./draw.mjs";

/** As block lists have them: all together they cover a few per cent of the addresses, one in a hundred is wide. */
const prefixesV4 = [24, 24, 25, 26, 27, 28, 29, 30, 23, 22];
const widePrefixesV4 = [16, 18, 19, 20, 21];
const prefixesV6 = [32, 40, 44, 48, 48, 48, 48, 52, 56, 56, 64, 64];

/** Distinct networks as `{ word, prefix }`, in 1/8 to 222/8. */
export function networksV4(count) {
  const draw = new Draw(99);
  return distinct(count, () => {
    const prefix = draw.pick(draw.once(100) ? widePrefixesV4 : prefixesV4);
    const word = cutWord(((draw.between(1, 222) << 24) | (draw.word() & 0xffffff)) >>> 0, prefix);
    return { word, prefix, key: word };
  });
}

/** Distinct networks as `{ first, second, prefix }` in 2000::/12: the address's first two words, the others are 0. */
export function networksV6(count) {
  const draw = new Draw(98);
  return distinct(count, () => {
    const prefix = draw.pick(prefixesV6);
    const first = cutWord((0x20000000 | (draw.word() >>> 12)) >>> 0, Math.min(32, prefix));
    const second = cutWord(draw.word(), Math.max(0, prefix - 32));
    return { first, second, prefix, key: keyV6(first, second) };
  });
}

/** Under 2000::/12 the first two words have 20 and 32 bits of their own, which a number holds. */
function keyV6(first, second) {
  return (first & 0xfffff) * 2 ** 32 + second;
}

function distinct(count, make) {
  const seen = Array.from({ length: 65 }, () => new Set());
  const networks = [];
  while (networks.length < count) {
    const network = make();
    const known = seen[network.prefix];
    if (known.has(network.key)) continue;
    known.add(network.key);
    networks.push(network);
  }
  return networks;
}

export const networkTextV4 = ({ word, prefix }) => `${ipv4Text(word)}/${prefix}`;

/** The zeros at the end are the longest run of them. */
export function networkTextV6({ first, second, prefix }) {
  const groups = [first >>> 16, first & 0xffff, second >>> 16, second & 0xffff];
  while (groups.at(-1) === 0) groups.pop();
  return `${groups.map((group) => group.toString(16)).join(":")}::/${prefix}`;
}

/** Uniform words over the whole of IPv4. */
export function wordsToLookUp(count) {
  const draw = new Draw(7);
  return Uint32Array.from({ length: count }, () => draw.word());
}

/** Uniform addresses under 2000::/12 as the kernel takes them: high half, low half, the lower word of each first. */
export function halvesToLookUp(count) {
  const draw = new Draw(8);
  const words = new Uint32Array(count * 4);
  for (let at = 0; at < words.length; at += 4) {
    words[at + 1] = 0x20000000 | (draw.word() >>> 12);
    words[at] = draw.word();
    words[at + 3] = draw.word();
    words[at + 2] = draw.word();
  }
  return words;
}

/** Nanoseconds a look-up, and how many were inside of a network. */
export function mapPerLengthV4(networks, words) {
  const maps = byLength(networks);
  let met = 0;
  const started = performance.now();
  for (const word of words)
    for (const [prefix, map] of maps)
      if (map.has(cutWord(word, prefix))) {
        met++;
        break;
      }
  return { ns: ((performance.now() - started) * 1e6) / words.length, met };
}

/** No prefix is longer than 64 bits here, so the first two words are the key. */
export function mapPerLengthV6(networks, words) {
  const maps = byLength(networks);
  let met = 0;
  const started = performance.now();
  for (let at = 0; at < words.length; at += 4)
    for (const [prefix, map] of maps) {
      const first = prefix < 32 ? cutWord(words[at + 1], prefix) : words[at + 1];
      if (map.has(keyV6(first, cutWord(words[at], Math.max(0, prefix - 32))))) {
        met++;
        break;
      }
    }
  return { ns: ((performance.now() - started) * 1e6) / (words.length / 4), met };
}

/** Longest first. */
function byLength(networks) {
  const maps = new Map();
  networks.forEach(({ prefix, key }, number) => {
    let map = maps.get(prefix);
    if (map === undefined) {
      map = new Map();
      maps.set(prefix, map);
    }
    map.set(key, number);
  });
  return [...maps].sort(([a], [b]) => b - a);
}
