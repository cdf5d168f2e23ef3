/**
 * Independence of reports: a second report counts only where it is not an echo of the first. Today two members
 * are one voice where they are the same, have the same managed service provider (its tools see for both), or one
 * is the other's provider.
 */
import type { Member } from "../model/index.js";

const plain = (name: string): string => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

export function areIndependent(a: Member, b: Member): boolean {
  if (a.id === b.id) return false;
  const providerA = a.provider === null ? null : plain(a.provider);
  const providerB = b.provider === null ? null : plain(b.provider);
  if (providerA !== null && providerA === providerB) return false;
  return providerA !== plain(b.name) && providerB !== plain(a.name);
}

/** True where at least two of them are independent of one another. */
export function hasIndependentPair(members: readonly Member[]): boolean {
  return members.some((a, index) => members.slice(index + 1).some((b) => areIndependent(a, b)));
}
