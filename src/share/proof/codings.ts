/**
 * The coats in which a value can leave. Each is written here and looked for here, by plain search in the bytes that
 * would leave: nothing of this is the gate's own code, so a fault of the gate is not a fault of its judge.
 */
import { domainToASCII } from "node:url";
import type { Coding } from "./coding.js";
import { type Secret, secretSorts } from "./world.js";
import { writings } from "./writings.js";

const all: readonly Secret["sort"][] = secretSorts;
const dotted: readonly Secret["sort"][] = ["domain", "ipv4", "ipv6"];
const names: readonly Secret["sort"][] = ["name", "company", "worded", "person"];
const written: readonly Secret["sort"][] = [...names, "domain", "word"];

const percent = (value: string): string =>
  [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
const hex = (value: string): string => Buffer.from(value).toString("hex");
const entity = (value: string): string => [...value].map((char) => `&#${char.codePointAt(0)};`).join("");
const printable = (value: string): string =>
  [...Buffer.from(value)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
const jsonEscaped = (value: string): string =>
  [...value].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const cyrillic: Readonly<Record<string, string>> = { a: "а", e: "е", o: "о", p: "р", c: "с", x: "х", y: "у" };
const lookAlike = (value: string): string =>
  value.toLowerCase().replace(/[aeopcxy]/g, (c) => cyrillic[c] as string);
const wide = (value: string): string =>
  value.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
const invisible = (value: string): string => [...value].join("\u200b");
const defanged = (value: string): string => value.replaceAll(".", "[.]").replaceAll(":", "[:]");
const word = (value: string): number => value.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** What of a base64 text does not depend on what stands beside the value. */
function base64Cores(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift, 0x61), bytes]).toString("base64");
    const core = text.slice(shift === 0 ? 0 : shift + 1, text.length - 4);
    return core.length >= 6 ? [core] : [];
  });
}

export const codings: readonly Coding[] = [
  { name: "as it is", sorts: all, write: (v) => v, found: (v) => [v] },
  { name: "capitals", sorts: all, write: (v) => v.toUpperCase() },
  { name: "defanged", sorts: dotted, write: defanged, found: (v) => [defanged(v)] },
  {
    name: "in a URL",
    sorts: all,
    write: (v) => `hxxps://x.invalid/${encodeURIComponent(v)}/a?b=1`,
    found: (v) => [encodeURIComponent(v)],
  },
  { name: "percent codes", sorts: all, write: percent, found: (v) => [percent(v)] },
  {
    name: "percent codes twice",
    sorts: all,
    write: (v) => percent(v).replaceAll("%", "%25"),
    found: (v) => [percent(v).replaceAll("%", "%25")],
  },
  {
    name: "base64",
    sorts: all,
    write: (v) => Buffer.from(v).toString("base64"),
    exact: (v) => base64Cores(Buffer.from(v)),
  },
  {
    name: "base64 in a text",
    sorts: all,
    write: (v) => Buffer.from(`to ${v}, at once`).toString("base64url"),
  },
  {
    name: "base64 of UTF-16",
    sorts: all,
    write: (v) => Buffer.from(` ${v} `, "utf16le").toString("base64"),
    exact: (v) => base64Cores(Buffer.from(v, "utf16le")),
  },
  { name: "hexadecimal", sorts: all, write: hex, found: (v) => [hex(v)] },
  { name: "HTML entities", sorts: all, write: entity, found: (v) => [entity(v)] },
  { name: "quoted-printable", sorts: all, write: printable, found: (v) => [printable(v).toLowerCase()] },
  {
    name: "JSON escapes",
    sorts: all,
    write: jsonEscaped,
    found: (v) => [jsonEscaped(v), jsonEscaped(v).replaceAll("\\", "\\\\")],
  },
  { name: "full width", sorts: all, write: wide, found: (v) => [wide(v).toLowerCase()] },
  { name: "invisible letters", sorts: all, write: invisible, found: (v) => [invisible(v)] },
  { name: "look-alike letters", sorts: written, write: lookAlike, found: (v) => [lookAlike(v)] },
  {
    name: "marks apart",
    sorts: names,
    write: (v) => v.normalize("NFD"),
    found: (v) => [v.normalize("NFD")],
  },
  {
    name: "without marks",
    sorts: names,
    write: (v) => v.normalize("NFD").replace(/\p{M}/gu, ""),
    found: (v) => [v.normalize("NFD").replace(/\p{M}/gu, "")],
  },
  {
    name: "one word",
    sorts: names,
    write: (v) => v.replaceAll(" ", ""),
    found: (v) => [v.replaceAll(" ", "")],
  },
  {
    name: "a file's name",
    sorts: written,
    write: (v) => `${v.replaceAll(" ", "_")}_backup.tar.gz`,
    found: (v) => [v.replaceAll(" ", "_")],
  },
  { name: "a user agent", sorts: all, write: (v) => `Mozilla/5.0 (compatible; ${v}/1.0)` },
  {
    name: "punycode",
    sorts: names,
    write: (v) => `https://${domainToASCII(`${v.replaceAll(" ", "-").toLowerCase()}.invalid`)}/`,
    found: (v) => {
      const ascii = domainToASCII(`${v.replaceAll(" ", "-").toLowerCase()}.invalid`);
      return ascii === "" ? [] : [ascii];
    },
  },
  { name: "below it", sorts: ["domain"], write: (v) => `login.portal.${v}` },
  { name: "a mail address", sorts: ["domain"], write: (v) => `someone@${v}` },
  {
    name: "in reverse",
    sorts: ["ipv4"],
    write: (v) => `${v.split(".").reverse().join(".")}.in-addr.arpa`,
    found: (v) => [v.split(".").reverse().join(".")],
  },
  { name: "a number", sorts: ["ipv4"], write: (v) => `http://${word(v)}/`, found: (v) => [`//${word(v)}/`] },
  { name: "with a port", sorts: ["ipv4"], write: (v) => `${v}:8443` },
  ...writings,
];

/** What to look for in bytes, lower-cased or as they are, so that a value in any coding is found. */
export function needlesOf(
  value: string,
  sort: Secret["sort"],
): { readonly lower: readonly string[]; readonly exact: readonly string[] } {
  const fitting = codings.filter(({ sorts }) => sorts.includes(sort));
  return {
    lower: [
      ...new Set(fitting.flatMap(({ found }) => found?.(value) ?? []).map((each) => each.toLowerCase())),
    ],
    exact: [...new Set(fitting.flatMap(({ exact }) => exact?.(value) ?? []))],
  };
}
