/**
 * A member's site as detectors ask it: zones, conduits, cranes, orders and windows by address and time. Compiled once from
 * its lists; each answer is a look-up, as it is asked for each message.
 */
import { type Network, networkContains, parseAddress, parseNetwork } from "../../base/index.js";
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
} from "../../model/index.js";
import { Spans } from "./spans.js";

export interface Site {
  readonly lists: SiteLists;
  /** The zone of the narrowest network that has the address; null where none has. */
  zoneOf(address: string): Zone | null;
  /** The conduits from one zone to another. */
  conduitsOf(fromZoneId: string, toZoneId: string): readonly Conduit[];
  /** By address or MAC address. */
  assetOf(address: string): ListedAsset | null;
  craneOf(address: string): Crane | null;
  /** Orders under way then for the machine at this address (or for all of the site). */
  ordersAt(address: string, timeUs: number): readonly WorkOrder[];
  windowsAt(address: string, timeUs: number): readonly MaintenanceWindow[];
  /** Orders of a vendor that have a moment in common with this time, whatever machine they are for. */
  ordersOfVendor(vendor: string, fromUs: number, toUs: number): readonly WorkOrder[];
  /** By the account that was used or the address it came from. */
  vendorOf(account: string, address: string): VendorAccess | null;
  pointsOf(address: string): ReadonlyMap<string, Point>;
}

/** Addresses whose zone is remembered; beyond it all are worked out again. */
const rememberedMax = 65_536;

interface ZoneNetwork {
  readonly zone: Zone;
  readonly network: Network;
}

const networksOf = (texts: readonly string[]): readonly Network[] =>
  texts.flatMap((text) => parseNetwork(text) ?? []);

export function compileSite(lists: SiteLists): Site {
  const zoneNetworks: readonly ZoneNetwork[] = lists.zones
    .flatMap((zone) => networksOf(zone.networks).map((network) => ({ zone, network })))
    .sort((a, b) => b.network.prefix - a.network.prefix);
  const zones = new Map<string, Zone | null>();
  const conduits = grouped(lists.conduits, ({ fromZoneId, toZoneId }) => [`${fromZoneId}\n${toZoneId}`]);
  const assets = new Map(
    lists.assets.flatMap((asset) =>
      [...asset.addresses, asset.mac].filter((key) => key !== "").map((key) => [key, asset] as const),
    ),
  );
  const cranes = new Map(lists.cranes.map((crane) => [crane.id, crane]));
  const accounts = new Map(
    lists.vendors.flatMap((vendor) =>
      vendor.accounts.map((account) => [account.toLowerCase(), vendor] as const),
    ),
  );
  const vendorNetworks = lists.vendors.flatMap((vendor) =>
    networksOf(vendor.networks).map((network) => ({ vendor, network })),
  );
  const points = new Map<string, Map<string, Point>>();
  for (const point of lists.points) {
    const known = points.get(point.address) ?? new Map<string, Point>();
    points.set(point.address, known.set(point.point, point));
  }
  const orders = new Spans(lists.workOrders, ({ craneIds, assetIds }) =>
    craneIds.length === 0 && assetIds.length === 0
      ? [wholeSite]
      : [...craneIds.map(craneKey), ...assetIds.map(assetKey)],
  );
  const windows = new Spans(lists.windows, ({ craneIds }) =>
    craneIds.length === 0 ? [wholeSite] : craneIds.map(craneKey),
  );
  const vendorOrders = new Spans(lists.workOrders, ({ vendor }) => [plainName(vendor)]);
  const craneOf = (address: string): Crane | null => cranes.get(assets.get(address)?.craneId ?? "") ?? null;
  /** What an order or a window may be for that is for the machine at this address. */
  const keysOf = (address: string): readonly string[] => {
    const asset = assets.get(address);
    const crane = craneOf(address);
    return [
      wholeSite,
      ...(asset === undefined ? [] : [assetKey(asset.id)]),
      ...(crane === null ? [] : [craneKey(crane.id)]),
    ];
  };

  return {
    lists,
    zoneOf(address) {
      const known = zones.get(address);
      if (known !== undefined) return known;
      const parsed = parseAddress(address);
      const found =
        parsed === null
          ? null
          : (zoneNetworks.find(({ network }) => networkContains(network, parsed))?.zone ?? null);
      if (zones.size >= rememberedMax) zones.clear();
      zones.set(address, found);
      return found;
    },
    conduitsOf: (from, to) => conduits.get(`${from}\n${to}`) ?? [],
    assetOf: (address) => assets.get(address) ?? null,
    craneOf,
    ordersAt: (address, timeUs) => orders.during(keysOf(address), timeUs, timeUs),
    windowsAt: (address, timeUs) => windows.during(keysOf(address), timeUs, timeUs),
    ordersOfVendor: (vendor, fromUs, toUs) => vendorOrders.during([plainName(vendor)], fromUs, toUs),
    vendorOf(account, address) {
      const byAccount = account === "" ? undefined : accounts.get(account.toLowerCase());
      if (byAccount !== undefined) return byAccount;
      const parsed = parseAddress(address);
      if (parsed === null) return null;
      return vendorNetworks.find(({ network }) => networkContains(network, parsed))?.vendor ?? null;
    },
    pointsOf: (address) => points.get(address) ?? noPoints,
  };
}

const wholeSite = "";
const assetKey = (id: string): string => `asset ${id}`;
const craneKey = (id: string): string => `crane ${id}`;
const plainName = (vendor: string): string => vendor.trim().toLowerCase();

const noPoints: ReadonlyMap<string, Point> = new Map();

function grouped<T>(list: readonly T[], keysOf: (one: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) for (const key of keysOf(one)) groups.set(key, [...(groups.get(key) ?? []), one]);
  return groups;
}

/** The site of a member who has listed nothing. */
export const emptyLists = (memberId: string, learningDays: number): SiteLists => ({
  memberId,
  zones: [],
  conduits: [],
  assets: [],
  cranes: [],
  workOrders: [],
  windows: [],
  vendors: [],
  points: [],
  learningDays,
});
