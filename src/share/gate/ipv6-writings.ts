/**
 * Addresses of IPv6 in a folded text, in every legal text of one (RFC 4291, section 2.2) and where colons may not stand:
 * in names (ipv6-literal, RFC 3596's `ip6.arpa`), in file names, as one number of 32 digits.
 */
import { type Address, parseAddress } from "../../base/index.js";

/**
 * What of a run of hexadecimal groups may be an IPv6 address: words and ports stand beside it (`src:…:443`), and
 * letters that happen to be hexadecimal stick to it (`a2001:…`). A network is told by its first groups, so of a
 * first group that is too long the end counts, of a last one the beginning.
 */
function* windows(groups: readonly string[]): Generator<string> {
  for (let from = 0; from < groups.length; from++) {
    let empty = groups[from] === "" ? 1 : 0;
    for (let to = from + 2; to <= Math.min(groups.length, from + 9); to++) {
      if (groups[to - 1] === "") empty++;
      // `::` alone has three of them.
      if (empty > 3) break;
      // Without `::` an address has eight groups, or six and dotted decimal.
      if (to - from < 7 && empty === 0) continue;
      const window = groups.slice(from, to);
      yield window.join(":").replace(/\.{1,9}$/, "");
      window[0] = (window[0] as string).slice(-4);
      window.push((window.pop() as string).slice(0, 4));
      yield window.join(":");
    }
  }
}

function* withColons(text: string): Generator<string> {
  for (const [run] of text.matchAll(/[0-9a-f:.]{3,}/g)) {
    const groups = run.split(":");
    if (run.includes("::") || groups.length > 6) yield* windows(groups);
  }
}

const ofNibbles = (digits: string): string => (digits.match(/.{4}/g) ?? []).join(":");
const backwards = (text: string): string => [...text].reverse().join("");

const dashed = /(?<![0-9a-z])[0-9a-f]{1,4}(?:[_-]{1,2}[0-9a-f]{1,4}){1,7}(?:--)?(?![0-9a-z])/g;
const nibbles = /(?<![0-9a-z])(?:[0-9a-f][.-]){31}[0-9a-f](?![0-9a-z])/g;

function* withoutColons(text: string): Generator<string> {
  for (const [name] of text.matchAll(dashed)) {
    const groups = name.replace(/[_-]/g, ":");
    if (groups.includes("::") || groups.split(":").length === 8) yield groups;
  }
  for (const [, digits = ""] of text.matchAll(/(?<![0-9a-z])(?:0x)?([0-9a-f]{32})(?![0-9a-z])/g))
    yield ofNibbles(digits);
  for (const [labels] of text.matchAll(nibbles)) {
    const digits = labels.replace(/[.-]/g, "");
    yield ofNibbles(digits);
    yield ofNibbles(backwards(digits));
  }
  for (const [, labels = ""] of text.matchAll(/(?<![0-9a-f.])((?:[0-9a-f]\.){4,32})ip6/g))
    yield ofNibbles(backwards(labels.replaceAll(".", "")).padEnd(32, "0"));
  // A network of 6to4 as people write it, without the colons behind it.
  for (const [prefix] of text.matchAll(/(?<![0-9a-z:])2002:[0-9a-f]{1,4}:[0-9a-f]{1,4}(?![0-9a-z:])/g))
    yield `${prefix}::`;
}

/** Every address with colons, or of 128 bits, in a folded text; those that are IPv4's own (`::ffff:…`) as such. */
export function* ipv6In(folded: string): Generator<Address> {
  const texts = [withColons(folded), withoutColons(folded)];
  if (/[0-9a-f]\s?:\s|[0-9a-f]\s:/.test(folded))
    texts.push(withColons(folded.replace(/\s{0,2}:\s{0,2}/g, ":")));
  const read = new Set<string>();
  for (const each of texts)
    for (const text of each) {
      if (read.has(text)) continue;
      read.add(text);
      const address = parseAddress(text);
      if (address !== null) yield address;
    }
}

/** The addresses of IPv4 that one of IPv6 carries, each as its 32 bits. */
export function carriedBy({ v4, words: [a, b, c, d] }: Address): readonly number[] {
  if (v4) return [];
  // 6to4 (RFC 3056, section 2), Teredo with its server and its client (RFC 4380, section 4)
  if (a >>> 16 === 0x2002) return [(a & 0xffff) * 2 ** 16 + (b >>> 16)];
  if (a === 0x20010000) return [b, ~d >>> 0];
  // NAT64 (RFC 6052, section 2.1; RFC 8215)
  if (a === 0x64ff9b) return [d];
  // IPv4-compatible (RFC 4291, section 2.5.5.1), IPv4-translated (RFC 2765, section 2.1)
  if (a === 0 && b === 0 && (c === 0 || c === 0xffff0000)) return [d];
  // ISATAP (RFC 5214, section 6.1)
  return (c & 0xfdffffff) >>> 0 === 0x5efe ? [d] : [];
}
