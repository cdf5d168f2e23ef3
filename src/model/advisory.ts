/**
 * Security advisories of makers and coordinators (CSAF 2.0) and CISA's list of known exploited vulnerabilities (KEV), as far
 * as they matter to a terminal: which product in which versions has which flaw, and what to do about it. Both are public;
 * what of it meets a member's own inventory is that member's alone.
 */
import type { Tlp } from "./tlp.js";

/** One product of an advisory's tree. `version` as it is written; what can't be read or can't be true is told in `faults`. */
export interface AdvisoryProduct {
  /** Within its advisory. */
  readonly id: string;
  readonly vendor: string;
  readonly product: string;
  /** A version, a range, or empty where the tree names none. */
  readonly version: string;
  /** Model numbers (with `*` and `?`) and CPE names. */
  readonly models: readonly string[];
}

/** One vulnerability; products by their place in the advisory's list. */
export interface AdvisoryFlaw {
  /** CVE number, or what its publisher calls it where it has none. */
  readonly id: string;
  readonly title: string;
  /** CVSS base score, the highest that is given; null where none is. */
  readonly score: number | null;
  readonly affected: readonly number[];
  /** Its publisher still looks into these. */
  readonly suspected: readonly number[];
  /** Said to be fixed in or never to have had it. */
  readonly unaffected: readonly number[];
}

export const remedyKinds = [
  "vendor fix",
  "mitigation",
  "workaround",
  "no fix planned",
  "none available",
] as const;
export type RemedyKind = (typeof remedyKinds)[number];

export interface AdvisoryRemedy {
  readonly kind: RemedyKind;
  readonly text: string;
  readonly url: string;
  /** Of products by their place; empty: all. */
  readonly products: readonly number[];
}

export interface Advisory {
  /** Its publisher's number, upper case: `ICSA-22-228-06`. */
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly publisher: string;
  readonly releasedUs: number;
  /** What its publisher marked it as. */
  readonly tlp: Tlp;
  /** The page for people; empty where none is named. */
  readonly url: string;
  readonly products: readonly AdvisoryProduct[];
  readonly flaws: readonly AdvisoryFlaw[];
  readonly remedies: readonly AdvisoryRemedy[];
  /** What of it was not used, and why, each one sentence. */
  readonly faults: readonly string[];
}

/** An entry of CISA's KEV catalog: somebody has used this flaw. */
export interface KnownExploited {
  readonly cve: string;
  readonly name: string;
  readonly addedUs: number;
  /** When US agencies have to be done, a day; empty where none is said. */
  readonly due: string;
  readonly action: string;
  readonly isUsedForRansom: boolean;
}

/** What a member has, from whichever list, as far as advisories speak of it. */
export interface InventoryItem {
  /** Stable within its member: `asset ID`, `exposure ID`. */
  readonly key: string;
  /** As its people know it. */
  readonly name: string;
  /** Empty where unknown; the product then may have it within. */
  readonly vendor: string;
  readonly product: string;
  /** Firmware or version; empty where unknown. */
  readonly firmware: string;
  /** Canonical; empty where unknown. */
  readonly address: string;
  /** Part numbers and CPE names. */
  readonly models: readonly string[];
  /** On a crane, or one: it is not to be patched by its own people. */
  readonly isCrane: boolean;
}

/** How sure it is that an item is meant, the surest first. */
export const matchConfidences = ["exact", "likely", "possible"] as const;
export type MatchConfidence = (typeof matchConfidences)[number];

/** Why, in codes that each language has a sentence for. */
export const matchReasons = [
  "in range",
  "every version",
  "version unknown",
  "version not comparable",
  "range not readable",
] as const;
export type MatchReason = (typeof matchReasons)[number];

export interface AdvisoryMatch {
  readonly item: InventoryItem;
  readonly product: AdvisoryProduct;
  readonly confidence: MatchConfidence;
  readonly reason: MatchReason;
  /** How the product was known: by the same name, by one within the other, by its part number. */
  readonly by: "name" | "family" | "part number";
  /** Flaws it has, by their ids. */
  readonly flaws: readonly string[];
}
