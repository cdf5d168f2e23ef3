/**
 * The verdict on a looked-up value, in a word and a sentence. What is listed may be less than what was asked: the
 * host of a URL, a name above it, a network around it; the sentence says which, so that nobody takes a bad host for
 * a bad page, or the other way round.
 */
import { hostWithin } from "../detect/index.js";
import { highConfidence, type Observable } from "../model/index.js";
import { anAllowList } from "../share/index.js";
import { coveringValues, type KnownClaim, sameValues } from "./known.js";
import type { verdicts } from "./shapes.js";

type Verdict = (typeof verdicts)[number];

export interface Knowledge {
  readonly observable: Observable | null;
  /** The nearest first. */
  readonly claims: readonly KnownClaim[];
  readonly allowedBy: string | null;
}

/**
 * The allow list that speaks for a value. Where the URL or mail address itself is listed, one that has its host
 * does not: a bad page on a well-known site is a bad page, as it is for telemetry.
 */
export function allowanceOf(
  observable: Observable,
  claims: readonly KnownClaim[],
  allowances: ReadonlyMap<string, string>,
): string | null {
  const same = sameValues(observable);
  const itself = hostWithin(observable) !== null && claims.some((claim) => same.includes(claim.value));
  const values = itself ? same : coveringValues(observable);
  return values.map((value) => allowances.get(value)).find((name) => name !== undefined) ?? null;
}

export function judge({ observable, claims, allowedBy }: Knowledge): { verdict: Verdict; sentence: string } {
  if (observable === null)
    return {
      verdict: "not a value",
      sentence: "This is not an address, network, name, URL, hash or mail address.",
    };
  const sources = new Set(claims.map((claim) => claim.source)).size;
  const said = `${sources} ${sources === 1 ? "source lists" : "sources list"} ${listed(observable, claims)}`;
  if (allowedBy !== null)
    return {
      verdict: "allowed",
      sentence: `It is on ${allowedBy === anAllowList ? allowedBy : `the allow list ${allowedBy}`}${sources > 0 ? `; ${said} all the same` : ""}.`,
    };
  if (claims.length === 0) return { verdict: "not known", sentence: "No source you may read lists it." };
  const best = Math.max(...claims.map((claim) => claim.confidence));
  return best >= highConfidence
    ? { verdict: "known hostile", sentence: `${said}, with a confidence of up to ${best} of 100.` }
    : { verdict: "suspicious", sentence: `${said}, with a confidence of at most ${best} of 100.` };
}

const namedMax = 3;

/** `it`, `its host bad.example`, `the network 192.0.2.0/24 around it`; the nearest first. */
function listed(observable: Observable, claims: readonly KnownClaim[]): string {
  const host = hostWithin(observable);
  const values = [...new Set(claims.map((claim) => claim.value))];
  return values
    .slice(0, namedMax)
    .map((value) => {
      if (value === observable.value) return "it";
      if (sameValues(observable).includes(value)) return "the same page over http";
      if (value === host?.value) return `its ${observable.type === "email" ? "domain" : "host"} ${value}`;
      const owner = host === null ? "it" : observable.type === "email" ? "its domain" : "its host";
      return value.includes("/")
        ? `the network ${value} around ${owner}`
        : `the domain ${value} above ${owner}`;
    })
    .join(" and ");
}
