/**
 * How a listed value may be written in telemetry: every text form that still means it, and forms close by that
 * do not. Which of the two a form is, nobody says here: the slow path decides, and the fast path must agree.
 */

import type { Draw } from "../../base/index.js";
import { formatAddress, parseAddress, parseNetwork } from "../../base/index.js";
import type { Observable } from "../../model/index.js";

/** An observable as some sensor may write it. */
export function spell(draw: Draw, observable: Observable): string {
  const { type, value } = observable;
  if (draw.chance(6)) return almost(draw, value);
  switch (type) {
    case "ipv4":
      return spellIpv4(draw, value);
    case "ipv6":
      return spellIpv6(draw, value);
    case "cidr":
      return draw.chance(5) ? value : spellAddress(draw, insideOrBeside(draw, value));
    case "domain":
      return spellDomain(draw, value);
    case "url":
      return spellUrl(draw, value);
    case "email":
      return `${anyCase(draw, value.slice(0, value.lastIndexOf("@")))}@${spellDomain(draw, value.slice(value.lastIndexOf("@") + 1))}`;
    default:
      return spellHex(draw, value);
  }
}

/** One character changed, added or gone. */
function almost(draw: Draw, value: string): string {
  const at = draw.below(value.length);
  const other = draw.pick(["0", "1", "a", "z", ".", "-", ":", "/", "_", "é", " "]);
  return value.slice(0, at) + (draw.chance(70) ? other : "") + value.slice(at + (draw.chance(70) ? 1 : 0));
}

export function anyCase(draw: Draw, text: string): string {
  if (draw.chance(60)) return text;
  if (draw.chance(40)) return text.toUpperCase();
  return [...text].map((letter) => (draw.chance(50) ? letter.toUpperCase() : letter)).join("");
}

function insideOrBeside(draw: Draw, network: string): string {
  const parsed = parseNetwork(network);
  if (parsed === null) return network;
  const { address, prefix } = parsed;
  const offset = address.v4 ? 96 : 0;
  // all zero, all one, anything: of the bits behind the prefix; sometimes the last bit before it as well
  const fill = draw.pick([0, 0xffffffff, draw.next()]);
  const words = address.words.map((word, index) => {
    const kept = Math.min(32, Math.max(0, prefix + offset - index * 32));
    const mask = kept === 0 ? 0 : (0xffffffff << (32 - kept)) >>> 0;
    return ((word & mask) | (fill & ~mask)) >>> 0;
  }) as [number, number, number, number];
  if (address.v4) words.fill(0, 0, 3);
  if (draw.chance(15) && prefix > 0) {
    const bit = prefix + offset - 1;
    words[bit >> 5] = ((words[bit >> 5] as number) ^ (1 << (31 - (bit & 31)))) >>> 0;
  }
  return formatAddress({ v4: address.v4, words });
}

export function spellAddress(draw: Draw, value: string): string {
  return value.includes(":") ? spellIpv6(draw, value) : spellIpv4(draw, value);
}

function spellIpv4(draw: Draw, value: string): string {
  if (draw.chance(55)) return value;
  const parts = value.split(".");
  const hex = parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("");
  const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
  return draw.pick([
    `::ffff:${value}`,
    `::FFFF:${value}`,
    `::ffff:${groups}`,
    `::FFFF:${groups.toUpperCase()}`,
    `0:0:0:0:0:ffff:${value}`,
    `0000:0000:0000:0000:0000:ffff:${groups}`,
    `0::ffff:${value}`,
    `::ffff:0:${value}`,
    `::${value}`,
    `[::ffff:${value}]:80`,
    `::ffff:${value}%eth0`,
    parts.map((part) => part.padStart(3, "0")).join("."),
    `0${value}`,
    `${value}:8080`,
    `${value}:`,
    `${value}:99999`,
    `${value}:123456`,
    `${value}.`,
    `${value}%eth0`,
    `${value}/32`,
    `[${value}]`,
    ` ${value}`,
    `${value} `,
    `${value}.1`,
    `${value}a`,
    `${value}1`,
    parts.slice(0, 3).join("."),
    parts.join(".."),
    String(Number.parseInt(hex, 16)),
    `0x${hex}`,
    `https://${value}/`,
  ]);
}

/** All ways to write the sixteen bytes, and some that are none. */
function spellIpv6(draw: Draw, value: string): string {
  const address = parseAddress(value);
  if (draw.chance(30) || address === null) return value;
  const groups = address.words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const width = draw.pick([1, 1, 4, 2]);
  let parts = groups.map((group) => group.toString(16).padStart(width, "0"));
  if (draw.chance(25)) {
    const last = address.words[3];
    parts = [...parts.slice(0, 6), [24, 16, 8, 0].map((shift) => (last >>> shift) & 255).join(".")];
  }
  let text = parts.join(":");
  const runs: [number, number][] = [];
  for (let from = 0; from < Math.min(8, parts.length); from++)
    for (let to = from + 1; to <= parts.length && /^0+$/.test(parts[to - 1] as string); to++)
      runs.push([from, to]);
  if (runs.length > 0 && draw.chance(80)) {
    const [from, to] = draw.pick(runs);
    text = `${parts.slice(0, from).join(":")}::${parts.slice(to).join(":")}`;
  }
  if (draw.chance(30)) text = text.toUpperCase();
  if (draw.chance(75)) return text;
  return draw.pick([
    `${text}%eth0`,
    `${text}%`,
    `${text}%25en0.1`,
    `[${text}]`,
    `[${text}]:443`,
    `[${text}`,
    `[${text}]x`,
    `${text}:0`,
    `0:${text}`,
    `:${text}`,
    `${text}:`,
    `${text}::`,
    `${text}/128`,
    ` ${text}`,
    `${text} `,
    `0${text}`,
    `00000${text}`,
    text.replace(":", "::"),
    `${text}g`,
    `${text}${"0".repeat(40)}`,
  ]);
}

const unicodeTwins: readonly (readonly [string, string])[] = [
  [".", "。"],
  [".", "．"],
  ["e", "ｅ"],
  ["a", "Ａ"],
  ["b", "ⓑ"],
  ["ss", "ß"],
  ["-", "\u00ad-"],
  ["i", "\u0131"],
  ["k", "\u212a"],
];

export function spellDomain(draw: Draw, value: string): string {
  let name = value;
  if (draw.chance(35)) {
    const sub = draw.pick([
      "www",
      "a.b",
      "x_1",
      "*",
      "not",
      "ü",
      "xn--a",
      "a".repeat(63),
      "a".repeat(64),
      `${"a.".repeat(70)}a`,
      "-",
      "",
      "1",
      "%61",
    ]);
    name = `${sub}${draw.chance(85) ? "." : ""}${name}`;
  }
  if (name.includes("xn--bcher-kva") && draw.chance(50))
    name = name.replace("xn--bcher-kva", draw.pick(["bücher", "BÜCHER", "bu\u0308cher"]));
  if (name.includes("xn--p1ai") && draw.chance(50)) name = name.replace("xn--p1ai", draw.pick(["рф", "РФ"]));
  if (name.includes("xn--mnchen-3ya") && draw.chance(50))
    name = name.replace("xn--mnchen-3ya", draw.pick(["münchen", "MÜNCHEN"]));
  if (draw.chance(4)) {
    const [plain, twin] = draw.pick(unicodeTwins);
    name = name.replace(plain, twin);
  }
  name = anyCase(draw, name);
  if (draw.chance(70)) return name;
  const twice = draw.chance(10) ? "." : "";
  return draw.pick([
    `${name}.${twice}`,
    `${name}.`,
    `${name}:8080`,
    `${name}:`,
    `${name}:80:80`,
    `${name}.:443`,
    `${name}:123456`,
    `*.${name}`,
    `.${name}`,
    ` ${name}`,
    `${name} `,
    `${name}/`,
    `${name}\t`,
    `${name}\u0000`,
    `${name}.1`,
    `${name},${name}`,
    name.replace(".", ".."),
    name.slice(name.indexOf(".") + 1),
    name.slice(0, name.lastIndexOf(".")),
    `@${name}`,
    `[${name}]`,
    `http://${name}`,
    `${name}\u200d`,
  ]);
}

/** A URL with its parts rewritten, each with some chance, as browsers and scanners may. */
export function spellUrl(draw: Draw, value: string): string {
  const match = /^([a-z]+):\/\/(\[[^\]]*\]|[^:/?]*)(:\d+)?(.*)$/.exec(value);
  if (match === null || draw.chance(25)) return value;
  let [, scheme = "", host = "", port = "", rest = ""] = match;
  if (draw.chance(20)) scheme = draw.pick(["http", "https", "HTTP", "Https", "ftp", "ws", "hxxp", "tcp"]);
  if (host.startsWith("[")) host = draw.chance(70) ? host : `[${spellIpv6(draw, host.slice(1, -1))}]`;
  else if (/^[\d.]+$/.test(host)) host = draw.chance(60) ? host : urlIpv4(draw, host);
  else if (draw.chance(40)) host = spellDomain(draw, host);
  if (draw.chance(15)) port = draw.pick([":80", ":443", ":", ":8080", ":080", ":99999", ":x", ""]);
  if (draw.chance(12))
    host = draw.pick([`user@${host}`, `user:p%40ss@${host}`, `:@${host}`, `a@b@${host}`, `@${host}`]);
  if (draw.chance(40)) rest = spellRest(draw, rest);
  const slashes = draw.chance(95) ? "://" : draw.pick([":/", ":", ":///", ":\\\\", "://\\"]);
  const text = `${scheme}${slashes}${host}${port}${rest}`;
  return draw.chance(95)
    ? text
    : draw.pick([` ${text}`, `${text} `, text.replace("/", "/\t"), `${text}\n`, `\u0001${text}`]);
}

function urlIpv4(draw: Draw, host: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = host.split(".").map(Number);
  return draw.pick([
    `${host}.`,
    String(((a * 256 + b) * 256 + c) * 256 + d),
    `0x${[a, b, c, d].map((part) => part.toString(16).padStart(2, "0")).join("")}`,
    `${a}.${b}.${c * 256 + d}`,
    `0${a.toString(8)}.${b}.${c}.${d}`,
    `0x${a.toString(16)}.${b}.${c}.${d}`,
    `[::ffff:${host}]`,
    host.replace(".", "%2e"),
    host.replace(".", "。"),
  ]);
}

function spellRest(draw: Draw, rest: string): string {
  const path = rest === "" ? "/" : rest;
  return draw.pick([
    `${rest}#frag`,
    `${rest}#`,
    `${rest}?`,
    `${rest}/`,
    `${rest}x`,
    `${rest}?x=1`,
    `/.${path}`,
    `/..${path}`,
    `/x/..${path}`,
    `/x/%2e%2E${path}`,
    `/%2e${path}`,
    `/${path}`,
    `\\${path.slice(1)}`,
    rest.replace(/[a-z]/i, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    rest.toUpperCase(),
    rest.toLowerCase(),
    rest.replace(/\/$/, ""),
    rest.replace(/\?.*/, ""),
    path.replace("/", "?"),
    rest.replaceAll("%20", " ").replaceAll("%C3%BC", "ü").replaceAll("%27", "'"),
    rest.replaceAll("%C3%BC", "%c3%bc"),
    `${rest}%`,
    `${rest}"<>\``,
    `${rest}{}|^`,
    `${rest}\u00e9\u{1f600}`,
    "",
  ]);
}

export function spellHex(draw: Draw, value: string): string {
  if (draw.chance(45)) return value;
  if (draw.chance(50)) return anyCase(draw, value.toUpperCase());
  const colons = value.replace(/(..)(?=.)/g, "$1:");
  return draw.pick([
    colons,
    colons.toUpperCase(),
    value.slice(1),
    value.slice(0, -1),
    `${value}0`,
    `${value} `,
    ` ${value}`,
    `0x${value}`,
    value.replace(/.$/, "g"),
    value.replace(/.$/, "G"),
    value.replace(/^./, "@"),
    value.replaceAll("0", "O"),
    value.replaceAll("_", "\u007f"),
    value.replaceAll("_", "?"),
    value.replaceAll("a", "\u0001"),
    `${value}${value}`,
  ]);
}
