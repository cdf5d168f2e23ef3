/**
 * What the gate is asked and what it answers. Every kind of object, recipient and channel that can leave stands
 * here; anything else is refused. The gate itself knows the community, so that no caller can tell it a wrong
 * ceiling or leave an origin's networks out.
 */
import type {
  CloseReason,
  Crane,
  DirectoryEntryForm,
  GatheredDetection,
  IndicatorClaim,
  Member,
  Observable,
  Person,
  PortPlan,
  Reaction,
  ReleasedReport,
  ReleasedWarning,
  Report,
  ReportEvidence,
  Sighting,
  Tlp,
  Urgency,
  WarningDraft,
  WarningState,
} from "../../model/index.js";

export interface WarningObject {
  readonly kind: "warning";
  readonly id: string;
  readonly draft: WarningDraft;
  readonly createdUs: number;
  readonly updatedUs: number;
  readonly state: WarningState;
  readonly closeReason: CloseReason | null;
  readonly reactions: readonly Reaction[];
}

export interface SightingObject {
  readonly kind: "sighting";
  readonly id: string;
  readonly sighting: Sighting;
}

export interface DetectionObject {
  readonly kind: "detection";
  readonly id: string;
  readonly detection: GatheredDetection;
}

export interface MemberObject {
  readonly kind: "member";
  readonly id: string;
  readonly member: Member;
}

/** Figures of one member's own things, or of the whole center where `memberId` is null. */
export interface CountsObject {
  readonly kind: "counts";
  readonly id: string;
  readonly memberId: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** What one source says of an indicator. */
export interface ClaimObject {
  readonly kind: "claim";
  readonly id: string;
  readonly claim: IndicatorClaim;
}

/** What a member chose to show of itself; with `groupId` as one of those in a group. */
export interface DirectoryObject {
  readonly kind: "directory";
  readonly id: string;
  readonly member: Member;
  readonly groupId: string | null;
}

export interface ReportObject {
  readonly kind: "report";
  readonly id: string;
  readonly report: Report;
  /** When it would leave: before its release time only its own member may read it. */
  readonly nowUs: number;
}

/** An object of another system that the center keeps: STIX as it came, a row of an indicator list. */
export interface ExchangeObject {
  readonly kind: "exchange";
  readonly id: string;
  /** Who gave it; null for the center. */
  readonly memberId: string | null;
  readonly tlp: string;
  readonly content: object;
}

export const recordKinds = [
  "agreement",
  "asset",
  "audit entry",
  "contact",
  "count",
  "edge",
  "event",
  "exposure",
  "group",
  "invitation",
  "live figure",
  "member",
  "participation",
  "person",
  "refused record",
  "release",
  "session",
  "site",
  "token",
  "vendor session",
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** Rows of one kind that the center keeps of a member; of all members, or of itself, where `memberId` is null. */
export interface RecordObject {
  readonly kind: "record";
  readonly id: string;
  readonly record: RecordKind;
  readonly memberId: string | null;
  readonly rows: readonly object[];
}

/** The plan of the port; `cranes` are those that its reader's member lists. */
export interface PlanObject {
  readonly kind: "plan";
  readonly id: string;
  readonly plan: PortPlan;
  readonly cranes: readonly Pick<Crane, "name" | "terminal">[];
}

/** A file of a report. */
export interface EvidenceObject {
  readonly kind: "evidence";
  /** The file's own. */
  readonly id: string;
  readonly report: Report;
}

/** One entry of a pack, which another port's center may start from. */
export interface PackObject {
  readonly kind: "pack";
  /** Its part and place: `feeds/3`. */
  readonly id: string;
  /** What the center's own policy marks it as. */
  readonly tlp: string;
  readonly content: object;
  /** Fields of `content` that are lists of values which stand for themselves: one that shows a member is cut. */
  readonly apart: readonly string[];
  /** The center's own member where its operator put its name on the pack; null where nobody may be named. */
  readonly namedMemberId: string | null;
}

export interface PackForm {
  readonly content: object;
  /** Places of values that were cut. */
  readonly cut: readonly string[];
}

export const noticeKinds = ["indicator", "warning", "sighting"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/**
 * What one center tells another of a value. `from` is whose word it is: a source's that the center reads, another
 * center's that it passes on, or the center's own, made of what its members met.
 */
export interface NoticeObject {
  readonly kind: "notice";
  readonly id: string;
  readonly about: NoticeKind;
  readonly from: "source" | "peer" | "center";
  readonly observable: Observable;
  readonly confidence: number;
  readonly labels: readonly string[];
  readonly validFromUs: number | null;
  readonly validUntilUs: number | null;
  /** The feed it stands on, by name; null where there is none to name. */
  readonly upstream: string | null;
  readonly urgency: Urgency | null;
  /** How many met it, as another center said; of the center's own it follows from `memberIds`. */
  readonly met: string | null;
  /** Every marking of what it is built on. */
  readonly tlps: readonly string[];
  /** Who met it. */
  readonly memberIds: readonly string[];
}

export interface NoticeForm {
  readonly about: NoticeKind;
  readonly observable: Observable;
  readonly confidence: number;
  readonly labels: readonly string[];
  readonly validFromUs: number | null;
  readonly validUntilUs: number | null;
  readonly upstream: string | null;
  readonly urgency: Urgency | null;
  readonly met: string | null;
  readonly tlp: Tlp;
}

/** Another center, as far as what goes to it was agreed. */
export interface PeerParty {
  readonly id: string;
  readonly name: string;
  readonly tlpCeiling: string;
  /** What may go to it; nothing where it only sends. */
  readonly kinds: readonly NoticeKind[];
}

/** What sources say of an observable, to be met at an edge without being read. */
export interface BlindObject {
  readonly kind: "blind";
  readonly id: string;
  readonly observable: Observable;
  /** The markings of all that is claimed of it. */
  readonly tlps: readonly string[];
}

export type GateObject =
  | PackObject
  | PlanObject
  | NoticeObject
  | ExchangeObject
  | BlindObject
  | RecordObject
  | WarningObject
  | ReportObject
  | EvidenceObject
  | DirectoryObject
  | SightingObject
  | DetectionObject
  | MemberObject
  | CountsObject
  | ClaimObject;

export type Recipient =
  | { readonly kind: "person"; readonly person: Person }
  | { readonly kind: "member"; readonly memberId: string }
  | { readonly kind: "file"; readonly name: string }
  | { readonly kind: "peer"; readonly peerId: string }
  /** Another program's TAXII server, as the configuration names it; `tlpCeiling` is what may go there. */
  | { readonly kind: "server"; readonly name: string; readonly tlpCeiling: string };

/** `edge`: to a member's edge, to be read there; `edge-blind`: to it as a keyed hash, to be met and not read. */
export const channels = [
  "console",
  "stream",
  "api",
  "taxii",
  "misp",
  "file",
  "mail",
  "edge",
  "edge-blind",
  "peer",
] as const;
export type Channel = (typeof channels)[number];

export interface GateRequest<O extends GateObject = GateObject> {
  readonly object: O;
  readonly recipient: Recipient;
  readonly channel: Channel;
}

/** The form each kind of object has when it is released. */
export interface Forms {
  readonly warning: ReleasedWarning;
  readonly report: ReleasedReport;
  readonly evidence: ReportEvidence;
  readonly directory: DirectoryEntryForm;
  readonly sighting: Sighting;
  readonly detection: GatheredDetection;
  readonly member: Member;
  readonly counts: Readonly<Record<string, number>>;
  readonly claim: IndicatorClaim;
  readonly exchange: object;
  readonly pack: PackForm;
  readonly plan: PortPlan;
  /** What is to be hashed. */
  readonly blind: Observable;
  readonly record: readonly object[];
  readonly notice: NoticeForm;
}

/** The rules, by the id that receipts carry. */
export const gateRules = {
  operator: "The center's operators see what the center holds, with its origins.",
  auditor: "The center's auditors read what was agreed, done and refused.",
  "own-member": "It is the member's own.",
  "origin-hidden": "Released to the member it is addressed to, without its origin.",
  "named-person": "It is TLP:RED, and this person is named in it.",
  attributed: "Released with its sender's name, as the sender agreed.",
  "center-shared": "The center gives it to members, and it shows none of them.",
  listed: "The member chose to be listed.",
  blind: "Given as a keyed hash: it can be met by this and not read.",
  "clear-to-all": "It is marked TLP:CLEAR and tells of no member.",
  "unknown-object": "The gate does not know this kind of object.",
  "unknown-recipient": "The gate does not know this recipient.",
  "unknown-channel": "The gate does not know this channel, or not for this recipient.",
  "auditor-elsewhere": "An auditor of the center reads its records of decisions, not members' warnings.",
  "not-addressed": "It belongs or is addressed to another member.",
  "tlp-red": "TLP:RED is for named people alone.",
  "not-listed": "The member did not choose to be listed.",
  "group-outside": "It is for groups that the member is not in.",
  "not-yet": "It leaves a little later, so that the time does not tell who sent it.",
  "affected-party": "Its handling policy says that those whom it is about must not be told of it.",
  "not-sharing": "The member shares nothing itself, and this is not urgent.",
  "blind-off": "This member is given nothing as a keyed hash.",
  "blind-guessable": "There are so few values of this kind that all can be tried against the hash.",
  "tlp-ceiling": "Its marking is above what the member may receive.",
  "evidence-closed": "Files of a report reach its own member and the center's operators alone.",
  withdrawn: "Its sender withdrew it.",
  "file-closed": "A file may be read by anyone; only what is TLP:CLEAR leaves in one.",
  "peer-agreed": "Released to another center as agreed, without members.",
  "peer-agreement": "It is not agreed with this center.",
  "peer-closed": "Other centers get indicators, warnings and counts of a value, and nothing else.",
  "peer-amber":
    "TLP:AMBER is for an organization and its clients. Another center is neither, unless the word is this center's own.",
  "server-given": "The center gives it to another server, and it is a source's word that shows no member.",
  "server-closed": "Other servers get what the center's sources say of indicators, and nothing else.",
  "small-crowd": "So few members could have met it that a count would show them.",
  "origin-unknown": "It is built on a member the gate does not know, so it can't hide it.",
  "origin-leak": "Its text would show another member.",
} as const satisfies Readonly<Record<string, string>>;
export type GateRule = keyof typeof gateRules;

export interface Released<F> {
  readonly released: true;
  readonly rule: GateRule;
  readonly reason: string;
  readonly form: F;
}

export interface Refused {
  readonly released: false;
  readonly rule: GateRule;
  /** For operators and receipts; never shown to the recipient. */
  readonly reason: string;
}

export type Decision<F> = Released<F> | Refused;

export function released<F>(rule: GateRule, form: F): Released<F> {
  return { released: true, rule, reason: gateRules[rule], form };
}

export function refused(rule: GateRule, detail = ""): Refused {
  return { released: false, rule, reason: detail === "" ? gateRules[rule] : `${gateRules[rule]} ${detail}` };
}
