/**
 * What one source says of one observable as a STIX 2.1 indicator (section 4.7). Nobody is named as its creator, as the center gives on what
 * others made; where it comes from stands in `external_references`, if it may be told.
 */
import type { IndicatorClaim, Observable, ObservableType } from "../../../model/index.js";
import { tlp2Ids } from "../../gate/markings.js";
import { aSource } from "../../gate/others-names.js";
import { taxiiTime } from "../times.js";

/** The object path that a pattern compares. Fingerprints of TLS have none in STIX 2.1, so they don't go out. */
const paths: Readonly<Partial<Record<ObservableType, string>>> = {
  ipv4: "ipv4-addr:value",
  ipv6: "ipv6-addr:value",
  domain: "domain-name:value",
  url: "url:value",
  md5: "file:hashes.MD5",
  sha1: "file:hashes.'SHA-1'",
  sha256: "file:hashes.'SHA-256'",
  sha512: "file:hashes.'SHA-512'",
  email: "email-addr:value",
};

export const exchangedTypes: readonly string[] = [...Object.keys(paths), "cidr"];

const quoted = (value: string): string => `'${value.replace(/[\\']/g, "\\$&")}'`;

/** A comparison that is met by the observable (section 9.6.1; networks by ISSUBSET). */
export function patternOf({ type, value }: Observable): string {
  if (type === "cidr")
    return `[${value.includes(":") ? "ipv6" : "ipv4"}-addr:value ISSUBSET ${quoted(value)}]`;
  return `[${paths[type]} = ${quoted(value)}]`;
}

const markingIds = new Map<string, string>(Object.entries(tlp2Ids).map(([id, label]) => [label, id]));

export interface ExchangedClaim {
  /** `indicator--…` */
  readonly id: string;
  /** As it is or was marked. */
  readonly tlp: string;
  readonly createdUs: number;
  readonly modifiedUs: number;
  /** Null where it was taken back. */
  readonly said: { readonly observable: Observable; readonly claim: IndicatorClaim } | null;
}

/**
 * One that was taken back says nothing but that: neither its value, which may be marked higher now, nor why. Whoever
 * has it knows it by its id.
 */
export function indicatorObject({ id, tlp, createdUs, modifiedUs, said }: ExchangedClaim): object {
  const head = {
    type: "indicator",
    spec_version: "2.1",
    id,
    created: taxiiTime(createdUs),
    modified: taxiiTime(modifiedUs),
  };
  const object_marking_refs = [markingIds.get(tlp) ?? markingIds.get("TLP:RED")];
  if (said === null)
    return {
      ...head,
      revoked: true,
      pattern: `[x-withdrawn:id = ${quoted(id)}]`,
      pattern_type: "stix",
      valid_from: taxiiTime(createdUs),
      object_marking_refs,
    };
  const { validFromUs, validUntilUs, labels, confidence, source } = said.claim;
  const fromUs = validFromUs ?? createdUs;
  return {
    ...head,
    pattern: patternOf(said.observable),
    pattern_type: "stix",
    valid_from: taxiiTime(fromUs),
    // What ends before it begins is said by nobody but a feed; STIX forbids it.
    ...(validUntilUs !== null && validUntilUs > fromUs ? { valid_until: taxiiTime(validUntilUs) } : {}),
    confidence,
    ...(labels.length > 0 ? { labels } : {}),
    ...(source === aSource ? {} : { external_references: [{ source_name: source }] }),
    object_marking_refs,
  };
}
