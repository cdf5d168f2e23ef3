// Half a million networks and the addresses that are looked up in them, uniform at random; and what everyone would
// look them up with: one Map for each prefix length, asked from the longest to the shortest.
import { cutWord, ipv4Text, ipv6Groups, ipv6Short } from "./addresses.mjs";
import { Draw } from "./draw.mjs";

/** As block lists have them: all together they cover a few per cent of the addresses, one in a hundred is wide. */
const prefixesV4 = [24, 24, 25, 26, 27, 28, 29, 30, 23, 22];
const widePrefixesV4 = [16, 18, 19, 20, 21];
const prefixesV6 = [32, 40, 44, 48, 48, 48, 48, 52, 56, 56, 64, 64];

/** Distinct networks as `{ word, prefix }`, in 1/8 to 223/8. */
export function networksV4(count) {
  const draw = new Draw(99);
  const seen = new Set();
  const networks = [];
  while (networks.length < count) {
    const prefix = draw.pick(draw.once(100) ? widePrefixesV4 : prefixesV4);
    const word = cutWord(((draw.between(1, 222) << 24) | (draw.word() & 0xffffff)) >>> 0, prefix);
    const key = word * 64 + prefix;
    if (seen.has(key)) continue;
    seen.add(key);
    networks.push({ word, prefix });
  }
  return networks;
}

/** Distinct networks as `{ digits, prefix }` in 2000::/12. */
export function networksV6(count) {
  const draw = new Draw(98);
  const seen = new Set();
  const networks = [];
  while (networks.length < count) {
    const prefix = draw.pick(prefixesV6);
    const digits = `200${draw.hex(29)}`.slice(0, prefix / 4).padEnd(32, "0");
    const key = `${digits}/${prefix}`;
    if (seen.has(key)) continue;
    seen.add(key);
    networks.push({ digits, prefix });
  }
  return networks;
}

export const networkTextV4 = ({ word, prefix }) => `${ipv4Text(word)}/${prefix}`;
export const networkTextV6 = ({ digits, prefix }) => `${ipv6Short(ipv6Groups(digits))}/${prefix}`;

/** Uniform words over the whole of IPv4. */
export function wordsToLookUp(count) {
  const draw = new Draw(7);
  return Uint32Array.from({ length: count }, () => draw.word());
}

/** Uniform addresses under 2000::/12, as high and low halves in turn. */
export function halvesToLookUp(count) {
  const draw = new Draw(8);
  const halves = new BigUint64Array(count * 2);
  const half = (first) => (BigInt(first) << 32n) | BigInt(draw.word());
  for (let at = 0; at < count; at++) {
    halves[at * 2] = half(0x20000000 | (draw.word() >>> 12));
    halves[at * 2 + 1] = half(draw.word());
  }
  return halves;
}

/** Nanoseconds a look-up, and how many were inside of a network. */
export function mapPerLengthV4(networks, words) {
  const maps = byLength(networks, ({ word }) => word);
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

/** No prefix is longer than 64 bits here, so the high half is the key. */
export function mapPerLengthV6(networks, halves) {
  const maps = byLength(networks, ({ digits }) => BigInt(`0x${digits.slice(0, 16)}`));
  const cuts = maps.map(([prefix, map]) => ({ shift: BigInt(64 - prefix), map }));
  let met = 0;
  const started = performance.now();
  for (let at = 0; at < halves.length; at += 2)
    for (const { shift, map } of cuts)
      if (map.has((halves[at] >> shift) << shift)) {
        met++;
        break;
      }
  return { ns: ((performance.now() - started) * 1e6) / (halves.length / 2), met };
}

/** Longest first. */
function byLength(networks, keyOf) {
  const maps = new Map();
  networks.forEach((network, number) => {
    let map = maps.get(network.prefix);
    if (map === undefined) {
      map = new Map();
      maps.set(network.prefix, map);
    }
    map.set(keyOf(network), number);
  });
  return [...maps].sort(([a], [b]) => b - a);
}
