/**
 * Words around a terminal's own lists (`ot.ts`): what each list is called in the API, on the command line and in the store,
 * what a change of one is, and the plan of the port that screens draw.
 */
import type {
  Conduit,
  Crane,
  ListedAsset,
  MaintenanceWindow,
  Point,
  SiteLists,
  VendorAccess,
  WorkOrder,
  Zone,
} from "./ot.js";

export interface SiteEntries {
  readonly zones: Zone;
  readonly conduits: Conduit;
  readonly cranes: Crane;
  readonly assets: ListedAsset;
  readonly workOrders: WorkOrder;
  readonly windows: MaintenanceWindow;
  readonly vendors: VendorAccess;
  readonly points: Point;
}
export type SiteListName = keyof SiteEntries;
export type SiteEntry = SiteEntries[SiteListName];

/** In the order in which they are filled: what is named by others comes first. */
export const siteListNames = [
  "zones",
  "conduits",
  "cranes",
  "assets",
  "workOrders",
  "windows",
  "vendors",
  "points",
] as const satisfies readonly SiteListName[];

export const siteChangeKinds = ["added", "changed", "removed", "learning days"] as const;
export type SiteChangeKind = (typeof siteChangeKinds)[number];

/** One change of one entry, or of how long relations are learned. */
export interface SiteChange {
  readonly number: number;
  /** Of the member's lists, after it. */
  readonly version: number;
  /** Null for what is no entry. */
  readonly list: SiteListName | null;
  readonly entryId: string | null;
  /** What the entry is called. */
  readonly name: string;
  readonly kind: SiteChangeKind;
  /** As its columns, before and after; null where it was not or is not any more. */
  readonly before: Readonly<Record<string, string>> | null;
  readonly after: Readonly<Record<string, string>> | null;
  /** A person of the member by name, or what it was: the center, a program, somebody who left. */
  readonly by: string;
  readonly atUs: number;
}

/** A member's lists with what they are at: `version` rises with every change. */
export interface MemberSite extends SiteLists {
  readonly version: number;
  /** Null where nothing was ever listed. */
  readonly changedUs: number | null;
}

export const planKinds = [
  "terminal",
  "berth",
  "crane",
  "gate",
  "rail",
  "basin",
  "building",
  "other",
] as const;
export type PlanKind = (typeof planKinds)[number];

/** Longitude and latitude in degrees (WGS 84). */
export type Position = readonly [number, number];
export type PlanGeometry =
  | { readonly type: "Point"; readonly coordinates: Position }
  | { readonly type: "MultiPoint" | "LineString"; readonly coordinates: readonly Position[] }
  | { readonly type: "MultiLineString" | "Polygon"; readonly coordinates: readonly (readonly Position[])[] }
  | {
      readonly type: "MultiPolygon";
      readonly coordinates: readonly (readonly (readonly Position[])[])[];
    };

export interface PlanFeature {
  readonly type: "Feature";
  readonly properties: {
    readonly name: string;
    readonly kind: PlanKind;
    /** Which terminal and which crane it is or belongs to, by name; empty where to none. */
    readonly terminal: string;
    readonly crane: string;
  };
  readonly geometry: PlanGeometry;
}

/** The plan of the port: GeoJSON (RFC 7946), one for each center. */
export interface PortPlan {
  readonly type: "FeatureCollection";
  readonly features: readonly PlanFeature[];
}
