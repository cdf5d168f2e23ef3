/**
 * What is listed, for the tests of the fast path: small worlds of indicators of every kind, chosen so that they
 * lie close to one another (parents and children, networks in networks, URLs that differ in a query). Records are
 * then written with these values in them, so that nearly all of them meet something, or just miss it. Few
 * worlds, made once: an index may hold a large memory.
 */
import { Draw } from "../../base/index.js";
import {
  normalizeAddress,
  normalizeDomain,
  normalizeEmail,
  normalizeHash,
  normalizeNetwork,
  normalizeUrl,
  type Observable,
  type ObservableType,
  observableTypes,
} from "../../model/index.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";

export interface World {
  readonly name: string;
  readonly listed: readonly Observable[];
  readonly index: IndicatorIndex;
}

const labels = ["evil", "bad", "a", "b", "c2", "mail", "x_y", "cdn-1", "1", "0x7f", "xn--bcher-kva", "www"];
const roots = [
  "evil.com",
  "bad.example",
  "port.net",
  "co.uk",
  "xn--p1ai.org",
  "münchen.de",
  "q.io",
  "e.xn--p1ai",
];
const addresses4 = [
  "203.0.113.7",
  "203.0.113.70",
  "198.51.100.1",
  "10.0.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "1.1.1.1",
];
const addresses6 = [
  "2001:db8:0:1::9",
  "::1",
  "::",
  "fe80::1",
  "64:ff9b::cb00:7107",
  "1:2:3:4:5:6:7:8",
  "2001:db8::a:0:0:1",
  "1::",
  "::102:304",
];
const networks = [
  "203.0.0.0/8",
  "203.0.113.0/24",
  "203.0.113.64/27",
  "198.51.100.0/31",
  "10.0.0.0/9",
  "192.0.2.128/25",
  "2001:db8::/32",
  "2001:db8:0:1::/64",
  "2001:db8:0:1::8/125",
  "fe80::/10",
  "::/96",
];
const paths = [
  "/",
  "",
  "/a",
  "/a/",
  "/a/b.php",
  "/Path/x.php?a=1",
  "/Path/x.php",
  "/?q",
  "?q",
  "/a%20b",
  "/ü",
  "/a?b=c&d='",
];

export function domainOf(draw: Draw): string {
  return [...draw.picks(draw.below(3), labels), draw.pick(roots)].join(".");
}

/** The text of a URL, canonical or not. */
export function urlOf(draw: Draw): string {
  const address = draw.chance(20);
  const six = address && draw.chance(40);
  const host = six ? `[${draw.pick(addresses6)}]` : address ? draw.pick(addresses4) : domainOf(draw);
  const port = draw.chance(20) ? draw.pick([":8080", ":443", ":80", ":81"]) : "";
  return `${draw.pick(["http", "http", "http", "https", "ftp", "tcp"])}://${host}${port}${draw.pick(paths)}`;
}

const domain = (text: string): Observable | null => {
  const value = normalizeDomain(text);
  return value === null ? null : { type: "domain", value };
};

/** A listed value of a type; null where the draw gave none. */
function listedOf(type: ObservableType, draw: Draw): Observable | null {
  switch (type) {
    case "ipv4":
      return normalizeAddress(draw.pick(addresses4));
    case "ipv6":
      return normalizeAddress(draw.pick(addresses6));
    case "cidr":
      return normalizeNetwork(draw.pick(networks));
    case "domain":
      return domain(domainOf(draw));
    case "url": {
      const value = normalizeUrl(urlOf(draw));
      return value === null ? null : { type, value };
    }
    case "email": {
      const value = normalizeEmail(`${draw.pick(["a", "info", "o'neil", "x+y"])}@${domainOf(draw)}`);
      return value === null ? null : { type, value };
    }
    case "md5":
      return normalizeHash(draw.hex(32));
    case "sha1":
      return normalizeHash(draw.hex(40));
    case "sha256":
      return normalizeHash(draw.hex(64));
    case "sha512":
      return normalizeHash(draw.hex(128));
    case "ja3":
    case "ja3s":
      return { type, value: draw.hex(32) };
    case "ja4":
      return { type, value: `t13d${draw.pick(["15", "16"])}16h2_${draw.hex(12)}_${draw.hex(12)}` };
  }
}

/** 2023-11-14T22:13:20Z: some claims end here, and records are from before and after. */
export const someClaimsEndUs = 1_700_000_000_000_000;

const allowed = (observable: Observable) =>
  observable.value.startsWith("www.") || observable.value === "1.1.1.1" ? "well-known" : null;

/** Lists a value; with `lasting`, for all times. */
export function addListed(index: IndicatorIndex, observable: Observable, draw: Draw, lasting = false): void {
  for (const source of draw.chance(30) ? ["one", "two"] : ["one"])
    index.add(observable, {
      source,
      confidence: draw.between(0, 100),
      validFromUs: null,
      validUntilUs: !lasting && draw.chance(15) ? someClaimsEndUs : null,
      tlp: "TLP:GREEN",
      labels: [],
    });
}

/** `each`: how many draws there are of each type. */
function makeWorld(
  name: string,
  types: readonly ObservableType[],
  each: number,
  more: readonly string[] = [],
): World {
  const draw = new Draw(name.length * 7919 + each);
  const index = new IndicatorIndex(allowed);
  const listed = new Map<string, Observable>();
  const add = (observable: Observable | null) => {
    if (observable === null || listed.has(`${observable.type} ${observable.value}`)) return;
    listed.set(`${observable.type} ${observable.value}`, observable);
    addListed(index, observable, draw);
  };
  for (const text of more) add(normalizeNetwork(text) ?? domain(text));
  for (const type of types) for (let count = 0; count < each; count++) add(listedOf(type, draw));
  return { name, listed: [...listed.values()], index };
}

let made: readonly World[] | null = null;

/** All worlds; the first has everything in it. */
export function worlds(): readonly World[] {
  made ??= [
    makeWorld("all kinds", observableTypes, 8),
    makeWorld("names only", ["domain"], 6),
    makeWorld("one of each", observableTypes, 1),
    makeWorld("addresses and networks", ["ipv4", "ipv6", "cidr"], 20),
    makeWorld("URLs and mail", ["url", "email"], 30),
    makeWorld("hashes and fingerprints", ["md5", "sha1", "sha256", "sha512", "ja3", "ja3s", "ja4"], 6),
    makeWorld("every address there is", ["domain", "url"], 2, ["0.0.0.0/0", "::/0", "128.0.0.0/1"]),
    makeWorld("nothing", [], 0),
  ];
  return made;
}
