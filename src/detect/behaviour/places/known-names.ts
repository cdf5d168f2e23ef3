/**
 * By which names a member's machines know addresses: from answers to DNS and the server names of TLS and web requests. The
 * newest name counts, as an address may serve many. Bounded; plain data.
 */
import { normalizeAddress, normalizeDomain } from "../../../model/index.js";
import type { Fact } from "../fact.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { isOneMachine } from "./places.js";

const answersMax = 16;

/** Learns from a fact, where it tells of a name. */
export function learnNames(names: KeptMap<string>, fact: Fact): void {
  const asked = fact.dns !== null ? fact.dns.query : (fact.tls?.serverName ?? fact.http?.host ?? "");
  if (asked === "") return;
  const name = normalizeDomain(asked);
  if (name === null) return;
  if (fact.dns === null) {
    if (isOneMachine(fact.destination)) names.set(fact.destination, name);
    return;
  }
  for (const answer of fact.dns.answers.slice(0, answersMax)) {
    const address = normalizeAddress(answer);
    if (address !== null) names.set(address.value, name);
  }
}

export const tellsNames = (fact: Fact): boolean =>
  fact.dns !== null || fact.tls !== null || fact.http !== null;
