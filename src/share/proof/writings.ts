/**
 * How people and machines write a value in plain: an address in the name of a machine, a ship's number in groups, a
 * person by an initial. Written from what providers, standards and people do, and from nothing of the gate's.
 */
import type { Coding } from "./coding.js";
import type { Secret } from "./world.js";

/** A writing that is looked for as it is written. */
const plain = (name: string, sorts: readonly Secret["sort"][], write: (value: string) => string): Coding => ({
  name,
  sorts,
  write,
  found: (value) => [write(value)],
});
/** One that is looked for without what stands beside it. */
const inside = (
  name: string,
  sorts: readonly Secret["sort"][],
  core: (value: string) => string,
  around: (core: string) => string,
): Coding => ({ name, sorts, write: (value) => around(core(value)), found: (value) => [core(value)] });

const v4 = ["ipv4"] as const;
const v6 = ["ipv6"] as const;

const parts = (address: string): readonly string[] => address.split(".");
const reversed = (address: string): readonly string[] => [...parts(address)].reverse();
const padded = (address: string): readonly string[] => parts(address).map((part) => part.padStart(3, "0"));
const hexParts = (address: string): readonly string[] =>
  parts(address).map((part) => Number(part).toString(16).padStart(2, "0"));
const hexWords = (address: string): string => {
  const [a, b, c, d] = hexParts(address);
  return `${a}${b}:${c}${d}`;
};
const shortWords = (address: string): string =>
  hexWords(address)
    .split(":")
    .map((word) => word.replace(/^0{1,3}/, ""))
    .join(":");
const asNumber = (address: string): string => String(Number.parseInt(hexParts(address).join(""), 16));
const inDigits =
  (zero: number) =>
  (value: string): string =>
    value.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** The eight groups of an address with one `::`. */
function groups(address: string): readonly string[] {
  const [head = "", tail = ""] = address.split("::");
  const [front, back] = [head, tail].map((half) => (half === "" ? [] : half.split(":"))) as [
    string[],
    string[],
  ];
  return [...front, ...new Array<string>(8 - front.length - back.length).fill("0"), ...back];
}
const full = (address: string): readonly string[] => groups(address).map((group) => group.padStart(4, "0"));

const ofAddresses: readonly Coding[] = [
  inside(
    "a provider's name",
    v4,
    (v) => parts(v).join("-"),
    (core) => `${core}.isp.invalid`,
  ),
  inside(
    "a cloud's name",
    v4,
    (v) => `ip-${parts(v).join("-")}`,
    (core) => `${core}.ec2.invalid`,
  ),
  plain("underscores", v4, (v) => parts(v).join("_")),
  inside(
    "a name backwards",
    v4,
    (v) => `${reversed(v).join(".")}.isp`,
    (core) => `${core}.invalid`,
  ),
  plain("backwards with dashes", v4, (v) => reversed(v).join("-")),
  plain("padded", v4, (v) => padded(v).join(".")),
  inside(
    "padded as one number",
    v4,
    (v) => padded(v).join(""),
    (core) => `host${core}.isp.invalid`,
  ),
  plain("6to4", v4, (v) => `2002:${hexWords(v)}::`),
  plain("6to4 of a machine", v4, (v) => `2002:${shortWords(v)}::1`),
  plain("NAT64", v4, (v) => `64:ff9b::${shortWords(v)}`),
  plain("mapped", v4, (v) => `::ffff:${hexWords(v)}`),
  plain("mapped at length", v4, (v) => `0:0:0:0:0:ffff:${v}`),
  plain("hexadecimal number", v4, (v) => `0x${hexParts(v).join("")}`),
  inside(
    "hexadecimal digits",
    v4,
    (v) => hexParts(v).join(""),
    (core) => `id ${core}, once`,
  ),
  plain("hexadecimal parts", v4, (v) =>
    hexParts(v)
      .map((part) => `0x${part}`)
      .join("."),
  ),
  plain("octal parts", v4, (v) =>
    parts(v)
      .map((part) => Number(part).toString(8).padStart(4, "0"))
      .join("."),
  ),
  inside("a bare number", v4, asNumber, (core) => `the number ${core} was`),
  plain("blanks before a dot", v4, (v) => v.replace(/\.(?=\d+$)/, " .")),
  plain("blanks around dots", v4, (v) => parts(v).join(" . ")),
  plain("blanks for dots", v4, (v) => parts(v).join(" ")),
  plain("commas for dots", v4, (v) => parts(v).join(",")),
  plain("dots as a Spanish word", v4, (v) => parts(v).join(" punto ")),
  plain("its network's three numbers", v4, (v) => parts(v).slice(0, 3).join(".")),
  plain("bytes of a dump", v4, (v) => hexParts(v).join(" ")),
  plain("pairs of bytes of a dump", v4, (v) => hexWords(v).replace(":", " ")),
  plain("Arabic digits", [...v4, "number"], inDigits(0x660)),
  plain("Devanagari digits", [...v4, "number"], inDigits(0x966)),
  plain("mathematical digits", [...v4, "number"], inDigits(0x1d7ce)),
  plain("all groups", v6, (v) => groups(v).join(":")),
  plain("padded groups", v6, (v) => full(v).join(":")),
  plain("in capitals at length", v6, (v) => full(v).join(":").toUpperCase()),
  inside(
    "a zone",
    v6,
    (v) => `[${v}%eth0]`,
    (core) => `http://${core}:8080/`,
  ),
  inside(
    "a literal's name",
    v6,
    (v) => v.replaceAll(":", "-"),
    (core) => `${core}.ipv6-literal.net`,
  ),
  inside(
    "groups with dashes",
    v6,
    (v) => full(v).join("-"),
    (core) => `${core}.isp.invalid`,
  ),
  inside(
    "nibbles",
    v6,
    (v) => [...full(v).join("")].reverse().join("."),
    (core) => `${core}.ip6.arpa`,
  ),
  plain("digits alone", v6, (v) => full(v).join("")),
  plain("blanks around colons", v6, (v) => v.replace(/::|:/g, (sign) => ` ${sign} `)),
];

const grouped = (value: string, sign: string): string =>
  (value.length === 9 ? [0, 3, 6] : [0, 3])
    .map((from) => value.slice(from, from === 3 && value.length === 7 ? 7 : from + 3))
    .join(sign);

const machine = (value: string): readonly [string, string] => {
  const [, name = "", number = ""] = /^Crane (\S+) (\d+)$/.exec(value) ?? [];
  return [name, number];
};

const ofThings: readonly Coding[] = [
  plain("with its register", ["number"], (v) => `${v.length === 7 ? "IMO" : "MMSI"}${v}`),
  plain("with its register's sign", ["number"], (v) => `${v.length === 7 ? "IMO no. " : "MMSI:"}${v}`),
  plain("in groups", ["number"], (v) => grouped(v, " ")),
  plain("in groups with dashes", ["number"], (v) => grouped(v, "-")),
  plain("spelled", ["sign"], (v) => [...v].join(" ")),
  plain("spelled with dashes", ["sign"], (v) => [...v].join("-")),
  plain("in two", ["sign"], (v) => `${v.slice(0, 2)}-${v.slice(2)}`),
  ...["", "-", "_", " "].map((sign) =>
    plain(`joined by "${sign}"`, ["machine"], (v) => machine(v).join(sign)),
  ),
  ...["No. ", "no ", "Nr. ", "number "].map((word) =>
    plain(`numbered with "${word}"`, ["machine"], (v) => machine(v).join(` ${word}`)),
  ),
  plain("padded to four digits", ["machine"], (v) => `${machine(v)[0]} ${machine(v)[1].padStart(4, "0")}`),
  plain("its number first", ["machine"], (v) => [...machine(v)].reverse().join(" ")),
  plain("in capitals and joined", ["machine"], (v) => machine(v).join("-").toUpperCase()),
  plain("blanks around its dots", ["domain"], (v) => v.replaceAll(".", " . ")),
  plain("dots as words", ["domain"], (v) => v.replaceAll(".", " dot ")),
  plain("dots as words in brackets", ["domain"], (v) => v.replaceAll(".", " [dot] ")),
  inside(
    "a mail address as words",
    ["domain"],
    (v) => v.replaceAll(".", " dot "),
    (core) => `user at ${core}`,
  ),
  inside(
    "a mail address in brackets",
    ["domain"],
    (v) => v.replaceAll(".", " (dot) "),
    (core) => `user (at) ${core}`,
  ),
];

const person = (value: string): readonly [string, string] => {
  const [given = "", family = ""] = value.split(" ");
  return [given, family];
};
const initial = (value: string): string => [...person(value)[0]][0] ?? "";
const kindless = (value: string): string => value.replace(/ (?:Logistics|Rail|Terminals|Lines)$/, "");

const ofNames: readonly Coding[] = [
  plain("with an initial", ["person"], (v) => `${initial(v)}. ${person(v)[1]}`),
  plain("with an initial behind", ["person"], (v) => `${person(v)[1]}, ${initial(v)}.`),
  plain("family name first", ["person"], (v) => `${person(v)[1]}, ${person(v)[0]}`),
  plain("an account", ["person"], (v) => `${initial(v)}${person(v)[1]}`.toLowerCase()),
  plain("an account with a dot", ["person"], (v) => person(v).join(".").toLowerCase()),
  plain("an account backwards", ["person"], (v) => [...person(v)].reverse().join("_").toLowerCase()),
  plain("a middle initial", ["person"], (v) => person(v).join(" W. ")),
  plain("a middle name", ["person"], (v) => person(v).join(" Wendeline ")),
  plain("a name they are called by", ["person"], (v) => person(v).join(' "Red" ')),
  plain("two initials", ["person"], (v) => `${initial(v)}. W. ${person(v)[1]}`),
  plain("an account of two initials", ["person"], (v) => `${initial(v)}w${person(v)[1]}`.toLowerCase()),
  plain("an account with dots", ["person"], (v) => person(v).join(".w.").toLowerCase()),
  plain("a given name cut short", ["person"], (v) => `${person(v)[0].slice(0, 2)}. ${person(v)[1]}`),
  { ...plain("family name alone", ["person"], (v) => person(v)[1]), alone: true },
  { ...plain("given name alone", ["person"], (v) => person(v)[0]), alone: true },
  plain("without its kind", ["company"], kindless),
  inside(
    "without its kind in a domain",
    ["company"],
    (v) => kindless(v).toLowerCase(),
    (core) => `${core}-portal.invalid`,
  ),
  { ...plain("in the plural", ["worded"], (v) => `the ${kindless(v)}s`), alone: true },
  {
    ...plain("initials and its kind", ["worded"], (v) => v.replace(/(\S)\S* (\S)\S* /, "$1$2 ")),
    alone: true,
  },
  { ...plain("words without their kind", ["worded"], kindless), alone: true },
  {
    ...plain("words without their kind joined", ["worded"], (v) => kindless(v).replace(" ", "-")),
    alone: true,
  },
];

export const writings: readonly Coding[] = [...ofAddresses, ...ofThings, ...ofNames];
