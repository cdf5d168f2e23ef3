/**
 * Puts the lines of an edge's set into its index, and takes back what is gone. Which value a ref stands for is not held
 * in memory, as a million of them would fill it: what is to be taken back is looked up in the pages on disk.
 */

import { Problem } from "../../base/index.js";
import { IndicatorIndex } from "../../detect/index.js";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import {
  blindSource,
  type EdgeClaim,
  parseSetLine,
  type SetLine,
  type SetPage,
  seedOf,
} from "../../share/index.js";

const blindClaim: IndicatorClaim = {
  source: blindSource,
  confidence: 100,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:RED",
  labels: [],
};

export interface Blob {
  readonly version: string;
  readonly content: string;
}

/** Takes a blob's line; one without content is as it was before, under the same version. */
export function takeBlob(
  into: Record<string, Blob>,
  { blob, version, content }: Extract<SetLine, { readonly blob: string }>,
  before: Readonly<Record<string, Blob>>,
): void {
  const known = before[blob];
  if (content !== undefined) into[blob] = { version, content };
  else if (known?.version === version) into[blob] = known;
}

export function newSetIndex(blindKey: string | null): IndicatorIndex {
  return new IndicatorIndex(undefined, indexOptions(blindKey));
}

export const indexOptions = (
  blindKey: string | null,
): { readonly seed?: Uint8Array; readonly key?: Uint8Array } =>
  blindKey === null ? {} : { seed: seedOf(blindKey), key: Buffer.from(blindKey, "hex") };

export type RefLine = Exclude<SetLine, { readonly blob: string }>;

/**
 * Calls `visit` for each line of a page, one after the other: a page held as objects is several times its bytes, and
 * what outlives the page fills the heap until it is next swept as a whole. A Problem where a line is of a form that this
 * edge does not know; nothing after it is visited.
 */
export function eachLine({ body }: SetPage, visit: (line: SetLine, at: number) => void): Problem | null {
  for (let from = 0, at = 0; from < body.length; at++) {
    const end = body.indexOf(10, from);
    const line = parseSetLine(body.toString("utf8", from, end < 0 ? body.length : end));
    if (line instanceof Problem) return line;
    visit(line, at);
    if (end < 0) break;
    from = end + 1;
  }
  return null;
}

const headBytes = '{"ref":"'.length;
const refChars = 16;

/** Calls `visit` for the lines of a page that bring something for one of some refs, without reading the others. */
export function forRefs({ body }: SetPage, refs: ReadonlySet<string>, visit: (line: RefLine) => void): void {
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf(10, from);
    const to = end < 0 ? body.length : end;
    if (refs.has(body.toString("latin1", from + headBytes, from + headBytes + refChars))) {
      const line = parseSetLine(body.toString("utf8", from, to));
      if (!(line instanceof Problem) && "ref" in line) visit(line);
    }
    from = to + 1;
  }
}

/** What sources say, the same object for all values of which one says the same. */
export class SharedClaims {
  readonly #known = new Map<string, IndicatorClaim>();

  of({ source, confidence, tlp, labels, validUntilUs }: EdgeClaim): IndicatorClaim {
    const key = JSON.stringify([source, confidence, tlp, labels, validUntilUs]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= 10_000) this.#known.clear();
    const claim = { source, confidence, tlp, labels, validFromUs: null, validUntilUs };
    this.#known.set(key, claim);
    return claim;
  }
}

/** Sources that claim exactly this value in the index, hashed ones left out. */
function sourcesAt(index: IndicatorIndex, observable: Observable): readonly string[] {
  const match = index.lookup(observable, null);
  if (match === null) return [];
  return [match.indicator, ...match.also]
    .filter(({ observable: listed }) => listed.type === observable.type && listed.value === observable.value)
    .flatMap(({ claims }) => claims.map(({ source }) => source))
    .filter((source) => source !== blindSource);
}

export class SetApplier {
  readonly #index: IndicatorIndex;
  readonly #claims = new SharedClaims();

  constructor(index: IndicatorIndex) {
    this.#index = index;
  }

  /** Applies one line that brings something. */
  bring(line: RefLine): void {
    if ("gone" in line) return;
    const index = this.#index;
    if ("blind" in line) {
      index.addKeyed(line.type, line.locator, Buffer.from(line.blind, "hex"), blindClaim);
      return;
    }
    const { type, value } = line;
    const observable = { type, value };
    const said = new Set(line.claims.map(({ source }) => source));
    for (const source of sourcesAt(index, observable))
      if (!said.has(source)) index.remove(observable, source);
    for (const claim of line.claims) index.add(observable, this.#claims.of(claim));
  }

  /** Takes back what a line has brought. */
  takeBack(line: RefLine): void {
    if ("gone" in line) return;
    const index = this.#index;
    if ("blind" in line) {
      index.removeKeyed(line.type, Buffer.from(line.blind, "hex"), blindSource);
      return;
    }
    const observable = { type: line.type, value: line.value };
    for (const source of sourcesAt(index, observable)) index.remove(observable, source);
  }
}
