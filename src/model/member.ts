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

/** `viewer`, `analyst`, `admin` within a member; `operator` for the center's own team; `auditor` reads only. */
export const roles = ["viewer", "analyst", "admin", "operator", "auditor"] as const;
export type Role = (typeof roles)[number];

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Null for the center's own people. */
  readonly memberId: string | null;
}
