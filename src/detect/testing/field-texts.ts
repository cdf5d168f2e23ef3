/**
 * The text of a field that is read in a certain way: a listed value in some spelling, wrapped as the reading
 * expects it (in a distinguished name, a list of mail addresses, a UNC path), or junk. Readings are those of
 * intake's field tables, by name.
 */
import type { Draw } from "../../base/index.js";
import type { Observable, ObservableType } from "../../model/index.js";
import { anyCase, spell } from "./spellings.js";
import { domainOf, urlOf, type World } from "./worlds.js";

/** A row of a field table: where it stands and how it is read. */
export interface Field {
  readonly path: string;
  readonly reading: string;
}

const places: readonly ObservableType[] = ["ipv4", "ipv6", "cidr", "domain"];
const fitting: Readonly<Record<string, readonly ObservableType[]>> = {
  address: ["ipv4", "ipv6", "cidr"],
  domain: ["domain"],
  host: places,
  name: places,
  url: ["url", "url", "domain", "ipv4", "ipv6", "cidr"],
  hash: ["md5", "sha1", "sha256", "sha512"],
  fingerprint: ["sha1", "sha256", "md5"],
  email: ["email", "domain"],
  mails: ["email", "email", "domain"],
  ja3: ["ja3"],
  ja3s: ["ja3s"],
  ja4: ["ja4"],
  dn: ["domain", "email", "ipv4"],
  sip: places,
  principal: places,
  unc: places,
  forwarded: places,
};

export const junk: readonly string[] = [
  "",
  "-",
  "(empty)",
  "*",
  "a",
  ".",
  "..",
  ":",
  "::",
  ":::",
  "[",
  "[]",
  "[::1",
  "1.2.3",
  "1.2.3.4.5",
  "256.1.1.1",
  " ",
  "http://",
  "http:///",
  "://",
  "//",
  "@",
  "<>",
  "localhost",
  "x".repeat(300),
  '{"src_ip":"203.0.113.7"}',
  '"src_ip":"203.0.113.7"',
  ',"src_ip":"203.0.113.7","x":"',
  "src_ip",
  "\\",
  '\\"',
  '"',
  '":',
  '":"',
  "\u0000",
  "\ud800",
  "\udc00x",
  "\u{1f600}",
  "\ufeff",
  "null",
  "１２７.0.0.1",
  "\u007f",
  "\t",
  "a\nb",
  "\u2028",
];

function listedValue(draw: Draw, world: World, reading: string): Observable | null {
  const types = fitting[reading];
  if (types !== undefined && draw.chance(85)) {
    const type = draw.pick(types);
    const fits = world.listed.filter((each) => each.type === type);
    if (fits.length > 0) return draw.pick(fits);
    const close = world.listed.filter((each) => types.includes(each.type));
    if (close.length > 0) return draw.pick(close);
  }
  return world.listed.length > 0 ? draw.pick(world.listed) : null;
}

/** A listed value as it may be written, as it stands. */
export function plainText(draw: Draw, world: World, reading: string): string {
  if (draw.chance(8)) return draw.pick(junk);
  if (draw.chance(8)) return reading === "url" ? urlOf(draw) : domainOf(draw);
  const observable = listedValue(draw, world, reading);
  if (observable === null) return reading === "url" ? urlOf(draw) : domainOf(draw);
  const text = spell(draw, observable);
  if (reading !== "url" || observable.type === "url" || draw.chance(20)) return text;
  const host = text.includes(":") && !/:\d+$/.test(text) && !text.startsWith("[") ? `[${text}]` : text;
  return `${draw.pick(["http", "https", "ftp"])}://${host}${draw.pick(["/", "", "/a", "?q", "/a/b.php"])}`;
}

/** The text of a field of this reading. */
export function fieldText(draw: Draw, world: World, reading: string): string {
  const text = plainText(draw, world, reading);
  if (draw.chance(8)) return text;
  const another = () => plainText(draw, world, reading);
  switch (reading) {
    case "dn": {
      const key = anyCase(draw, draw.pick(["CN", "CN", "cn", "emailAddress", "E", "xCN", "OU"]));
      return draw.pick([
        `${key}=${text}`,
        `CN=${text}, O=Port, C=FI`,
        `C=FI, O=Port, ${key}=${text}`,
        `/C=FI/O=Port/${key}=${text}`,
        `CN=*.${text},${key}=${another()}`,
        `O=CN=x,${key} = ${text}`,
        `CN=a.example+${key}=${text}`,
        `O="Port, Inc", CN=${text}`,
        `CN=${text}\\, x`,
        `serialNumber=1,  ${key}= ${text} `,
      ]);
    }
    case "mails":
      return draw.pick([
        text,
        `<${text}>`,
        `"A. B" <${text}>`,
        `A <${text}>, <${another()}>`,
        `${another()};${text}`,
        `${text},`,
        `"x, y" <${text}>`,
        `<<${text}>>`,
        `${text}> <x@y.example`,
      ]);
    case "forwarded":
      return draw.pick([
        text,
        `${text}, ${another()}`,
        `${another()},${text}`,
        `X-FORWARDED-FOR -> ${text}`,
        `unknown, ${text}`,
        `for=${text}`,
        ` ${text}\t${another()}`,
        `${text},,`,
      ]);
    case "sip":
      return draw.pick([
        `sip:${text}`,
        `<sip:100@${text}:5060>;tag=1`,
        `INVITE sip:a@${text} SIP/2.0`,
        `SIP/2.0/UDP ${text};branch=z9`,
        `SIPS:${text}`,
        `"x@y" <sip:a@${text}>`,
      ]);
    case "principal":
      return draw.pick([
        `HTTP/${text}`,
        `krbtgt/${text}`,
        `HTTP/${text}@${another()}`,
        `host@${text}`,
        `a/b/${text}`,
      ]);
    case "unc":
      return draw.pick([
        `\\\\${text}\\share`,
        `//${text}/x`,
        `smb://${text}/x`,
        `\\\\${text}`,
        `SMB:\\/${text}`,
      ]);
    case "fingerprint":
      return draw.chance(60) ? text.replaceAll(":", "").replace(/(..)(?=.)/g, "$1:") : text;
    case "name":
      return draw.chance(25) ? `*.${text}` : text;
    case "any":
      return draw.chance(20) ? text.replace(/^[a-z]+:\/\//, "") : text;
    default:
      return text;
  }
}
