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

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly sector: Sector;
  /** Networks the member calls its own, canonical CIDR text. */
  readonly networks: readonly string[];
  /** The managed service provider whose tools see for it; two members of one provider are not independent. */
  readonly provider: string | null;
  /** The highest TLP it may receive. */
  readonly tlpCeiling: Tlp;
  /** Set on what the sample port or an exercise made, null on what is real. */
  readonly mark: string | null;
}

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
