/**
 * One exposure as it is written becomes one as it is kept: the value in its one spelling for its kind, second names
 * and numbers in theirs. What can't be read is refused with the reason; nothing here knows of other members.
 */
import { formatAddress, Problem, parseAddress } from "../../base/index.js";
import { type Exposure, type ExposureKind, exposureKinds } from "../../model/index.js";
import { hasUnseen, isOrdinary } from "../names.js";
import { readNetworks } from "../networks.js";
import { membersProblem } from "../problems.js";
import { isCommonName, isCommonPerson, isCommonWord } from "./common-names.js";
import { readCpe } from "./cpe.js";
import { isShared, readDomain } from "./domains.js";
import { alsoLengthMax, alsoMax, noteMax, valueMax } from "./limits.js";
import { readVesselNumber } from "./vessel-numbers.js";

export interface ExposureInput {
  readonly kind: string;
  readonly value: string;
  readonly also?: readonly string[] | undefined;
  readonly note?: string | undefined;
}

export type ReadExposure = Pick<Exposure, "kind" | "value" | "also" | "note">;

const invalid = (why: string) => membersProblem("exposure-invalid", why);
const shown = (text: string) => JSON.stringify(text.slice(0, 60));

const oneLine = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** A name people gave: three characters or more, and not the words warnings are made of. */
function readGivenName(text: string, what: string): string | Problem {
  const name = oneLine(text);
  if (hasUnseen(name)) return invalid(`The ${what} has characters that can't be seen.`);
  if (name.length < 3 || name.length > valueMax) return invalid(`A ${what} has 3 to ${valueMax} characters.`);
  return isOrdinary(name)
    ? invalid(`${shown(name)} can't be told from ordinary words; give the full name.`)
    : name;
}

function readDomainValue(text: string): string | Problem {
  return (
    readDomain(text) ??
    invalid(`${shown(text)} is not a domain; write it as pier7.example, without https:// or path.`)
  );
}

/** A host: an address, a full name, or the one label it has inside. */
function readHost(text: string): string | Problem {
  const address = parseAddress(text.trim());
  if (address !== null) return formatAddress(address);
  if (text.includes(".")) return readDomainValue(text);
  if (!/^[A-Za-z0-9_-]{1,63}$/.test(text.trim()))
    return invalid(`${shown(text)} is not a host's name: letters, digits and hyphens.`);
  const name = readGivenName(text, "host's name");
  return name instanceof Problem ? name : name.toLowerCase();
}

function readNetworkValue(text: string): string | Problem {
  const networks = readNetworks([text]);
  return networks instanceof Problem ? networks : (networks[0] as string);
}

const values: Readonly<Record<ExposureKind, (text: string) => string | Problem>> = {
  network: readNetworkValue,
  domain: readDomainValue,
  "mail domain": readDomainValue,
  brand: (text) => readGivenName(text, "brand"),
  person: (text) => readGivenName(text, "person's name"),
  vessel: (text) =>
    readVesselNumber(oneLine(text)) === null
      ? readGivenName(text, "vessel's name")
      : invalid("A vessel's value is its name; IMO number, MMSI and call sign go into `also`."),
  host: readHost,
  crane: (text) => readGivenName(text, "crane's name"),
  product: (text) => readGivenName(text, "product's name"),
  "vendor account": (text) => readGivenName(text, "account"),
};

function readAlso(kind: ExposureKind, raw: string): string | Problem {
  const text = oneLine(raw);
  if (text.length > alsoLengthMax || hasUnseen(text))
    return invalid(`Other names have at most ${alsoLengthMax} characters, all visible.`);
  if (kind === "domain" || kind === "mail domain") return readDomainValue(text);
  if (kind === "network") return readNetworkValue(text);
  if (kind === "host") return readHost(text);
  if (kind === "product") {
    if (!/^cpe:/i.test(text)) return text;
    return readCpe(text)?.text ?? invalid(`${shown(text)} is not a CPE 2.3 name.`);
  }
  if (kind === "vessel") {
    const number = readVesselNumber(text);
    if (number !== null) return "wrong" in number ? invalid(number.wrong) : number.value;
  }
  return readGivenName(text, "other name");
}

/** A product written as its CPE is the product of that name, with the CPE and the version beside it. */
function unfoldProduct(input: ExposureInput): ExposureInput {
  const cpe = input.kind === "product" ? readCpe(input.value) : null;
  if (cpe === null) return input;
  const version = cpe.version === "" ? [] : [`version ${cpe.version}`];
  return {
    ...input,
    value: `${cpe.vendor} ${cpe.product}`.trim(),
    also: [...(input.also ?? []), cpe.text, ...version],
  };
}

/** The exposure as it is kept, or why it can't be read. */
export function readExposure(raw: ExposureInput): ReadExposure | Problem {
  const kind = exposureKinds.find(
    (each) =>
      each ===
      raw.kind
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, " "),
  );
  if (kind === undefined) return invalid(`Kinds are: ${exposureKinds.join(", ")}.`);
  const input = unfoldProduct({ ...raw, kind });
  const value = values[kind](input.value);
  if (value instanceof Problem) return value;
  const also: string[] = [];
  for (const text of input.also ?? []) {
    if (text.trim() === "") continue;
    const other = readAlso(kind, text);
    if (other instanceof Problem) return other;
    if (other !== value && !also.includes(other)) also.push(other);
  }
  if (also.length > alsoMax) return invalid(`${also.length} other names; ${alsoMax} are allowed.`);
  const note = oneLine(input.note ?? "");
  if (note.length > noteMax || hasUnseen(note))
    return invalid(`The note has at most ${noteMax} characters, all visible.`);
  return { kind, value, also, note };
}

/** The domains an exposure is made of, for whoever must know that no two members have one. */
export function domainsOf({ kind, value, also }: ReadExposure): readonly string[] {
  return kind === "domain" || kind === "mail domain" ? [value, ...also] : [];
}

export function networksOf({ kind, value, also }: ReadExposure): readonly string[] {
  return kind === "network" ? [value, ...also] : [];
}

export function imoNumbersOf({ kind, also }: ReadExposure): readonly string[] {
  return kind === "vessel" ? also.filter((each) => each.startsWith("IMO ")).map((each) => each.slice(4)) : [];
}

const everybodys: Readonly<Record<ExposureKind, (text: string) => boolean>> = {
  // Networks are told by who has them, and products are hidden from nobody.
  network: () => false,
  product: () => false,
  domain: isShared,
  "mail domain": isShared,
  host: (text) => (text.includes(".") && readDomain(text) !== null ? isShared(text) : isCommonWord(text)),
  crane: isCommonWord,
  "vendor account": isCommonWord,
  brand: isCommonName,
  vessel: isCommonName,
  person: (text) => isCommonPerson(text) || isCommonName(text),
};

/** True where the exposure, or one of its other names, is many people's: it takes an operator's word. */
export const isEverybodys = ({ kind, value, also }: ReadExposure): boolean =>
  [value, ...also].some(everybodys[kind]);
