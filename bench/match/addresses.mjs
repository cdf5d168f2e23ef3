// Addresses and networks as texts. IPv6 is written both ways: in full, as Suricata does, and shortened (RFC 5952),
// as Zeek and the indicators have it.

export function ipv4Text(word) {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

export function ipv4Word(text) {
  const [a, b, c, d] = text.split(".");
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** The first `prefix` bits of a word. */
export function cutWord(word, prefix) {
  return prefix === 0 ? 0 : (word & (0xffffffff << (32 - prefix))) >>> 0;
}

/** `groups` are eight numbers of 16 bits. */
export function ipv6Full(groups) {
  return groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
}

/** RFC 5952: the longest run of zeros, of two or more, is left out; the first of equal ones. */
export function ipv6Short(groups) {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  const text = (from, to) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return best.start < 0 ? text(0, 8) : `${text(0, best.start)}::${text(best.start + best.length, 8)}`;
}

/** 32 hexadecimal digits of an IPv6 address in any of the forms above. */
export function ipv6Digits(text) {
  if (text.length === 39) return text.replaceAll(":", "");
  const [before, after] = text.split("::");
  const digits = (part) =>
    part === "" || part === undefined
      ? ""
      : part
          .split(":")
          .map((group) => group.padStart(4, "0"))
          .join("");
  const left = digits(before);
  return after === undefined ? left : left + digits(after).padStart(32 - left.length, "0");
}

/** 32 hexadecimal digits as eight groups. */
export function ipv6Groups(digits) {
  return Array.from({ length: 8 }, (_, at) => Number.parseInt(digits.slice(at * 4, at * 4 + 4), 16));
}
