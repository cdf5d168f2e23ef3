/** One asset as the book holds it: what is heard of it, and what of that was not told yet. */
import type { AssetIdentity, AssetNews, RoleEvidence } from "../../../model/index.js";
import type { OtIdentity } from "../message.js";
import type { Site } from "../site.js";
import { macMaker } from "./mac-makers.js";
import {
  answeringEvidence,
  askingEvidence,
  listedEvidence,
  makerEvidence,
  productEvidence,
} from "./roles.js";

export const isMac = (address: string): boolean => address.length === 17 && address[2] === ":";

const textMax = 120;
const protocolsMax = 20;
/** Controllers that are told apart of those a machine asks. */
const askedMax = 4;

export interface KnownAsset {
  readonly address: string;
  /** An end of messages of a control network, on the terminal's list, or in a zone of kind control or safety. */
  isOt: boolean;
  mac: string;
  evidence: Record<string, RoleEvidence>;
  identity: AssetIdentity;
  protocols: string[];
  /** Of controllers it asks: which, and whether it writes or programs. */
  asked: string[];
  writes: boolean;
  programs: boolean;
  zone: string;
  zoneKind: string;
  craneId: string | null;
  listedId: string | null;
  firstUs: number;
  lastUs: number;
  /** Since it was last told. */
  records: number;
  /** When it was last told; below every time where it was not. */
  toldUs: number;
  /** Records in which its MAC address was looked for. */
  looked: number;
}

export const newAsset = (address: string, timeUs: number): KnownAsset => {
  const asset: KnownAsset = {
    address,
    isOt: false,
    mac: "",
    evidence: {},
    identity: { vendor: "", product: "", firmware: "", serial: "", name: "" },
    protocols: [],
    asked: [],
    writes: false,
    programs: false,
    zone: "",
    zoneKind: "",
    craneId: null,
    listedId: null,
    firstUs: timeUs,
    lastUs: timeUs,
    records: 0,
    toldUs: Number.NEGATIVE_INFINITY,
    looked: 0,
  };
  if (isMac(address)) learnMac(asset, address);
  return asset;
};

/** Each answers whether that was new. */
export function learnMac(asset: KnownAsset, mac: string): boolean {
  if (asset.mac === mac) return false;
  asset.mac = mac;
  const maker = macMaker(mac);
  if (maker === null) delete asset.evidence["mac maker"];
  else asset.evidence["mac maker"] = makerEvidence(maker);
  return true;
}

export function learnProtocol(asset: KnownAsset, protocol: string): boolean {
  if (asset.protocols.includes(protocol) || asset.protocols.length >= protocolsMax) return false;
  asset.protocols.push(protocol);
  return true;
}

export function learnEvidence(asset: KnownAsset, kind: string, evidence: RoleEvidence | null): boolean {
  const known = asset.evidence[kind];
  if (evidence === null || (known?.role === evidence.role && known.says === evidence.says)) return false;
  asset.evidence[kind] = evidence;
  return true;
}

export const learnAnswering = (asset: KnownAsset, protocol: string): boolean =>
  asset.evidence[`answers ${protocol}`] === undefined &&
  learnEvidence(asset, `answers ${protocol}`, answeringEvidence(protocol));

export function learnAsking(asset: KnownAsset, whom: string, writes: boolean, programs: boolean): boolean {
  const isKnown =
    (asset.asked.length >= askedMax || asset.asked.includes(whom)) &&
    (asset.writes || !writes) &&
    (asset.programs || !programs);
  if (isKnown) return false;
  if (asset.asked.length < askedMax && !asset.asked.includes(whom)) asset.asked.push(whom);
  asset.writes ||= writes;
  asset.programs ||= programs;
  return learnEvidence(
    asset,
    "asks",
    askingEvidence({ writes: asset.writes, programs: asset.programs, controllers: asset.asked.length }),
  );
}

export function learnIdentity(asset: KnownAsset, said: Partial<OtIdentity>): boolean {
  const { identity } = asset;
  const next = (field: keyof AssetIdentity) => {
    const text = said[field]?.trim().slice(0, textMax) ?? "";
    return text === "" ? identity[field] : text;
  };
  const learned: AssetIdentity = {
    vendor: next("vendor"),
    product: next("product"),
    firmware: next("firmware"),
    serial: next("serial"),
    name: next("name"),
  };
  const fields = Object.keys(learned) as (keyof AssetIdentity)[];
  if (fields.every((field) => learned[field] === identity[field])) return false;
  asset.identity = learned;
  learnEvidence(asset, "product", productEvidence(learned));
  return true;
}

/** What the terminal's lists say of it, as they now stand. */
export function place(asset: KnownAsset, site: Site | null): boolean {
  const zone = site?.zoneOf(asset.address) ?? null;
  const listed = site?.assetOf(asset.address) ?? (asset.mac === "" ? null : site?.assetOf(asset.mac)) ?? null;
  const before = [asset.zone, asset.zoneKind, asset.craneId, asset.listedId, asset.evidence["listed"]?.says];
  asset.zone = zone?.name ?? "";
  asset.zoneKind = zone?.kind ?? "";
  asset.listedId = listed?.id ?? null;
  asset.craneId = listed?.craneId ?? null;
  if (listed === null || listed.role === "unknown") delete asset.evidence["listed"];
  else asset.evidence["listed"] = listedEvidence(listed);
  if (listed !== null || zone?.kind === "control" || zone?.kind === "safety") asset.isOt = true;
  const after = [asset.zone, asset.zoneKind, asset.craneId, asset.listedId, asset.evidence["listed"]?.says];
  return before.some((value, at) => value !== after[at]);
}

/** What is told of it now; from here on its records are counted anew. */
export function assetNews(
  asset: KnownAsset,
  whose: { readonly memberId: string; readonly mark: string | null },
  nowUs: number,
): AssetNews {
  const { address, mac, zone, zoneKind, craneId, listedId, firstUs, lastUs, records } = asset;
  asset.records = 0;
  asset.toldUs = nowUs;
  return {
    ...whose,
    address,
    mac,
    macVendor: mac === "" ? "" : (macMaker(mac)?.maker ?? ""),
    evidence: { ...asset.evidence },
    identity: asset.identity,
    protocols: [...asset.protocols].sort(),
    zone,
    zoneKind,
    craneId,
    listedId,
    firstUs,
    lastUs,
    records,
  };
}

export function openAsset(saved: unknown): KnownAsset | undefined {
  const asset = saved as Partial<KnownAsset> | null;
  if (typeof asset?.address !== "string" || typeof asset.evidence !== "object") return undefined;
  return { ...newAsset(asset.address, 0), ...structuredClone(asset) } as KnownAsset;
}
