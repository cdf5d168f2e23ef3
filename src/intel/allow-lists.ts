/**
 * Allow lists: values that block lists name by mistake again and again (large sites, content networks, public
 * resolvers, empty files). A hit on one is marked with the list's name and never lost: see
 * docs/decisions/0005-allowed-values-are-marked.md. Read are the MISP warninglists, whose `type` decides the
 * matching (https://github.com/MISP/misp-warninglists), and maltrail's own whitelist and bogon ranges.
 */
import type { Problem } from "../base/index.js";
import { type ObservableType, observableTypes } from "../model/index.js";
import { headLength } from "./feed-text.js";
import { intelProblem } from "./problems.js";

export const allowMatchings = ["cidr", "hostname", "string", "substring", "regex"] as const;
/** `hostname` is the name or any name below it; `string` is exact equality and nothing else. */
export type AllowMatching = (typeof allowMatchings)[number];

export interface AllowList {
  readonly name: string;
  readonly matching: AllowMatching;
  /** What the list is asked about. */
  readonly types: readonly ObservableType[];
  readonly values: readonly string[];
}

/** Values of one list, and of one that is searched through rather than looked up. */
const valuesMax = 2_000_000;
const searchedValuesMax = 20_000;
const valueLengthMax = 2000;

const plainNames = /^maltrail-(whitelist|bogon_ranges)|^(whitelist|bogon_ranges)\.txt$/i;

/** False where the head of a text and its name say already that it holds no allow list. */
export function mayBeAllowList(head: string, fileName: string): boolean {
  return plainNames.test(fileName) || head.slice(0, headLength).trimStart().startsWith("{");
}

/** The allow lists in a file: none where it is not one, a Problem where it is a broken one. */
export function readAllowList(text: string, fileName: string): readonly (AllowList | Problem)[] {
  if (plainNames.test(fileName)) return readPlainAllowList(text, fileName.replace(/\.txt$/i, ""));
  if (
    !mayBeAllowList(text, fileName) ||
    !/"list"\s*:/.test(text) ||
    !/"(?:type|matching_attributes)"\s*:/.test(text)
  )
    return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  const found = readWarningList(parsed);
  return found === null ? [] : [found];
}

function readWarningList(parsed: unknown): AllowList | Problem | null {
  const { name, type, list, matching_attributes: attributes } = parsed as Record<string, unknown>;
  if (typeof name !== "string" || typeof type !== "string" || !Array.isArray(list)) return null;
  if (!(allowMatchings as readonly string[]).includes(type))
    return intelProblem("allow-list-invalid", `${name}: the type "${type.slice(0, 40)}" is not known.`);
  const matching = type as AllowMatching;
  const max = matching === "substring" || matching === "regex" ? searchedValuesMax : valuesMax;
  if (list.length > max)
    return intelProblem("allow-list-invalid", `${name}: ${list.length} values; ${max} are allowed.`);
  const values = list.filter(
    (value): value is string =>
      typeof value === "string" &&
      value !== "" &&
      value.length <= valueLengthMax &&
      !/[\u0000\n]/.test(value),
  );
  return { name: name.slice(0, 200), matching, types: typesOf(attributes, matching), values };
}

const attributeTypes: Readonly<Record<string, readonly ObservableType[]>> = {
  "ip-src": ["ipv4", "ipv6", "cidr"],
  "ip-dst": ["ipv4", "ipv6", "cidr"],
  domain: ["domain"],
  hostname: ["domain"],
  url: ["url"],
  uri: ["url"],
  "email-src": ["email"],
  "email-dst": ["email"],
  email: ["email"],
  md5: ["md5"],
  sha1: ["sha1"],
  sha256: ["sha256"],
  sha512: ["sha512"],
  "ja3-fingerprint-md5": ["ja3", "ja3s"],
};

/** What MISP's attribute types are here; a list that names none of ours (phone numbers) is never asked. */
function typesOf(attributes: unknown, matching: AllowMatching): readonly ObservableType[] {
  if (!Array.isArray(attributes) || attributes.length === 0)
    return matching === "cidr" ? ["ipv4", "ipv6", "cidr"] : observableTypes;
  const types = new Set(attributes.flatMap((attribute) => attributeTypes[String(attribute)] ?? []));
  return observableTypes.filter((type) => types.has(type));
}

/** maltrail's lists: names that stand for themselves and all below them, addresses and networks, mixed. */
function readPlainAllowList(text: string, name: string): readonly AllowList[] {
  const names: string[] = [];
  const networks: string[] = [];
  for (const raw of text.split("\n")) {
    // By index and not by pattern: `\s*#` over a long run of blanks takes time by its square.
    const comment = raw.indexOf("#");
    const line = (comment < 0 ? raw : raw.slice(0, comment)).trim();
    if (line === "" || line.length > valueLengthMax) continue;
    if (/^[0-9.]+(\/[0-9]+)?$/.test(line) || line.includes(":")) networks.push(line);
    else names.push(line.toLowerCase());
  }
  const lists: AllowList[] = [];
  if (networks.length > 0)
    lists.push({ name, matching: "cidr", types: ["ipv4", "ipv6", "cidr"], values: networks });
  if (names.length > 0)
    lists.push({
      name: networks.length > 0 ? `${name} (names)` : name,
      matching: "hostname",
      types: ["domain", "url"],
      values: names,
    });
  return lists;
}
