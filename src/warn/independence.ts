/**
 * Independence of reports: a second report counts only where it is not an echo of the first. Today two members
 * are one voice where they are the same, have the same name (one that left and came back), share a managed service
 * provider (its tools see for both), or one is the other's provider.
 */
import { type Member, providerKey } from "../model/index.js";

/** A member as far as its voice counts: of today, or one that was removed and had met a value before. */
export type Observer = Pick<Member, "id" | "name" | "providers">;

export function areIndependent(a: Observer, b: Observer): boolean {
  if (a.id === b.id || providerKey(a.name) === providerKey(b.name)) return false;
  const ofA = new Set(a.providers.map(providerKey));
  const ofB = b.providers.map(providerKey);
  if (ofB.some((key) => ofA.has(key))) return false;
  return !ofA.has(providerKey(b.name)) && !ofB.includes(providerKey(a.name));
}

/** True where at least two of them are independent of one another. */
export function hasIndependentPair(members: readonly Observer[]): boolean {
  return members.some((a, index) => members.slice(index + 1).some((b) => areIndependent(a, b)));
}
