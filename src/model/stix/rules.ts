/**
 * The rules that an object can break: where STIX 2.1 has them, how binding they are, and their kind. `must` makes an
 * object invalid; `should` does where that is asked for; a `note` says what a reader may want to know and is never
 * wrong. Names of SHOULD rules are those of the OASIS validator where it has them, as people know them from there.
 */

export type Level = "must" | "should" | "note";

interface Rule {
  readonly level: Level;
  readonly section: string;
  /** `format`: how a value is written; `values`: which value it is; `use`: how things are put together. */
  readonly kind: "format" | "values" | "use";
}

const must = (section: string): Rule => ({ level: "must", section, kind: "use" });
const should = (section: string, kind: Rule["kind"]): Rule => ({ level: "should", section, kind });
const note = (section: string): Rule => ({ level: "note", section, kind: "use" });

export const stixRules = {
  // Bounds of ours: the specification has none.
  "too-deep": must("2"),
  "too-large": must("2"),
  "too-many": must("2"),
  json: must("2"),
  "duplicate-key": must("2"),
  // Data types, section 2.
  type: must("2"),
  integer: must("2.10"),
  "number-range": must("2.10"),
  "empty-list": must("2.12"),
  "empty-dictionary": must("2.3"),
  "dictionary-key": must("2.3"),
  binary: must("2.1"),
  hex: must("2.8"),
  enum: must("2.4"),
  identifier: must("2.9"),
  timestamp: must("2.15"),
  "timestamp-precision": must("3.2"),
  "hash-name": must("2.7"),
  "hash-value": must("2.7"),
  "external-reference": must("2.5"),
  "external-id": must("2.5"),
  // Objects, section 3.
  object: must("3"),
  "type-name": must("3.1"),
  "property-name": must("3.1"),
  required: must("3.2"),
  reserved: must("3.3"),
  "spec-version": must("3.2"),
  "id-type": must("2.9"),
  "reference-target": must("3.3"),
  "reference-missing": must("3.3"),
  "modified-before-created": must("3.2"),
  "version-created": must("3.6"),
  "version-creator": must("3.6"),
  "version-after-revoked": must("3.6"),
  language: must("3.2"),
  "time-order": must("3"),
  combination: must("3"),
  format: must("3"),
  pattern: must("9"),
  "relationship-type": must("5.1"),
  "bundle-property": must("8"),
  "bundle-version": must("8"),
  // Markings and extensions, section 7.
  "marking-definition": must("7.2.1"),
  "marking-self": must("7.2"),
  "granular-marking": must("7.2.3"),
  selector: must("7.2.3"),
  "extension-type": must("7.3"),
  "extension-properties-misplaced": must("7.3"),
  "extension-empty": must("6"),
  // SHOULD: how things are written.
  "custom-prefix": should("11", "format"),
  "custom-prefix-lax": should("11", "format"),
  "open-vocab-format": should("2.13", "format"),
  "kill-chain-names": should("2.11", "format"),
  "observable-object-keys": should("4.14", "format"),
  "observable-dictionary-keys": should("2.3", "format"),
  "windows-process-priority-format": should("6.13.2", "format"),
  "malware-analysis-product": should("4.12", "format"),
  "uuid-check": should("2.9", "format"),
  // SHOULD: which value.
  "marking-definition-type": should("7.2.1", "values"),
  "relationship-types": should("5.1", "values"),
  "duplicate-ids": should("8", "values"),
  "duplicate-marking": should("7.2.2", "values"),
  vocabulary: should("2.13", "values"),
  countries: should("4.10", "values"),
  languages: should("3.2", "values"),
  charset: should("6.7", "values"),
  "mime-type": should("6.7", "values"),
  protocols: should("6.12", "values"),
  ipfix: should("6.12", "values"),
  "socket-options": should("6.12.4", "values"),
  "pdf-doc-info": should("6.7.4", "values"),
  // SHOULD: how things are put together.
  "extensions-use": should("11", "use"),
  "extension-properties": should("7.3", "use"),
  "indicator-properties": should("4.7", "use"),
  "network-traffic-ports": should("6.12", "use"),
  "extref-hashes": should("2.5", "use"),
  "deprecated-property": should("4.14", "use"),
  // Notes.
  "custom-type": note("11"),
  "custom-property": note("11"),
  creator: note("3.2"),
  "deterministic-id": note("2.9"),
  "fixed-marking": note("7.2.1"),
} as const satisfies Readonly<Record<string, Rule>>;
export type RuleId = keyof typeof stixRules;
