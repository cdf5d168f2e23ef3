/** Warnings, what members answer, and what the gate records of each release. */
import type { Language } from "./member.js";
import type { Observable } from "./observable.js";
import type { Evidence } from "./sighting.js";
import type { Tlp } from "./tlp.js";

export const urgencies = ["low", "medium", "high", "critical"] as const;
export type Urgency = (typeof urgencies)[number];

/**
 * What is urgent: a machine may be in an attacker's hands. It is told at once and to everybody; the rest may wait some
 * minutes, so that its time does not tell whose telemetry it came from, and may be kept from who does not share.
 */
export const isUrgent = (urgency: Urgency): boolean => urgency === "high" || urgency === "critical";

/** A fact as a label and a value, in plain words; what a value is, it says in its label. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What a warning says, in one language. */
export interface WarningWords {
  /** One sentence that says what happened, ends with a full stop. */
  readonly sentence: string;
  /** Two or three sentences with the numbers. */
  readonly story: string;
  readonly facts: readonly Fact[];
  readonly doNow: readonly string[];
}

/** What a rule wants to tell one member, in English; the gate decides what of it leaves, and in which language. */
export interface WarningDraft extends WarningWords {
  readonly rule: string;
  /** Same key, same warning: a later draft updates the open one instead of making a second. */
  readonly key: string;
  readonly recipientMemberId: string;
  /** Members whose sightings this is built on; never released unless it is the recipient itself. */
  readonly originMemberIds: readonly string[];
  readonly observable: Observable;
  readonly urgency: Urgency;
  readonly tlp: Tlp;
  /** The same in the other languages; drafts of older versions have none. */
  readonly translations?: Readonly<Partial<Record<Language, WarningWords>>>;
  /** The recipient's own records only. */
  readonly evidence: readonly Evidence[];
  readonly sightingIds: readonly string[];
  readonly mark: string | null;
}

export const reactionKinds = ["on it", "not here", "need help", "handled"] as const;
export type ReactionKind = (typeof reactionKinds)[number];

export interface Reaction {
  readonly kind: ReactionKind;
  readonly person: string;
  readonly note: string;
  readonly atUs: number;
}

export const warningStates = ["open", "closed"] as const;
export type WarningState = (typeof warningStates)[number];

export const closeReasons = [
  "duplicate",
  "false alarm",
  "true and handled",
  "expected",
  "not about us",
] as const;
export type CloseReason = (typeof closeReasons)[number];

/** What only the center's own operators see of a warning. */
export interface CenterView {
  readonly recipient: { readonly id: string; readonly name: string };
  readonly origins: readonly { readonly id: string; readonly name: string }[];
  readonly sightingIds: readonly string[];
  /** True where the gate let it go to its member; the receipts say why not. */
  readonly released: boolean;
}

/** A warning as its recipient may read it: the released form. */
export interface ReleasedWarning {
  readonly id: string;
  readonly rule: string;
  readonly observable: Observable;
  readonly urgency: Urgency;
  readonly tlp: Tlp;
  /** Of the words: the member's where they stand in it, else English; English for the center. */
  readonly language: Language;
  readonly sentence: string;
  readonly story: string;
  readonly facts: readonly Fact[];
  readonly doNow: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly createdUs: number;
  readonly updatedUs: number;
  readonly state: WarningState;
  readonly closeReason: CloseReason | null;
  readonly reactions: readonly Reaction[];
  /** Null for everyone but operators. */
  readonly center: CenterView | null;
  readonly mark: string | null;
}
