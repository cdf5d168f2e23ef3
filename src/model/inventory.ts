/**
 * What passive watching knows of a control network: assets, who talks to whom, and when vendors came in. It is told as news
 * with each batch and gathered in the state store. All of it is one member's, and private to it and to the center's
 * operators and auditors. A new asset is a question to a person, not an alarm.
 */
import type { AssetRole, OtKind } from "./ot.js";

/** Why an asset is taken for something: one sentence for each kind of evidence, the latest. */
export interface RoleEvidence {
  readonly role: AssetRole;
  /** From 1 (a hint) to 100 (somebody said so); the role with the strongest evidence counts. */
  readonly weight: number;
  readonly says: string;
}

/** What an asset says of itself, or what its terminal says of it; each text empty where unknown. */
export interface AssetIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly firmware: string;
  readonly serial: string;
  readonly name: string;
}

/** What was learned of one asset since it was last told. */
export interface AssetNews {
  readonly memberId: string;
  /** IP address; MAC address where it has none. With the member it names the asset. */
  readonly address: string;
  /** Lower case with colons; empty where unknown. */
  readonly mac: string;
  /** Who the IEEE gave the MAC address to; empty where unknown. */
  readonly macVendor: string;
  /** By kind: `answers s7comm`, `mac vendor`. */
  readonly evidence: Readonly<Record<string, RoleEvidence>>;
  readonly identity: AssetIdentity;
  readonly protocols: readonly string[];
  /** The zone's name, and its kind; empty where no zone has it. */
  readonly zone: string;
  readonly zoneKind: string;
  readonly craneId: string | null;
  /** Of the terminal's own list; null where it is on none. */
  readonly listedId: string | null;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Records that told of it since the last news. */
  readonly records: number;
  readonly mark: string | null;
}

export interface FunctionCount {
  readonly name: string;
  readonly kind: OtKind;
  readonly count: number;
  readonly firstUs: number;
}

/** What was seen between two machines since it was last told: counts add up, times and sets are joined. */
export interface RelationNews {
  readonly memberId: string;
  /** Who asks, and who is asked. */
  readonly sender: string;
  readonly receiver: string;
  /** `tcp`, `udp`, `icmp`, `layer 2`. */
  readonly transport: string;
  /** Of the receiver; 0 where there is none. */
  readonly port: number;
  readonly protocols: readonly string[];
  readonly functions: readonly FunctionCount[];
  readonly messages: number;
  /** Payload both ways, where a log of connections tells it. */
  readonly bytes: number;
  /** Messages by hour of the day (UTC), 24 of them. */
  readonly hours: readonly number[];
  readonly firstUs: number;
  readonly lastUs: number;
  readonly mark: string | null;
}

/** How a vendor's session stands to the terminal's work orders; all but the first is a warning. */
export const sessionVerdicts = ["matched", "no order", "other crane", "past its end"] as const;
export type SessionVerdict = (typeof sessionVerdicts)[number];

/** What was changed on a machine while a vendor was in. */
export interface SessionChange {
  readonly receiver: string;
  readonly function: string;
  readonly kind: OtKind;
  readonly count: number;
}

/** A vendor's remote session as it now stands: the whole of it each time, so that the last told counts. */
export interface VendorSessionNews {
  readonly memberId: string;
  /** Vendor, source and start: names the session within its member. */
  readonly key: string;
  readonly vendor: string;
  readonly accounts: readonly string[];
  readonly source: string;
  readonly targets: readonly string[];
  /** `vpn`, `rdp`, `ssh`, `vnc`, `https`, … */
  readonly services: readonly string[];
  readonly craneIds: readonly string[];
  readonly startUs: number;
  /** Of the last that was seen of it. */
  readonly endUs: number;
  readonly isOpen: boolean;
  readonly orders: readonly { readonly id: string; readonly number: string; readonly title: string }[];
  readonly verdict: SessionVerdict;
  readonly changes: readonly SessionChange[];
  readonly mark: string | null;
}

/** How far a member's baseline is. */
export interface LearningNews {
  readonly memberId: string;
  /** Of the first message of a control network. */
  readonly sinceUs: number;
  readonly lastUs: number;
  readonly days: number;
  /** Messages since the last news. */
  readonly messages: number;
  readonly mark: string | null;
}

export interface InventoryNews {
  readonly assets: readonly AssetNews[];
  readonly relations: readonly RelationNews[];
  readonly sessions: readonly VendorSessionNews[];
  readonly learning: readonly LearningNews[];
}

export const noInventoryNews: InventoryNews = { assets: [], relations: [], sessions: [], learning: [] };

/** The strongest evidence counts; among equals the role that comes first in the alphabet, so that it does not waver. */
export function strongestRole(evidence: Readonly<Record<string, RoleEvidence>>): AssetRole {
  let best: RoleEvidence | null = null;
  for (const one of Object.values(evidence))
    if (best === null || one.weight > best.weight || (one.weight === best.weight && one.role < best.role))
      best = one;
  return best?.role ?? "unknown";
}

/** One step in an asset's or relation's history. */
export interface InventoryChange {
  readonly version: number;
  readonly atUs: number;
  /** The person's name; empty where the network showed it. */
  readonly by: string;
  readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[];
}
