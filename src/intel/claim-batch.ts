/**
 * Entries of one source on their way into the store, as the parallel arrays that one statement takes. A value
 * that a feed lists twice (a server of two families) is one row, whose claim says both. The arrays are bounded
 * by who fills them.
 */
import { type IndicatorClaim, type Observable, tlpLabels } from "../model/index.js";
import { labelsMax } from "./limits.js";
import { strictest } from "./stix-marking.js";

interface Row {
  readonly observable: Observable;
  claim: IndicatorClaim;
}

/** Between the labels of one claim, as arrays of arrays must be even in PostgreSQL. */
export const labelSeparator = "\u001f";

export class ClaimBatch {
  readonly source: string;
  readonly #rows = new Map<string, Row>();

  constructor(source: string) {
    this.source = source;
  }

  get size(): number {
    return this.#rows.size;
  }

  add(observable: Observable, claim: IndicatorClaim): void {
    const key = `${observable.value} ${observable.type}`;
    const known = this.#rows.get(key);
    if (known === undefined) this.#rows.set(key, { observable, claim });
    else if (known.claim !== claim) known.claim = mergeClaims(known.claim, claim);
  }

  /** Columns of rows (value, type, number of the claim) and of claims, in that order. */
  columns() {
    const numbers = new Map<IndicatorClaim, number>();
    const values: string[] = [];
    const types: string[] = [];
    const claims: number[] = [];
    // in the order of the index, so that a statement touches each of its pages once
    const rows = [...this.#rows.values()].sort((a, b) => (a.observable.value < b.observable.value ? -1 : 1));
    for (const { observable, claim } of rows) {
      let number = numbers.get(claim);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(claim, number);
      }
      values.push(observable.value);
      types.push(observable.type);
      claims.push(number);
    }
    const distinct = [...numbers.keys()];
    return {
      values,
      types,
      claims,
      numbers: [...numbers.values()],
      confidences: distinct.map((claim) => claim.confidence),
      tlps: distinct.map((claim) => claim.tlp),
      froms: distinct.map((claim) => claim.validFromUs),
      untils: distinct.map((claim) => claim.validUntilUs),
      labels: distinct.map((claim) => claim.labels.join(labelSeparator)),
    };
  }
}

/** What one source says of one value in several places: the surer, the wider in time, the stricter, all labels. */
export function mergeClaims(a: IndicatorClaim, b: IndicatorClaim): IndicatorClaim {
  const earliest =
    a.validFromUs === null || b.validFromUs === null ? null : Math.min(a.validFromUs, b.validFromUs);
  const latest =
    a.validUntilUs === null || b.validUntilUs === null ? null : Math.max(a.validUntilUs, b.validUntilUs);
  return {
    source: a.source,
    confidence: Math.max(a.confidence, b.confidence),
    validFromUs: earliest,
    validUntilUs: latest,
    tlp: strictest([a.tlp, b.tlp]) ?? (tlpLabels.at(-1) as IndicatorClaim["tlp"]),
    labels: [...new Set([...a.labels, ...b.labels])].slice(0, labelsMax),
  };
}
