// Indicators by number: `indicatorAt(n)` is the same for ever, so that any number of them is made without being
// kept, and the traffic can carry some of the first ten thousand. Kinds are mixed as feeds are (per thousand):
// 430 domains, 200 IPv4, 20 IPv6, 10 networks, 150 URLs, 170 hashes, 15 mail addresses, 5 TLS fingerprints.
//
// Traffic keeps clear of them (`world.mjs`): a listed IPv4 address ends in an odd number, listed networks lie in
// 45/8, 185/8 and 193/8, listed IPv6 in 2a00::/8, listed IPv6 networks in 2001::/16, and what the traffic's names
// were registered as begins with a digit.
import { cutWord, ipv4Text, ipv6Groups, ipv6Short } from "./addresses.mjs";
import { Draw, scatter } from "./draw.mjs";

export const kinds = [
  "ipv4",
  "ipv6",
  "cidr",
  "domain",
  "url",
  "sha256",
  "md5",
  "sha1",
  "email",
  "ja3",
  "ja4",
];

const syllables = (
  "ka re mi to ser vice up date log in cloud secure port ship pay net web mail doc data vel nor tan zu qi box " +
  "hub app sys win ms drop track bit on line sha de lo ver"
).split(" ");
const topLevels =
  "com com com com net org info xyz top ru cn co.uk com.br io site online club biz su in".split(" ");
const networkOctets = [185, 45, 193];
const networkPrefixes = [24, 24, 24, 24, 25, 26, 27, 28, 22, 20, 16];
const networkPrefixesV6 = [32, 40, 48, 48, 56, 64];

/** A name as it is registered; it begins with a letter. */
export function drawRegistered(draw) {
  let name = "";
  if (draw.below(100) < 35) name = draw.name(draw.between(8, 21));
  else {
    for (let left = draw.between(2, 4); left > 0; left--) name += draw.pick(syllables);
    name += `-${draw.below(100_000).toString(36)}`;
  }
  return `${name}.${draw.pick(topLevels)}`;
}

/** A registered name, two fifths of them with a host in front. */
function drawDomain(draw) {
  const name = drawRegistered(draw);
  if (draw.below(100) >= 40) return name;
  let host = "";
  for (let left = draw.between(1, 3); left > 0; left--) host += draw.pick(syllables);
  return `${host}${draw.below(1000)}.${name}`;
}

/** A path of one to four parts, at times with a query. */
export function drawPath(draw) {
  let path = "";
  for (let left = draw.between(1, 4); left > 0; left--) path += `/${draw.name(draw.between(3, 14))}`;
  if (draw.once(3)) path += ".php";
  if (draw.once(4)) path += `?id=${draw.below(1_000_000)}&k=${draw.hex(8)}`;
  return path;
}

const kept = new Set([10, 127, 172, 192, ...networkOctets]);

/** An address of the internet; `odd` are the listed ones. */
export function drawIpv4(draw, odd) {
  let first = draw.between(1, 222);
  while (kept.has(first)) first = draw.between(1, 222);
  const rest = draw.word() & 0xffffff;
  return ipv4Text(((first << 24) | (odd ? rest | 1 : rest & 0xfffffe)) >>> 0);
}

function drawNetworkV4(draw) {
  const prefix = draw.pick(networkPrefixes);
  const word = ((draw.pick(networkOctets) << 24) | (draw.word() & 0xffffff)) >>> 0;
  return `${ipv4Text(cutWord(word, prefix))}/${prefix}`;
}

function drawNetworkV6(draw) {
  const prefix = draw.pick(networkPrefixesV6);
  const digits = `2001${draw.hex(12)}`.slice(0, prefix / 4).padEnd(32, "0");
  return `${ipv6Short(ipv6Groups(digits))}/${prefix}`;
}

const one = new Draw(0);

export function indicatorAt(number) {
  const draw = one.restart(scatter(number));
  const kind = draw.below(1000);
  if (kind < 430) return { type: "domain", value: drawDomain(draw) };
  if (kind < 630) return { type: "ipv4", value: drawIpv4(draw, true) };
  if (kind < 650) return { type: "ipv6", value: drawListedIpv6(draw) };
  if (kind < 659) return { type: "cidr", value: drawNetworkV4(draw) };
  if (kind < 660) return { type: "cidr", value: drawNetworkV6(draw) };
  if (kind < 810) {
    const host = draw.once(3) ? drawIpv4(draw, true) : drawDomain(draw);
    return { type: "url", value: `http://${host}${drawPath(draw)}` };
  }
  if (kind < 910) return { type: "sha256", value: draw.hex(64) };
  if (kind < 950) return { type: "md5", value: draw.hex(32) };
  if (kind < 980) return { type: "sha1", value: draw.hex(40) };
  if (kind < 995) {
    const box = `${draw.pick(syllables)}${draw.pick(syllables)}${draw.below(10_000)}`;
    return { type: "email", value: `${box}@${drawDomain(draw)}` };
  }
  if (kind < 999) return { type: "ja3", value: draw.hex(32) };
  return {
    type: "ja4",
    value: `t13d${draw.between(1000, 9999)}h2_${draw.hex(12)}_${draw.hex(12)}`,
  };
}

function drawListedIpv6(draw) {
  const group = () => draw.below(65_536);
  return ipv6Short([0x2a00 | draw.below(256), group(), group(), 0, 0, 0, 0, draw.between(1, 65_535)]);
}

/** What a source says of them: one and the same, as a feed does. */
export const claim = {
  source: "bench",
  confidence: 80,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:GREEN",
  labels: ["bench"],
};
