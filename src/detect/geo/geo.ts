/**
 * Where an address is registered: its country and its autonomous system (who announces it), from files on this machine.
 * Nothing is ever asked outside. Without files nothing is known, and what would need it says nothing of it.
 * Understood are the fields of MaxMind's and DB-IP's files, of `@ip-location-db` and of IPinfo.
 */
import { readFileSync, statSync } from "node:fs";
import { Problem, parseAddress } from "../../base/index.js";
import { detectProblem } from "../problems.js";
import { Mmdb, type MmdbValue } from "./mmdb.js";

export interface AddressPlace {
  /** Two capital letters (ISO 3166-1); empty where unknown. */
  readonly country: string;
  /** The autonomous system's number; 0 where unknown. */
  readonly asn: number;
  /** Who announces it; empty where unknown. */
  readonly organization: string;
}

export interface GeoSettings {
  readonly country?: string | undefined;
  readonly asn?: string | undefined;
}

/** City databases have some 70 MB. */
const fileBytesMax = 256 * 1024 * 1024;
const rememberedMax = 20_000;
const organizationMax = 100;

export class Geo {
  readonly #country: Mmdb | null;
  readonly #asn: Mmdb | null;
  readonly #remembered = new Map<string, AddressPlace | null>();

  constructor(country: Mmdb | null, asn: Mmdb | null) {
    this.#country = country;
    this.#asn = asn;
  }

  get isEmpty(): boolean {
    return this.#country === null && this.#asn === null;
  }

  /** What is known of an address, given as text; null where nothing is, or it is none. */
  placeOf(text: string): AddressPlace | null {
    if (this.isEmpty) return null;
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const address = parseAddress(text);
    const place =
      address === null
        ? null
        : placeFrom(this.#country?.find(address) ?? null, this.#asn?.find(address) ?? null);
    if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
    this.#remembered.set(text, place);
    return place;
  }
}

/** Opens what is configured; the first file that can't be used is a problem that names it. */
export function openGeo({ country, asn }: GeoSettings): Geo | Problem {
  const opened: (Mmdb | null)[] = [];
  for (const path of [country, asn]) {
    const file = path === undefined ? null : readFile(path);
    if (file instanceof Problem) return file;
    opened.push(file);
  }
  return new Geo(opened[0] ?? null, opened[1] ?? null);
}

function readFile(path: string): Mmdb | Problem {
  let bytes: Buffer;
  try {
    const { size } = statSync(path);
    if (size > fileBytesMax)
      return detectProblem("geo-unreadable", `${path}: it has ${size} bytes; ${fileBytesMax} are the most.`);
    bytes = readFileSync(path);
  } catch (error) {
    return detectProblem("geo-unreadable", `${path}: ${(error as Error).message}.`);
  }
  return Mmdb.read(path, bytes);
}

function placeFrom(country: MmdbValue, asn: MmdbValue): AddressPlace | null {
  const place = {
    country: countryOf(country) || countryOf(asn),
    asn: asnOf(asn) || asnOf(country),
    organization: (organizationOf(asn) || organizationOf(country)).slice(0, organizationMax),
  };
  return place.country === "" && place.asn === 0 ? null : place;
}

function at(record: MmdbValue, ...path: readonly string[]): MmdbValue {
  let value = record;
  for (const key of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    value = Object.hasOwn(value, key) ? (value[key] ?? null) : null;
  }
  return value;
}

function countryOf(record: MmdbValue): string {
  const found = [
    at(record, "country", "iso_code"),
    at(record, "registered_country", "iso_code"),
    at(record, "country_code"),
    at(record, "country"),
  ].find((value) => typeof value === "string" && /^[A-Za-z]{2}$/.test(value));
  return typeof found === "string" ? found.toUpperCase() : "";
}

function asnOf(record: MmdbValue): number {
  const value = at(record, "autonomous_system_number") ?? at(record, "asn");
  const number = typeof value === "string" ? Number(value.replace(/^AS/i, "")) : value;
  return typeof number === "number" && Number.isInteger(number) && number > 0 && number < 2 ** 32
    ? number
    : 0;
}

function organizationOf(record: MmdbValue): string {
  const found = ["autonomous_system_organization", "as_name", "organization"]
    .map((key) => at(record, key))
    .find((value) => typeof value === "string" && value !== "");
  return typeof found === "string" ? found : "";
}
