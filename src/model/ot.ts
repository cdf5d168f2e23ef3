/**
 * Words of a terminal's control network (OT): what a message between controllers does, what is known of an asset, and the
 * lists that a terminal keeps of its own: zones and conduits (IEC 62443-3-2), cranes, work orders, maintenance windows,
 * vendor accounts, points. All of a list is one member's, and private to it and the center's operators.
 */

export const otProtocols = [
  "modbus",
  "s7comm",
  "s7comm-plus",
  "dnp3",
  "enip",
  "cip",
  "bacnet",
  "opcua",
  "profinet",
  "ethercat",
] as const;
export type OtProtocol = (typeof otProtocols)[number];

/**
 * What a message does to the one that gets it, whatever its protocol calls it. `reply` is an answer that says nothing of its
 * own; `unknown` a function that the protocol does not have.
 */
export const otKinds = [
  "read",
  "write",
  "select",
  "operate",
  "program",
  "upload",
  "stop",
  "start",
  "restart",
  "mode",
  "control",
  "delete",
  "file-write",
  "file-read",
  "time",
  "identify",
  "list",
  "diagnose",
  "session",
  "subscribe",
  "notify",
  "reply",
  "unknown",
] as const;
export type OtKind = (typeof otKinds)[number];

/** Kinds that change what a machine does or holds. */
export const stateChangingKinds: ReadonlySet<OtKind> = new Set<OtKind>([
  "write",
  "select",
  "operate",
  "program",
  "stop",
  "start",
  "restart",
  "mode",
  "control",
  "delete",
  "file-write",
]);

/** Of those, the ones that no daily work has: they are told of at any time, learned or not. */
export const graveKinds: ReadonlySet<OtKind> = new Set<OtKind>([
  "program",
  "stop",
  "start",
  "restart",
  "mode",
  "control",
  "delete",
]);

export const assetRoles = [
  "plc",
  "safety plc",
  "drive",
  "hmi",
  "engineering station",
  "historian",
  "camera",
  "remote i/o",
  "gateway",
  "modem",
  "server",
  "network device",
  "remote-control station",
  "management system",
  "other",
  "unknown",
] as const;
export type AssetRole = (typeof assetRoles)[number];

/** Whether a person has answered the question that a new asset or relation is. */
export const reviewStates = ["new", "confirmed", "not expected"] as const;
export type ReviewState = (typeof reviewStates)[number];

/** A part of the network with one level of trust; a zone without networks is only named. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  /** `control` may never reach the internet; `enterprise`, `dmz`, `vendor` and `safety` as IEC 62443 has them. */
  readonly kind: "control" | "safety" | "dmz" | "enterprise" | "vendor" | "other";
  /** Canonical CIDRs; of overlapping zones the narrowest network counts. */
  readonly networks: readonly string[];
}

/** A known way from one zone to another. */
export interface Conduit {
  readonly id: string;
  readonly fromZoneId: string;
  readonly toZoneId: string;
  /** Services or `tcp/502`; empty: all. */
  readonly allows: readonly string[];
  /** Addresses it goes through or from which alone it may be used; none: all of the zone. */
  readonly via: readonly string[];
  readonly note: string;
}

/** What the terminal itself says of a machine. */
export interface ListedAsset {
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Lower case with colons; empty where unknown. */
  readonly mac: string;
  readonly role: AssetRole;
  readonly vendor: string;
  readonly product: string;
  readonly firmware: string;
  readonly craneId: string | null;
  readonly isCritical: boolean;
}

export const directiveStatuses = ["not applicable", "open", "in progress", "done"] as const;
export type DirectiveStatus = (typeof directiveStatuses)[number];

export interface Crane {
  readonly id: string;
  readonly name: string;
  readonly maker: string;
  readonly model: string;
  readonly terminal: string;
  readonly berth: string;
  /** Of the MARSEC directives 105-4 and 105-5: the status alone, never their text, which is SSI. */
  readonly directiveStatus: DirectiveStatus;
  readonly note: string;
}

/** Work that somebody ordered; while it lasts it explains what is done to its cranes and assets. */
export interface WorkOrder {
  readonly id: string;
  /** The terminal's own number. */
  readonly number: string;
  readonly title: string;
  /** Cranes and assets by id; both empty: the whole site. */
  readonly craneIds: readonly string[];
  readonly assetIds: readonly string[];
  /** The vendor it is given to; empty: own people. */
  readonly vendor: string;
  readonly startUs: number;
  readonly endUs: number;
}

/** A time in which work is to be expected. It suppresses nothing; it explains. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly title: string;
  readonly craneIds: readonly string[];
  readonly startUs: number;
  readonly endUs: number;
}

/** How a vendor comes in. */
export interface VendorAccess {
  readonly id: string;
  readonly vendor: string;
  /** Accounts and addresses or networks by which it is known. */
  readonly accounts: readonly string[];
  readonly networks: readonly string[];
}

/** A value that may not leave its engineered range: hoist overload, wind, an E-stop. */
export interface Point {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** As messages call it (`OtPoint.point`), with the unit where there is one: `4 holding 100`. */
  readonly point: string;
  readonly least: number | null;
  readonly most: number | null;
  /** Most change per second; null: not watched. */
  readonly mostPerSecond: number | null;
  /** Seconds after which an unchanged value is stuck; null: not watched. */
  readonly stuckAfterS: number | null;
  readonly unit: string;
  readonly isSafety: boolean;
}

/** All that detection knows of a member's site. */
export interface SiteLists {
  readonly memberId: string;
  readonly zones: readonly Zone[];
  readonly conduits: readonly Conduit[];
  readonly assets: readonly ListedAsset[];
  readonly cranes: readonly Crane[];
  readonly workOrders: readonly WorkOrder[];
  readonly windows: readonly MaintenanceWindow[];
  readonly vendors: readonly VendorAccess[];
  readonly points: readonly Point[];
  /** How long relations are learned, in days. */
  readonly learningDays: number;
}

export const learningDaysDefault = 14;
