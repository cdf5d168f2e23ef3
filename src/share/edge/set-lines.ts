/**
 * What an edge is told of values that changed: all that its member may read of each, else its hash where the member
 * gets hashes, else that it is gone, if it had it. Pure: claims and the gate in, lines out. What a member can't read is
 * told by a hash only while it can't read it, as the hash of a value that it knows would tell that more is known of it.
 */
import type { IndicatorClaim, Observable, Tlp } from "../../model/index.js";
import type { Gate } from "../gate/gate.js";
import { aSource } from "../gate/others-names.js";
import { claimsPerValue } from "./limits.js";
import type { EdgeClaim, SetLine } from "./wire.js";

/** A value, with all that is known of it now and of what the edge had. */
export interface ChangedValue {
  readonly id: number;
  readonly ref: string;
  /** Null where no source lists it any more. */
  readonly observable: Observable | null;
  readonly claims: readonly IndicatorClaim[];
  /** Claims that were taken back after the edge may have got them; the value is null where it is not known any more. */
  readonly takenBack: readonly { readonly tlp: string; readonly value: string | null }[];
  /** The hashes of it that the edge has. */
  readonly hashed: readonly string[];
}

export interface Hashing {
  /** HMAC-SHA256 of a value under the edge's key, hex. */
  digest(observable: Observable): string;
  /** The low 24 bits of its hash under the edge's seed. */
  locator(observable: Observable): number;
}

/** A hash that an edge has from now on (`held`), or no longer. */
export interface HashChange {
  readonly id: number;
  readonly observable: Observable | null;
  readonly digest: string;
  readonly held: boolean;
}

export interface ToldValue {
  readonly lines: readonly SetLine[];
  readonly hashes: readonly HashChange[];
}

interface Asked {
  readonly gate: Gate;
  readonly memberId: string;
}

/** All that the member may read of a value. */
function readable({ gate, memberId }: Asked, value: ChangedValue): readonly EdgeClaim[] {
  const { observable, ref } = value;
  if (observable === null) return [];
  const asked = { recipient: { kind: "member", memberId }, channel: "edge" } as const;
  const said: EdgeClaim[] = [];
  for (const claim of value.claims) {
    const decided = gate.decide({ object: { kind: "claim", id: ref, claim }, ...asked });
    if (!decided.released) continue;
    const { source, confidence, tlp, labels, validUntilUs } = decided.form;
    const content = { ...observable, source, labels };
    const whole = gate.decide({
      object: { kind: "exchange", id: ref, memberId: null, tlp, content },
      ...asked,
    });
    if (whole.released) said.push({ source, confidence, tlp, labels, validUntilUs });
  }
  return numbered(said.sort((a, b) => b.confidence - a.confidence).slice(0, claimsPerValue));
}

/** Sources whose name can't be told stay several: `a source`, `a source (2)`. */
function numbered(claims: readonly EdgeClaim[]): readonly EdgeClaim[] {
  let hidden = 0;
  return claims.map((claim) =>
    claim.source === aSource && ++hidden > 1 ? { ...claim, source: `${aSource} (${hidden})` } : claim,
  );
}

/** Whether the member could read something of this value that was taken back since. */
function couldRead({ gate, memberId }: Asked, { observable, ref, takenBack }: ChangedValue): boolean {
  const asked = { recipient: { kind: "member", memberId }, channel: "edge" } as const;
  return takenBack.some(({ tlp, value }) => {
    const claim = {
      source: "",
      confidence: 0,
      tlp: tlp as Tlp,
      labels: [],
      validFromUs: null,
      validUntilUs: null,
    };
    if (!gate.decide({ object: { kind: "claim", id: ref, claim }, ...asked }).released) return false;
    const content = { ...(observable ?? (value === null ? {} : { value })) };
    return gate.decide({ object: { kind: "exchange", id: ref, memberId: null, tlp, content }, ...asked })
      .released;
  });
}

export function linesOf(asked: Asked, hashing: Hashing, value: ChangedValue): ToldValue {
  const { id, ref, observable, hashed } = value;
  const dropped = hashed.map((digest) => ({ id, observable: null, digest, held: false }));
  const claims = readable(asked, value);
  if (observable !== null && claims.length > 0) {
    const gone: readonly SetLine[] = hashed.length > 0 ? [{ ref, gone: true }] : [];
    return { lines: [...gone, { ref, ...observable, claims }], hashes: dropped };
  }
  const had = couldRead(asked, value);
  const decided =
    observable === null || value.claims.length === 0
      ? null
      : asked.gate.decide({
          object: { kind: "blind", id: ref, observable, tlps: value.claims.map(({ tlp }) => tlp) },
          recipient: { kind: "member", memberId: asked.memberId },
          channel: "edge-blind",
        });
  if (decided?.released === true) {
    const blind = hashing.digest(decided.form);
    // What it has already stays as it is: that more is said of what it can't read is not told.
    if (hashed.includes(blind) && !had) return { lines: [], hashes: [] };
    const line = { ref, blind, type: decided.form.type, locator: hashing.locator(decided.form) };
    return {
      lines: had || hashed.length > 0 ? [{ ref, gone: true }, line] : [line],
      hashes: [{ id, observable: decided.form, digest: blind, held: true }],
    };
  }
  return had || hashed.length > 0
    ? { lines: [{ ref, gone: true }], hashes: dropped }
    : { lines: [], hashes: [] };
}
