/** Members and the people of the house. Sectors and roles are the glossary's. */
import type { Tlp } from "./tlp.js";

export const sectors = [
  "port authority",
  "terminal operator",
  "shipping line",
  "railroad",
  "trucking",
  "labor",
  "vendor",
  "agency",
  "other",
] as const;
export type Sector = (typeof sectors)[number];

/** To whom a member agreed to be named: all members, or those of one group. The center's operators see whose a report is unless the report itself says otherwise. */
export const consentScopes = ["members", "group"] as const;
export type ConsentScope = (typeof consentScopes)[number];

export interface Consent {
  readonly to: ConsentScope;
  /** The group's id where it is to a group, null otherwise. */
  readonly groupId: string | null;
  readonly sinceUs: number;
}

/** The languages a member is written to in. */
export const languages = ["en", "es"] as const;
export type Language = (typeof languages)[number];

/** What a member chose to show of itself to the other members. */
export interface DirectoryEntry {
  /** False: no other member learns that it is one. */
  readonly listed: boolean;
  readonly text: string;
}

/** An entry of the directory as others read it; `text` is empty where it would show a third member. */
export interface DirectoryEntryForm {
  readonly name: string;
  readonly sector: Sector;
  readonly text: string;
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly sector: Sector;
  /** Networks the member calls its own, canonical CIDR text. */
  readonly networks: readonly string[];
  /** The managed service providers whose tools see for it; two members that share one are not independent. */
  readonly providers: readonly string[];
  /** The highest TLP it may receive. */
  readonly tlpCeiling: Tlp;
  /** Ids of the groups it is in. */
  readonly groups: readonly string[];
  /** To whom it may be named as the origin of what it shares; to nobody where this is empty. */
  readonly consents: readonly Consent[];
  readonly language: Language;
  /** IANA name, as `America/Los_Angeles`. */
  readonly timeZone: string;
  readonly directory: DirectoryEntry;
  /** Set on what the sample port or an exercise made, null on what is real. */
  readonly mark: string | null;
}

/** What a member has before anybody says otherwise: it is in no group, named to nobody, listed nowhere. */
export const memberDefaults = {
  groups: [],
  consents: [],
  language: "en",
  timeZone: "UTC",
  directory: { listed: false, text: "" },
} as const satisfies Partial<Member>;

/** Whoever belongs to a member has one of these. */
export const memberRoles = ["viewer", "analyst", "admin"] as const;
/** The center's own people, who belong to no member: `operator` runs it, `auditor` reads what it did. */
export const centerRoles = ["operator", "auditor"] as const;
export const roles = [...memberRoles, ...centerRoles] as const;
export type Role = (typeof roles)[number];

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Null for the center's own people. */
  readonly memberId: string | null;
}
