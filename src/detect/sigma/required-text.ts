/**
 * What a text must have in it for a test to be met, as far as the index of predicates can look for it: the longest text that a
 * regular expression can't do without, the beginnings of a network's addresses. One-sided: what is given here holds whenever
 * the test does, and null says that nothing is known.
 */
import { formatAddress, type Network, parseNetwork } from "../../base/index.js";

/** Shorter ones are in half of all texts. */
const literalMin = 3;

/**
 * The longest text that stands in every text the expression finds, in small letters compared; null where there is none to be
 * sure of. Only what stands outside of groups is looked at, and nothing at all where it has alternatives there.
 */
export function requiredLiteral(source: string, flags: string): string | null {
  const folds = flags.includes("i") || /\(\?[a-z]*i/.test(source);
  const runs: string[] = [];
  let run = "";
  const end = () => {
    runs.push(run);
    run = "";
  };
  let at = 0;
  while (at < source.length) {
    const character = source[at] as string;
    let literal: string | null = null;
    if (character === "|") return null;
    if (character === "\\") {
      const next = source[at + 1];
      if (next === undefined) return null;
      if (/[A-Za-z0-9]/.test(next)) {
        if (!/[dDwWsSbBAzntrfv]/.test(next)) return null;
      } else literal = next;
      at += 2;
    } else if (character === "[") {
      const close = classEnd(source, at);
      if (close < 0) return null;
      at = close;
    } else if (character === "(") {
      const close = groupEnd(source, at);
      if (close < 0) return null;
      at = close;
    } else {
      if (!/[.^$*+?{}()]/.test(character)) literal = character;
      at++;
    }
    const quantifier = source[at];
    const isOptional = quantifier === "*" || quantifier === "?" || quantifier === "{";
    // Letters that have a third form, which only regular expressions know: ſ and the Kelvin sign.
    const isSure = literal !== null && !isOptional && !(folds && /[sk]/i.test(literal)) && literal < "\x80";
    if (isSure) run += literal;
    if (!isSure || quantifier === "+") end();
    at = behindQuantifier(source, at);
  }
  end();
  const longest = runs.reduce((best, each) => (each.length > best.length ? each : best), "");
  return longest.length >= literalMin ? longest : null;
}

function behindQuantifier(source: string, from: number): number {
  let at = from;
  if (source[at] === "{") {
    const close = source.indexOf("}", at);
    at = close < 0 ? at + 1 : close + 1;
  } else if (/[*+?]/.test(source[at] ?? "")) at++;
  else return at;
  return /[?+]/.test(source[at] ?? "") ? at + 1 : at;
}

/** Behind a class's bracket; -1 where it is not closed. */
function classEnd(source: string, from: number): number {
  let at = from + 1;
  if (source[at] === "^") at++;
  if (source[at] === "]") at++;
  for (; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith("[:", at)) {
      const close = source.indexOf(":]", at);
      if (close < 0) return -1;
      at = close + 1;
    } else if (source[at] === "]") return at + 1;
  }
  return -1;
}

/** Behind a group's bracket; -1 where it is not closed. */
function groupEnd(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at++;
    else if (character === "[") {
      const close = classEnd(source, at);
      if (close < 0) return -1;
      at = close - 1;
    } else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return at + 1;
  }
  return -1;
}

/** A piece of text that an address of the network is written with. */
export interface AddressPiece {
  readonly op: "equals" | "startswith" | "contains";
  readonly text: string;
}

/** Pieces of which every address of the network, however it is written, has one. */
export function addressPieces(notation: string): readonly AddressPiece[] {
  const network = parseNetwork(notation) as Network;
  // Groups of IPv6 have zeros in front or not, and may be left out; a colon they all have.
  if (!network.address.v4) return [{ op: "contains", text: ":" }];
  const mapped: AddressPiece = { op: "contains", text: ":ffff:" };
  const { prefix } = network;
  if (prefix === 32) return [{ op: "equals", text: formatAddress(network.address) }, mapped];
  const octets = formatAddress(network.address).split(".");
  const whole = Math.floor(prefix / 8);
  const front = octets
    .slice(0, whole)
    .map((octet) => `${octet}.`)
    .join("");
  const bits = prefix % 8;
  if (bits === 0)
    return [whole === 0 ? { op: "contains", text: "." } : { op: "startswith", text: front }, mapped];
  const first = Number(octets[whole]);
  const pieces = Array.from({ length: 2 ** (8 - bits) }, (_, at): AddressPiece => {
    const octet = String(first + at);
    return { op: "startswith", text: whole === 3 ? front + octet : `${front}${octet}.` };
  });
  return [...pieces, mapped];
}
