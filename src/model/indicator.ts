/**
 * An indicator is what is known of an observable: one indicator, several sources, each with its own claim. A
 * claim that comes in again replaces the same source's earlier one, so that a feed read twice counts once.
 */
import type { Observable } from "./observable.js";
import type { Tlp } from "./tlp.js";

/** What one source says of one observable. */
export interface Claim {
  /** 0–100 as in STIX 2.1; the source's default where the feed gives none. */
  readonly confidence: number;
  readonly validFromUs: number | null;
  readonly validUntilUs: number | null;
  readonly tlp: Tlp;
  /** Family, campaign, ATT&CK technique, kind of threat; lower case, as the source words them. */
  readonly labels: readonly string[];
}

/** One thing a feed format read: an observable with what the feed says of it. */
export interface FeedEntry {
  readonly observable: Observable;
  readonly claim: Partial<Claim>;
  /** Line or object number in the feed, from 1. */
  readonly line: number;
}

/** A pattern that can't be met on a single value of telemetry: kept and reported, never dropped silently. */
export interface KeptPattern {
  readonly pattern: string;
  readonly reason: string;
  readonly line: number;
}

export interface IndicatorClaim extends Claim {
  readonly source: string;
}

export interface Indicator {
  readonly observable: Observable;
  readonly claims: readonly IndicatorClaim[];
  /** The name of the allow list that has this value, null where none has. */
  readonly allowedBy: string | null;
}

/** Confidence from which a warning may be built on an indicator alone (STIX 2.1 appendix A: "High" is 70–100). */
export const highConfidence = 70;
