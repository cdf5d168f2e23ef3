/**
 * What the tables of `tables/` are made of. A table says what properties an object has (STIX 2.1, sections 3 to 8);
 * reading, writing, validation, upgrading and the generators of the tests all go by the same tables. A table is data
 * only: whatever needs more than one property at once stands in `checks/`.
 */
import type { VocabularyId } from "./tables/vocabularies.js";

/** The versions of STIX that are read. */
export type StixVersion = "2.0" | "2.1";

/** What kind of object a type is: domain, relationship, cyber observable, meta object, or the bundle around them. */
export type Category = "sdo" | "sro" | "sco" | "meta" | "bundle";

export type Kind =
  | "text"
  | "boolean"
  | "integer"
  | "float"
  | "timestamp"
  | "identifier"
  | "reference"
  | "binary"
  | "hex"
  | "enum"
  | "vocabulary"
  | "hashes"
  | "dictionary"
  | "fields"
  | "objects"
  | "extensions"
  | "any";

/** Texts that have a form of their own; `formats.ts` knows each. */
export type FormatId =
  | "type-name"
  | "spec-version"
  | "language"
  | "software-language"
  | "country"
  | "mime-type"
  | "charset"
  | "cpe"
  | "url"
  | "url-loose"
  | "ipv4"
  | "ipv6"
  | "mac"
  | "domain"
  | "email"
  | "registry-key"
  | "protocol"
  | "kill-chain-name"
  | "relationship-type"
  | "product"
  | "priority"
  | "semver"
  | "selector";

/** Which keys a dictionary may have beyond what STIX 2.1, 2.3 says of all. */
export type KeyRule = "lower-case" | "pdf" | "ipfix" | "socket" | "language" | "extension" | "any";

export interface Property {
  readonly kind: Kind;
  readonly required?: true;
  /** A list of such values, never empty (STIX 2.1, 2.12). */
  readonly list?: true;
  /** Bounds of a number, both allowed. */
  readonly min?: number;
  readonly max?: number;
  readonly format?: FormatId;
  readonly vocabulary?: VocabularyId;
  /** What a reference may point to: types, or whole categories. Types that nobody knows always may. */
  readonly targets?: readonly string[];
  /** The properties of an embedded object. */
  readonly fields?: Fields;
  /** Of these properties an embedded object has at least one. */
  readonly someOf?: readonly string[];
  /** How a timestamp is written: with three digits of a second at least, or with none. */
  readonly precision?: "milliseconds" | "seconds";
  /** What each value of a dictionary is; anything where left out. */
  readonly values?: Property;
  readonly keys?: KeyRule;
  /** The one version of STIX that has it. */
  readonly only?: StixVersion;
}

export type Fields = Readonly<Record<string, Property>>;

export interface ObjectTable {
  readonly type: string;
  readonly category: Category;
  /** Where STIX 2.1 says so. */
  readonly section: string;
  /** Its own properties, in the order of the specification; the common ones are added by category. */
  readonly fields: Fields;
  /** What STIX 2.0 says otherwise. */
  readonly fields20?: Fields;
  /** Predefined extensions by key. */
  readonly extensions?: Readonly<Record<string, ExtensionTable>>;
  /** The id contributing properties of a cyber observable (STIX 2.1, 2.9 and the object's own section). */
  readonly contributing?: readonly string[];
  /** New in STIX 2.1. */
  readonly only?: StixVersion;
}

export interface ExtensionTable {
  readonly section: string;
  readonly fields: Fields;
  /** What STIX 2.0 says otherwise. */
  readonly fields20?: Fields;
}

/** The same property, but required. */
export const required = <P extends Property>(property: P): P & { readonly required: true } => ({
  ...property,
  required: true,
});

/** A list of what the property is. */
export const list = <P extends Property>(property: P): P & { readonly list: true } => ({
  ...property,
  list: true,
});

export const text: Property = { kind: "text" };
export const truth: Property = { kind: "boolean" };
export const integer: Property = { kind: "integer" };
/** A count or a size. */
export const count: Property = { kind: "integer", min: 0 };
export const float: Property = { kind: "float" };
export const time: Property = { kind: "timestamp" };
/** When an object and its version were made: three digits of a second at least (STIX 2.1, 3.2). */
export const versionTime: Property = { kind: "timestamp", precision: "milliseconds" };
export const hex: Property = { kind: "hex" };
export const binary: Property = { kind: "binary" };
export const hashes: Property = { kind: "hashes" };

export const formed = (format: FormatId): Property => ({ kind: "text", format });
export const vocabulary = (id: VocabularyId): Property => ({ kind: "vocabulary", vocabulary: id });
export const oneOf = (id: VocabularyId): Property => ({ kind: "enum", vocabulary: id });
export const ref = (...targets: readonly string[]): Property => ({ kind: "reference", targets });
export const embedded = (fields: Fields, someOf?: readonly string[]): Property => ({
  kind: "fields",
  fields,
  ...(someOf !== undefined && { someOf }),
});
export const dictionary = (keys: KeyRule = "lower-case", values?: Property): Property => ({
  kind: "dictionary",
  keys,
  ...(values !== undefined && { values }),
});
