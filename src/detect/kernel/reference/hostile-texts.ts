/**
 * Texts that look like what telemetry carries, and texts that nearly do: pieces put together at random, whole values
 * with something done to them, and now and then anything at all. For properties over the kernel's readings.
 */
import fc from "fast-check";

const pieces = [
  ..."0 1 9 25 255 256 00 01 010 a f ffff 12345 0x7f x example EXAMPLE com org b xn--nxasmq6b _dmarc e".split(
    " ",
  ),
  ...". .. : :: :80 :443 :08080 :99999 / // /. /.. /./ /../ %2e %2E %00 ? # & = - _ ~ + , ; @ * *. | \\ ' \" ( ) < > [ ] { } ^ `".split(
    " ",
  ),
  ..."http:// https:// HTTP:// hTTps:// ftp:// http: http CN= cn = E= emailAddress= O= ,CN= /CN= %eth0 mailto: ::ffff:".split(
    " ",
  ),
  ..."1.2.3.4 192.0.2.255 2001:db8::1 fe80::1 example.com www.example.co.uk a@b.example user@example.org".split(
    " ",
  ),
  " ",
  "  ",
  "\t",
  "\u007f",
  "\u0001",
  "é",
  "ß",
  "。",
  "a".repeat(32),
  "0123456789abcdef".repeat(2),
  "0a:".repeat(19),
  "long-label-".repeat(6),
];

const wholes = [
  "203.0.113.9",
  "::ffff:192.0.2.1",
  "2001:0DB8:0000:0000:0000:0000:0000:0001",
  "1:2:3:4:5:6:7::",
  "::2:3:4:5:6:7:8",
  "1:2:3:4:5:6:192.0.2.1",
  "1.2.3.4::",
  "fe80::1%25eth0",
  "cdn.Eu.example.com.",
  "xn--mnchen-3ya.example",
  "example.com:8443",
  "[2001:db8::1]:443",
  "http://example.com",
  "https://Example.com:8443/a/b.php?id=1#top",
  "http://192.0.2.1/x",
  "http://192.0.2.1../x",
  "http://user:pw@example.com/a",
  "http://example.com/a/../b",
  "http://example.com/a/..",
  "http://example.com?q=/../x",
  "d41d8cd98f00b204e9800998ecf8427e",
  "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
  "da:39:a3:ee:5e:6b:4b:0d:32:55:bf:ef:95:60:18:90:af:d8:07:09",
  "t13d1516h2_8daaf6152771_b186095e22b6",
  '"Doe, Jane" <jane.doe@example.org>, j@example.com; k@example.net',
  "CN=*.example.org,OU=x,emailAddress=root@example.org",
  "/C=US/O=x/CN=host.example.com/E=a@example.com",
  `CN=${" ".repeat(310)}example.comXYZ`,
  "*.example.org",
];

const piece = fc.constantFrom(...pieces);
const assembled = fc.array(piece, { minLength: 1, maxLength: 9, size: "max" }).map((parts) => parts.join(""));

/** A whole value with a piece put in, or a part of it taken out. */
const mangled = fc
  .tuple(fc.constantFrom(...wholes), fc.nat(60), fc.nat(3), fc.oneof(fc.constant(""), piece))
  .map(([whole, at, out, put]) => whole.slice(0, at) + put + whole.slice(at + out));

const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended());
const name = fc.oneof(
  fc.domain(),
  fc.domain().map((each) => each.toUpperCase()),
);

/** What telemetry carries on most days. */
export const plainText: fc.Arbitrary<string> = fc.oneof(
  address,
  name,
  fc.constantFrom("http://example.com/a?b=c", "https://192.0.2.1:8443/x", "d41d8cd98f00b204e9800998ecf8427e"),
  fc.constantFrom("CN=host.example.com, O=Example", "user@example.org", "/index.php?a=1", "example.com:443"),
);

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: assembled, weight: 5 },
  { arbitrary: mangled, weight: 5 },
  { arbitrary: fc.constantFrom(...wholes), weight: 1 },
  {
    arbitrary: fc.oneof(address, name, fc.webUrl({ withQueryParameters: true }), fc.emailAddress()),
    weight: 2,
  },
  { arbitrary: fc.string({ unit: "binary", maxLength: 40 }), weight: 1 },
);

/** A path as requests have it, and worse. */
export const hostileTarget: fc.Arbitrary<string> = fc.oneof(
  fc.array(piece, { maxLength: 5, size: "max" }).map((parts) => `/${parts.join("")}`),
  fc.constantFrom(
    "/",
    "*",
    "-",
    "",
    "/a/b?c=d",
    "/a/../b",
    "httpd.conf",
    "http/x",
    "http://example.com/a",
    "example.com:443",
  ),
  hostileText,
);
