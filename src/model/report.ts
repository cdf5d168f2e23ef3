/** What a person at a member tells the center, and what of it others come to read. */
import type { Sector } from "./member.js";
import type { Observable } from "./observable.js";
import type { Tlp } from "./tlp.js";

/**
 * Who may know that a report is its member's: nobody, the center's operators (the default), the groups it is for, or
 * all members. More than the center also needs the member's standing consent.
 */
export const attributions = ["nobody", "center", "groups", "members"] as const;
export type Attribution = (typeof attributions)[number];

export const reportStates = ["stands", "withdrawn"] as const;
export type ReportState = (typeof reportStates)[number];

/** What others may read of a report, settled when it came in: what is known of members changes later. */
export interface SettledForm {
  readonly title: string;
  readonly text: string;
  readonly observables: readonly Observable[];
  /** Something was left out, as it would have shown a member. */
  readonly isCut: boolean;
  /** Who reads the sender's sector: enough of its members must be left to have sent it. */
  readonly sectorFor: "all" | "other sectors" | "nobody";
  /**
   * Members that must not be told of it, as it is about them: none but where its handling says so. Absent in reports
   * from before it was settled.
   */
  readonly affectedIds?: readonly string[];
}

/** What may go with one report. A mail with its pictures and two logs is under 10 MiB; ten screenshots of a large screen are under 20. */
export const evidenceLimits = {
  files: 10,
  fileBytes: 10 * 2 ** 20,
  allBytes: 20 * 2 ** 20,
  nameChars: 120,
} as const;

/** A file that belongs to a report, without its bytes. */
export interface ReportEvidence {
  readonly id: string;
  /** Without folders, and without what would make it look like another. */
  readonly name: string;
  /** As its bytes tell, not as its sender says. */
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface Report {
  readonly id: string;
  /** The id that others know it by; it has nothing to do with `id`. */
  readonly sharedId: string;
  readonly memberId: string;
  /** The sender's sector when it sent it. */
  readonly sector: Sector;
  readonly title: string;
  readonly text: string;
  readonly observables: readonly Observable[];
  /** Its files: for its own member and the center's operators alone. */
  readonly evidence: readonly ReportEvidence[];
  /** Null until it is settled, while it is written and previewed. */
  readonly others: SettledForm | null;
  readonly tlp: Tlp;
  /** FIRST IEP 2.0, where the member set one. */
  readonly handling: Handling;
  /** Whom TLP:RED is for. */
  readonly namedPersonIds: readonly string[];
  /** Their mail addresses, where the sender knows no more; looked up when it leaves. */
  readonly namedMails: readonly string[];
  /** The groups it is for; the whole community where there are none. */
  readonly groupIds: readonly string[];
  readonly attribution: Attribution;
  readonly urgent: boolean;
  readonly receivedUs: number;
  /** From when on others may know of it: up to 15 minutes after it came in, at once where urgent. */
  readonly releaseUs: number;
  readonly state: ReportState;
  readonly mark: string | null;
}

/** The policies of FIRST IEP 2.0 that Breakwater acts on; the widest where a policy says nothing. */
export interface Handling {
  /** What may be done with it: `internally-visible-actions` and less never makes a block. */
  readonly permittedActions: PermittedActions;
  readonly affectedPartyNotifications: "may" | "must-not";
  readonly providerAttribution: "may" | "must" | "must-not";
}

/** In order, each allowing what stands before it. */
export const permittedActions = [
  "none",
  "contact-for-instruction",
  "internally-visible-actions",
  "externally-visible-indirect-actions",
  "externally-visible-direct-actions",
] as const;
export type PermittedActions = (typeof permittedActions)[number];

/** A report as its reader may read it. */
export interface ReleasedReport {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly observables: readonly Observable[];
  /** Its files, where the reader may have them; none is told of to anybody else. */
  readonly evidence: readonly ReportEvidence[];
  readonly tlp: Tlp;
  readonly handling: Handling;
  /** It is the reader's own company's. */
  readonly isOwn: boolean;
  /** The sender's sector, where at least three could have sent it. */
  readonly sector: Sector | null;
  /** The sender's name, where it wants to be known. */
  readonly from: string | null;
  readonly sinceUs: number;
  readonly urgent: boolean;
  readonly state: ReportState;
  /** Something was left out, as it would have shown a member. */
  readonly isCut: boolean;
  readonly mark: string | null;
}
