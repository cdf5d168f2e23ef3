/**
 * What warnings are worded of: a rule hands over what it found, and each language has one file that says it. A rule
 * writes no words itself, so that a language can't lack a sentence: the compiler asks for each.
 */
import type {
  DetectionRule,
  MatchConfidence,
  MatchReason,
  Observable,
  Urgency,
  WarningWords,
} from "../../model/index.js";
import type { CountStep } from "../../share/index.js";

/** A machine of the member's own reached out to what is listed. */
export interface AttackServerFacts {
  readonly observable: Observable;
  /** Addresses of the member's machines, each once; none where no record names one. */
  readonly machines: readonly string[];
  /** A name was only looked up, not contacted. */
  readonly isLookUp: boolean;
  /** The other end is inside the member's own network. */
  readonly isInside: boolean;
  /** For a network: addresses in it that were contacted. */
  readonly reached: readonly string[];
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly sources: readonly string[];
  readonly labels: readonly string[];
  readonly confidence: number;
  readonly others: CountStep;
}

/** Other members met what this one has not. */
export interface SecondMemberFacts {
  readonly observable: Observable;
  readonly others: CountStep;
  readonly sources: readonly string[];
  readonly labels: readonly string[];
  readonly confidence: number;
  /** A computer there reached out to it. */
  readonly isAnswered: boolean;
}

/** What another port warns of was met in the member's own telemetry. */
export interface PeerWarnsFacts {
  readonly observable: Observable;
  /** Names of the ports, at least one. */
  readonly ports: readonly string[];
  /** A computer of the member's reached out to it. */
  readonly reachedOut: boolean;
  readonly machines: readonly string[];
  readonly count: number;
  readonly labels: readonly string[];
  readonly confidence: number;
}

/** What another port warns of is what the member registered as its own. */
export interface PeerOwnFacts {
  readonly observable: Observable;
  readonly port: string;
  readonly registered: readonly string[];
  readonly labels: readonly string[];
  readonly confidence: number;
}

/** A rule or a detector of behaviour fired on the member's own records. */
export interface DetectedFacts {
  readonly rule: DetectionRule;
  /** Whom it is about, null where it is about the member's own systems as a whole. */
  readonly subject: Observable | null;
  /** Addresses of the member's own machines in it. */
  readonly machines: readonly string[];
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
  /** What mattered, by the names of the rule's fields. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Somebody goes from one member of the port to the next and has not come to this one yet. */
export interface NextInLineFacts {
  readonly subject: Observable;
  readonly others: CountStep;
  /** Low: it only knocked; medium: it was answered; high: it got in or tried an exploit. */
  readonly urgency: Urgency;
}

/** A machine of the member's own that an advisory speaks of. */
export interface AdvisedItem {
  readonly name: string;
  /** Maker, product: as the member has them. */
  readonly product: string;
  /** Empty where unknown. */
  readonly firmware: string;
  /** As the advisory writes it; empty where it names none. */
  readonly range: string;
  readonly confidence: MatchConfidence;
  readonly reason: MatchReason;
}

/** An advisory speaks of what the member has. */
export interface AdvisoryFacts {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  /** The page for people; empty where none is named. */
  readonly url: string;
  /** At least one, the surest first. */
  readonly items: readonly AdvisedItem[];
  readonly flaws: readonly string[];
  /** CVSS, of the gravest of them; null where none is given. */
  readonly score: number | null;
  /** Of them, the ones that are known to be used by attackers. */
  readonly exploited: readonly string[];
  readonly isUsedForRansom: boolean;
  /** What the advisory says to do, in its own words: fixes, and what helps until then. */
  readonly fixes: readonly string[];
  readonly mitigations: readonly string[];
  /** One of them is a crane, or part of one. */
  readonly isCrane: boolean;
}

/** Something was found on a crane elsewhere that has the maker and model of the member's own. */
export interface SisterCraneFacts {
  readonly maker: string;
  readonly model: string;
  /** The member's own cranes of that kind. */
  readonly cranes: readonly string[];
  /** What was found, as the detector calls it, and its ATT&CK techniques. */
  readonly found: string;
  readonly techniques: readonly string[];
}

export interface Sentences {
  advisory(facts: AdvisoryFacts): WarningWords;
  sisterCrane(facts: SisterCraneFacts): WarningWords;
  detected(facts: DetectedFacts): WarningWords;
  nextInLine(facts: NextInLineFacts): WarningWords;
  peerWarns(facts: PeerWarnsFacts): WarningWords;
  peerOwn(facts: PeerOwnFacts): WarningWords;
  attackServer(facts: AttackServerFacts): WarningWords;
  secondMember(facts: SecondMemberFacts): WarningWords;
}
