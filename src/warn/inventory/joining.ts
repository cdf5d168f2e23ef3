/**
 * How news of an asset or relation join what is known: sets are united, times widened, counts added, what a device says of
 * itself replaced by what it says later. Pure; what changed that a person would want to look at again is told as well.
 */
import {
  type AssetIdentity,
  type AssetNews,
  type AssetRole,
  type FunctionCount,
  type RelationNews,
  type RoleEvidence,
  strongestRole,
} from "../../model/index.js";

export interface FieldChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

export type KnownAsset = Omit<AssetNews, "memberId" | "address" | "mark">;
export type KnownRelation = Omit<
  RelationNews,
  "memberId" | "sender" | "receiver" | "transport" | "port" | "mark"
>;

/** Names of functions that are kept of one relation; protocols of one asset are some ten. */
const functionsMax = 100;
const protocolsMax = 30;

const union = (known: readonly string[], more: readonly string[]): readonly string[] =>
  [...new Set([...known, ...more])].sort().slice(0, protocolsMax);

const given = (known: string, news: string): string => (news === "" ? known : news);

const identityOf = (known: AssetIdentity, news: AssetIdentity): AssetIdentity => ({
  vendor: given(known.vendor, news.vendor),
  product: given(known.product, news.product),
  firmware: given(known.firmware, news.firmware),
  serial: given(known.serial, news.serial),
  name: given(known.name, news.name),
});

export interface JoinedAsset {
  readonly asset: KnownAsset;
  readonly role: AssetRole;
  readonly changes: readonly FieldChange[];
}

/** What an asset becomes by the news. Its first news are no change: it is new as a whole. */
export function joinAsset(known: KnownAsset | null, news: KnownAsset): JoinedAsset {
  if (known === null) return { asset: news, role: strongestRole(news.evidence), changes: [] };
  const evidence: Record<string, RoleEvidence> = { ...known.evidence, ...news.evidence };
  const isLater = news.lastUs >= known.lastUs;
  const asset: KnownAsset = {
    mac: given(known.mac, news.mac),
    macVendor: given(known.macVendor, news.macVendor),
    evidence,
    identity: isLater ? identityOf(known.identity, news.identity) : identityOf(news.identity, known.identity),
    protocols: union(known.protocols, news.protocols),
    // What the lists say now, not what they said.
    zone: news.zone,
    zoneKind: news.zoneKind,
    craneId: news.craneId,
    listedId: news.listedId,
    firstUs: Math.min(known.firstUs, news.firstUs),
    lastUs: Math.max(known.lastUs, news.lastUs),
    records: known.records + news.records,
  };
  const before = strongestRole(known.evidence);
  const role = strongestRole(evidence);
  const change = (field: string, from: string, to: string): readonly FieldChange[] =>
    from === to ? [] : [{ field, from, to }];
  return {
    asset,
    role,
    changes: [
      ...change("role", before, role),
      ...change("mac", known.mac, asset.mac),
      ...(Object.keys(asset.identity) as (keyof AssetIdentity)[]).flatMap((field) =>
        change(field, known.identity[field], asset.identity[field]),
      ),
      ...change("protocols", known.protocols.join(", "), asset.protocols.join(", ")),
      ...change("zone", known.zone, asset.zone),
    ],
  };
}

export interface JoinedRelation {
  readonly relation: KnownRelation;
  readonly changes: readonly FieldChange[];
}

export function joinRelation(known: KnownRelation | null, news: KnownRelation): JoinedRelation {
  if (known === null) return { relation: news, changes: [] };
  const functions = joinFunctions(known.functions, news.functions);
  const names = new Set(known.functions.map(({ name }) => name));
  const added = functions.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  const protocols = union(known.protocols, news.protocols);
  const relation: KnownRelation = {
    protocols,
    functions,
    messages: known.messages + news.messages,
    bytes: known.bytes + news.bytes,
    hours: known.hours.map((count, hour) => count + (news.hours[hour] ?? 0)),
    firstUs: Math.min(known.firstUs, news.firstUs),
    lastUs: Math.max(known.lastUs, news.lastUs),
  };
  return {
    relation,
    changes: [
      ...(added.length === 0 ? [] : [{ field: "functions", from: "", to: added.join(", ") }]),
      ...(protocols.length === known.protocols.length
        ? []
        : [{ field: "protocols", from: known.protocols.join(", "), to: protocols.join(", ") }]),
    ],
  };
}

function joinFunctions(
  known: readonly FunctionCount[],
  news: readonly FunctionCount[],
): readonly FunctionCount[] {
  const byName = new Map(known.map((one) => [one.name, one]));
  for (const one of news) {
    const before = byName.get(one.name);
    if (before === undefined && byName.size >= functionsMax) continue;
    byName.set(one.name, {
      ...one,
      count: one.count + (before?.count ?? 0),
      firstUs: Math.min(one.firstUs, before?.firstUs ?? one.firstUs),
    });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
