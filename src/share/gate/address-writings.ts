/**
 * Every address that a folded text may mean, however it is written: dotted with blanks, ports or leading zeros; with
 * dashes and underscores or backwards, as in the names that providers give their customers' machines; as one number,
 * decimal, hexadecimal or padded, in the bytes of a dump; with blanks or commas; as a network around it; in octal and hexadecimal parts, as browsers read them. IPv6 is read by
 * `ipv6-writings.ts`, and what it carries of IPv4 as well.
 *
 * What is written unlike an address must not be one of a private network by chance: such numbers are everywhere, and
 * every company has the same. Backwards, and as a bare number, those are not read.
 */
import { type Address, isInternalAddress } from "../../base/index.js";
import { carriedBy, ipv6In } from "./ipv6-writings.js";

const ofWord = (word: number): Address => ({ v4: true, words: [0, 0, 0, word >>> 0] });
const ofParts = (parts: readonly number[]): Address =>
  ofWord(parts.reduce((sum, value) => sum * 256 + value, 0));
const isPublic = (address: Address): boolean => !isInternalAddress(address);

/** A run of digits: what it is as a part of an address (-1 where it can't be one), and what joins it to the last. */
interface Part {
  readonly value: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** `.`, `-` or `_`, with blanks where they stand; empty where nothing joins. */
  readonly join: string;
}

/** Octal as browsers read it where there are four digits; of fewer a leading zero is only padding. */
function partValue(digits: string): number {
  if (digits.length > 4 || (digits.length === 4 && !/^0[0-7]{3}$/.test(digits))) return -1;
  const value = Number.parseInt(digits, digits.length === 4 ? 8 : 10);
  return value <= 255 ? value : -1;
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = -1;
  for (const { 0: digits, index: from } of text.matchAll(/\d+/g)) {
    const between = end < 0 || from - end > 5 ? "" : text.slice(end, from);
    const join = /^(?:\s{0,2}[._-]\s{0,2}|[·•∙])$/.test(between) ? between.replace(/[·•∙]/, ".") : "";
    end = from + digits.length;
    parts.push({ value: partValue(digits), text: digits, from, to: end, join });
  }
  return parts;
}

/** Four numbers of a chain, forwards and, where they are part of a name, backwards (RFC 1035, section 3.5). */
function* quads(text: string, parts: readonly Part[]): Generator<Address> {
  const isReverse = text.includes("in-addr");
  for (let at = 3; at < parts.length; at++) {
    const four = parts.slice(at - 3, at + 1);
    const joins = four.slice(1).map(({ join }) => join);
    if (joins.includes("") || four.some(({ value }) => value < 0)) continue;
    const values = four.map(({ value }) => value);
    const forward = ofParts(values);
    const backward = ofParts(values.reverse());
    const isDotted = joins.every((join) => join.includes("."));
    const isAlone = (four[0] as Part).join === "" && (parts[at + 1]?.join ?? "") === "";
    if (isDotted || isPublic(forward) || (isAlone && new Set(joins).size === 1)) yield forward;
    const isNamed = !isDotted || isInName(text, (four[0] as Part).from, (four[3] as Part).to);
    if (isReverse || (isNamed && isPublic(backward))) yield backward;
  }
}

/** Four numbers with dots alone are an address as they stand; with letters beside them they are a name's labels. */
const isInName = (text: string, from: number, to: number): boolean =>
  /^[._-]?[a-z]/.test(text.slice(to, to + 2)) || /[a-z][._-]$/.test(text.slice(Math.max(0, from - 2), from));

const isOfUuid = (text: string, to: number): boolean => /^-[0-9a-f]{4}-/.test(text.slice(to, to + 6));

/** Twelve digits are four parts of three; eight to ten are the whole as one number. */
function* joined(text: string, parts: readonly Part[]): Generator<Address> {
  for (const [at, { text: digits, from, to, join }] of parts.entries()) {
    const beside = `${text[from - 1] ?? ""}${text[to] ?? ""}`;
    if (digits.length === 12 && !/[a-f]/.test(beside)) {
      const values = [0, 3, 6, 9].map((place) => Number(digits.slice(place, place + 3)));
      if (values.some((value) => value > 255)) continue;
      yield ofParts(values);
      const backward = ofParts(values.reverse());
      if (isPublic(backward)) yield backward;
    }
    if (digits.length < 8 || digits.length > 10 || Number(digits) >= 2 ** 32 || /[a-z]/.test(beside))
      continue;
    // A time in seconds has a fraction, and ids have groups.
    if (join.includes(".") || parts[at + 1]?.join === "." || isOfUuid(text, to)) continue;
    const address = ofWord(Number(digits));
    if (isPublic(address)) yield address;
  }
}

function* hexadecimal(text: string): Generator<Address> {
  for (const match of text.matchAll(/(?<![0-9a-z])(0x)?([0-9a-f]{8})(?![0-9a-z])/g)) {
    const address = ofWord(Number.parseInt(match[2] as string, 16));
    if (isOfUuid(text, match.index + match[0].length)) continue;
    if (match[1] !== undefined || isPublic(address)) yield address;
  }
  for (const [whole] of text.matchAll(/(?<![0-9a-z.])0x[0-9a-f]{1,2}(?:\.0x[0-9a-f]{1,2}){3}(?![0-9a-z])/g))
    yield ofParts(whole.split(".").map(Number));
  // A browser takes a number for an address: http://3405803783/, http://0xcb007107/.
  for (const [, number] of text.matchAll(/\/\/(?:[^/\s@]{0,80}@)?(0x[0-9a-f]{1,8}|\d{8,10})(?![0-9a-z.])/g))
    yield ofWord(Number(number));
}

const ofThree =
  /(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})(\.(?:x{1,3}|\*|in-addr)(?![0-9a-z])|\.?(?![0-9a-z_-]|\.\d))/g;

/**
 * A network of 256 addresses, by its first three numbers: `203.0.113.x`, `113.0.203.in-addr.arpa`. Alone they are a
 * version as often, of which numbers of private networks would be many.
 */
function* threes(text: string): Generator<Address> {
  for (const match of text.matchAll(ofThree)) {
    const values = match.slice(1, 4).map(Number);
    if (values.some((value) => value > 255)) continue;
    const end = match[4] as string;
    const network = ofParts([...(end.endsWith("in-addr") ? values.reverse() : values), 0]);
    if (end.length > 1) yield network;
    if (isPublic(network)) yield* within(network, 24);
  }
}

/** A member's network is found in one that is larger by so many bits at most. */
const largerBits = 4;

/** The first address of each part of a network: one of them is in any network inside it that is not much smaller. */
function* within({ words }: Address, prefix: number): Generator<Address> {
  const step = 2 ** Math.max(0, 32 - prefix - largerBits);
  const size = 2 ** (32 - prefix);
  const first = words[3] - (words[3] % size);
  for (let at = 0; at < size; at += step) yield ofWord(first + at);
}

const withPrefix = /(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\s?\/\s?(\d{1,2})(?![\d.])/g;

/** Networks that a member's may be inside: `203.0.112.0/23`. */
function* networks(text: string): Generator<Address> {
  for (const match of text.matchAll(withPrefix)) {
    const values = match.slice(1, 5).map(Number);
    const prefix = Number(match[5]);
    if (values.some((value) => value > 255) || prefix < 8 || prefix > 31) continue;
    const network = ofParts(values);
    if (isPublic(network)) yield* within(network, prefix);
  }
}

const apart = /(?<!\d)\d{1,3}( |,|, )\d{1,3}(?:\1\d{1,3}){2,}(?!\d)/g;
/** A longer row of numbers is a table, and no address with something beside it. */
const rowMax = 8;

/** Four numbers with blanks or commas between them, alone or with a few others beside them. */
function* spread(text: string): Generator<Address> {
  for (const [row, between = " "] of text.matchAll(apart)) {
    const values = row.split(between).map(Number);
    for (let at = 0; values.length <= rowMax && at + 4 <= values.length; at++) {
      const four = values.slice(at, at + 4);
      const address = ofParts(four);
      if (four.every((value) => value <= 255) && isPublic(address)) yield address;
    }
  }
}

const dump = /(?<![0-9a-z])(?:[0-9a-f]{2}(?:[ :][0-9a-f]{2}){3,}|[0-9a-f]{4}(?: [0-9a-f]{4})+)(?![0-9a-z])/g;

/** Bytes as dumps print them, one by one or in pairs: an address may begin with any of them. */
function* dumped(text: string): Generator<Address> {
  for (const [run] of text.matchAll(dump)) {
    const bytes = run.replace(/[ :]/g, "").match(/../g) ?? [];
    const step = run[2] === " " || run[2] === ":" ? 1 : 2;
    for (let at = 0; at + 4 <= bytes.length; at += step) {
      const address = ofParts(bytes.slice(at, at + 4).map((byte) => Number.parseInt(byte, 16)));
      if (isPublic(address)) yield address;
    }
  }
}

/** Every address written in a folded text. One that is written twice may come twice. */
export function addressesIn(folded: string): readonly Address[] {
  const found: Address[] = [...ipv6In(folded)];
  for (const address of [...found]) found.push(...carriedBy(address).map(ofWord));
  if (!/\d/.test(folded)) return [...found, ...hexadecimal(folded), ...dumped(folded)];
  const parts = partsOf(folded);
  return [
    ...found,
    ...quads(folded, parts),
    ...joined(folded, parts),
    ...hexadecimal(folded),
    ...threes(folded),
    ...networks(folded),
    ...spread(folded),
    ...dumped(folded),
  ];
}
