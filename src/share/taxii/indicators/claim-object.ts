/**
 * What one source says of one observable as a STIX 2.1 indicator (section 4.7). Nobody is named as its creator, as the
 * center gives on what others made; where it comes from stands in `external_references`, if it may be told.
 */
import { sql } from "kysely";
import { type IndicatorClaim, type Observable, observableTypes, patternOf } from "../../../model/index.js";
import type { Gate } from "../../gate/gate.js";
import { tlp2Ids } from "../../gate/markings.js";
import { aSource } from "../../gate/others-names.js";
import type { Channel, Recipient } from "../../gate/request.js";
import { taxiiTime } from "../times.js";

/** Fingerprints of TLS have no object in STIX 2.1, so they don't go out. */
const exchangedTypes: readonly string[] = observableTypes.filter((type) => !type.startsWith("ja"));

/** Rows of `exchange_claim` (under a name of the query's) that go out: of those types, or from before it was kept. */
export const isExchanged = (table = "exchange_claim") =>
  sql<boolean>`${sql.ref(`${table}.type`)} = any(${["", ...exchangedTypes]}::text[])`;

const markingIds = new Map<string, string>(Object.entries(tlp2Ids).map(([id, label]) => [label, id]));

/**
 * Whether somebody may hear that a claim was taken back: not where its value was hidden from them, as the news of its end
 * would tell that there was something. Of claims whose value is not known any more (null) everybody may.
 */
export function mayHearOfEnd(
  gate: Gate,
  asked: { readonly recipient: Recipient; readonly channel: Channel },
  { id, tlp, goneValue }: { readonly id: string; readonly tlp: string; readonly goneValue: string | null },
): boolean {
  const content = { value: goneValue };
  return (
    goneValue === null ||
    gate.decide({ object: { kind: "exchange", id, memberId: null, tlp, content }, ...asked }).released
  );
}

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
      pattern: `[x-withdrawn:id = '${id}']`,
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
    // A reference says something beside its name (2.5).
    ...(source === aSource
      ? {}
      : { external_references: [{ source_name: source, description: "This source lists it." }] }),
    object_marking_refs,
  };
}
