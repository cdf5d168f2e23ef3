/**
 * Inventory in the state store: news of a batch join what is known, in the transaction that applies the batch, so that they
 * count once. What is new or has changed gets a version, so that a person sees what changed since somebody looked. A machine
 * that its own terminal lists needs no answer: it is confirmed by the list, until a person says otherwise or the list drops
 * it. Whose telemetry it was is settled before; news of members that are no longer there are left out.
 *
 * Bound: 20,000 assets and 100,000 relations of a member; what would be more is not kept (detection holds fewer at once).
 */
import type { Insertable, Kysely } from "kysely";
import { newId } from "../../base/index.js";
import type {
  AssetNews,
  InventoryNews,
  LearningNews,
  RelationNews,
  VendorSessionNews,
} from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { portions, storableJson, storableText } from "../storable.js";
import { type FieldChange, joinAsset, joinRelation, type KnownAsset, type KnownRelation } from "./joining.js";

export const keptMax = { assets: 20_000, relations: 100_000 } as const;

/** Longer names come from a device that lies, or from a broken record. */
const textMax = 200;
const cut = (text: string): string => storableText(text).slice(0, textMax);
const cutAll = (texts: readonly string[]): string[] => texts.map(cut);
const timeOf = (us: number): number => Math.max(0, Math.round(us));

export async function keepInventory(tx: Kysely<Tables>, nowUs: number, news: InventoryNews): Promise<void> {
  const all = [...news.assets, ...news.relations, ...news.sessions, ...news.learning];
  const ids = [...new Set(all.map(({ memberId }) => memberId))];
  if (ids.length === 0) return;
  const there = await tx.selectFrom("member").select("id").where("id", "in", ids).execute();
  for (const { id } of there) {
    const own = <N extends { readonly memberId: string }>(list: readonly N[]) =>
      list.filter(({ memberId }) => memberId === id);
    for (const round of rounds(own(news.assets), assetKey))
      for (const part of portions(round, 500)) await keepAssets(tx, nowUs, id, part);
    for (const round of rounds(own(news.relations), relationKey))
      for (const part of portions(round, 500)) await keepRelations(tx, nowUs, id, part);
    for (const session of own(news.sessions)) await keepSession(tx, session);
    for (const learning of own(news.learning)) await keepLearning(tx, learning);
  }
}

const assetKey = ({ address, mark }: AssetNews): string => `${mark ?? ""}\n${cut(address)}`;
const relationKey = ({ sender, receiver, transport, port, mark }: RelationNews): string =>
  [cut(sender), cut(receiver), cut(transport), port, mark ?? ""].join("\n");

/** One statement can't write a row twice; what was forgotten and heard again may come twice in a batch. */
function rounds<N>(news: readonly N[], keyOf: (one: N) => string): readonly (readonly N[])[] {
  const all: N[][] = [];
  const times = new Map<string, number>();
  for (const one of news) {
    const key = keyOf(one);
    const nth = times.get(key) ?? 0;
    times.set(key, nth + 1);
    const round = all[nth] ?? [];
    all[nth] = round;
    round.push(one);
  }
  return all;
}

interface Version {
  readonly object_id: string;
  readonly version: number;
  readonly member_id: string;
  readonly at_us: number;
  readonly person_id: null;
  readonly mark: string;
  readonly changes: string;
}

const versionOf = (
  {
    id,
    version,
    memberId,
    mark,
    atUs,
  }: { id: string; version: number; memberId: string; mark: string; atUs: number },
  changes: readonly FieldChange[],
): Version => ({
  object_id: id,
  version,
  member_id: memberId,
  at_us: atUs,
  person_id: null,
  mark,
  changes: storableJson(changes.map(({ field, from, to }) => ({ field, from: cut(from), to: cut(to) }))),
});

async function keepAssets(
  tx: Kysely<Tables>,
  nowUs: number,
  memberId: string,
  news: readonly AssetNews[],
): Promise<void> {
  const rows = await tx
    .selectFrom("asset")
    .selectAll()
    .where("member_id", "=", memberId)
    .where("address", "in", [...new Set(news.map(({ address }) => cut(address)))])
    .orderBy("id")
    // A person may answer meanwhile.
    .forUpdate()
    .execute();
  const known = new Map(rows.map((row) => [`${row.mark}\n${row.address}`, row]));
  let room = await roomOf(tx, "asset", memberId, keptMax.assets);
  const versions: Version[] = [];
  const upserts: Insertable<Tables["asset"]>[] = [];
  for (const one of news) {
    const address = cut(one.address);
    const mark = one.mark ?? "";
    const before = known.get(assetKey(one));
    if (before === undefined && room-- <= 0) continue;
    const {
      asset,
      role,
      changes: heard,
    } = joinAsset(before === undefined ? null : toKnownAsset(before), one);
    const isNew = before === undefined;
    const id = before?.id ?? newId();
    const review = reviewByList(before, asset.listedId);
    const changes = review === null ? heard : [...heard, review];
    const version = (before?.version ?? 0) + (isNew || changes.length > 0 ? 1 : 0);
    if (isNew || changes.length > 0)
      versions.push(versionOf({ id, version, memberId, mark, atUs: timeOf(one.lastUs) }, changes));
    const row = {
      ...(review === null
        ? reviewOf(before)
        : {
            review: review.to,
            reviewed_us: review.to === "new" ? null : nowUs,
            reviewed_version: review.to === "new" ? 0 : version,
          }),
      mac: cut(asset.mac),
      mac_vendor: cut(asset.macVendor),
      role,
      evidence: storableJson(asset.evidence),
      identity: storableJson(
        Object.fromEntries(Object.entries(asset.identity).map(([name, text]) => [name, cut(text)])),
      ),
      protocols: cutAll(asset.protocols),
      zone: cut(asset.zone),
      zone_kind: cut(asset.zoneKind),
      crane_id: asset.craneId,
      listed_id: asset.listedId,
      first_us: timeOf(asset.firstUs),
      last_us: timeOf(asset.lastUs),
      records: asset.records,
      changed_us: isNew || changes.length > 0 ? nowUs : before.changed_us,
      version,
    };
    upserts.push({ ...row, id, member_id: memberId, address, mark });
  }
  if (upserts.length > 0)
    await tx
      .insertInto("asset")
      .values(upserts)
      .onConflict((on) =>
        on.columns(["member_id", "address", "mark"]).doUpdateSet((eb) => ({
          mac: eb.ref("excluded.mac"),
          mac_vendor: eb.ref("excluded.mac_vendor"),
          role: eb.ref("excluded.role"),
          evidence: eb.ref("excluded.evidence"),
          identity: eb.ref("excluded.identity"),
          protocols: eb.ref("excluded.protocols"),
          zone: eb.ref("excluded.zone"),
          zone_kind: eb.ref("excluded.zone_kind"),
          crane_id: eb.ref("excluded.crane_id"),
          listed_id: eb.ref("excluded.listed_id"),
          first_us: eb.ref("excluded.first_us"),
          last_us: eb.ref("excluded.last_us"),
          records: eb.ref("excluded.records"),
          changed_us: eb.ref("excluded.changed_us"),
          version: eb.ref("excluded.version"),
          review: eb.ref("excluded.review"),
          reviewed_us: eb.ref("excluded.reviewed_us"),
          reviewed_version: eb.ref("excluded.reviewed_version"),
        })),
      )
      .execute();
  await keepVersions(tx, versions);
}

interface AssetReview {
  readonly review: string;
  readonly reviewed_by: string | null;
  readonly reviewed_us: number | null;
  readonly reviewed_version: number;
  readonly listed_id: string | null;
}

const reviewOf = (
  before: AssetReview | undefined,
): Pick<AssetReview, "review" | "reviewed_us" | "reviewed_version"> => ({
  review: before?.review ?? "new",
  reviewed_us: before?.reviewed_us ?? null,
  reviewed_version: before?.reviewed_version ?? 0,
});

/** What coming onto its terminal's list, or going from it, makes of a machine that no person has answered; else null. */
function reviewByList(before: AssetReview | undefined, listedId: string | null): FieldChange | null {
  const was = before?.review ?? "new";
  const isListed = listedId !== null;
  if ((before?.reviewed_by ?? null) !== null || isListed === ((before?.listed_id ?? null) !== null))
    return null;
  const to = isListed ? "confirmed" : "new";
  return was === to ? null : { field: "review", from: was, to };
}

async function keepRelations(
  tx: Kysely<Tables>,
  nowUs: number,
  memberId: string,
  news: readonly RelationNews[],
): Promise<void> {
  const rows = await tx
    .selectFrom("relation")
    .selectAll()
    .where("member_id", "=", memberId)
    .where("receiver", "in", [...new Set(news.map(({ receiver }) => cut(receiver)))])
    .where("sender", "in", [...new Set(news.map(({ sender }) => cut(sender)))])
    .orderBy("id")
    .forUpdate()
    .execute();
  const known = new Map(
    rows.map((row) => [[row.sender, row.receiver, row.transport, row.port, row.mark].join("\n"), row]),
  );
  let room = await roomOf(tx, "relation", memberId, keptMax.relations);
  const versions: Version[] = [];
  const upserts: Insertable<Tables["relation"]>[] = [];
  for (const one of news) {
    const [sender, receiver, transport] = [cut(one.sender), cut(one.receiver), cut(one.transport)];
    const mark = one.mark ?? "";
    const before = known.get(relationKey(one));
    if (before === undefined && room-- <= 0) continue;
    const { relation, changes } = joinRelation(before === undefined ? null : toKnownRelation(before), one);
    const isNew = before === undefined;
    const id = before?.id ?? newId();
    const version = (before?.version ?? 0) + (isNew || changes.length > 0 ? 1 : 0);
    if (isNew || changes.length > 0)
      versions.push(versionOf({ id, version, memberId, mark, atUs: timeOf(one.lastUs) }, changes));
    const row = {
      protocols: cutAll(relation.protocols),
      functions: storableJson(relation.functions.map((each) => ({ ...each, name: cut(each.name) }))),
      messages: relation.messages,
      bytes: relation.bytes,
      hours: JSON.stringify(relation.hours),
      first_us: timeOf(relation.firstUs),
      last_us: timeOf(relation.lastUs),
      changed_us: isNew || changes.length > 0 ? nowUs : before.changed_us,
      version,
    };
    upserts.push({ ...row, id, member_id: memberId, sender, receiver, transport, port: one.port, mark });
  }
  if (upserts.length > 0)
    await tx
      .insertInto("relation")
      .values(upserts)
      .onConflict((on) =>
        on.columns(["member_id", "sender", "receiver", "transport", "port", "mark"]).doUpdateSet((eb) => ({
          protocols: eb.ref("excluded.protocols"),
          functions: eb.ref("excluded.functions"),
          messages: eb.ref("excluded.messages"),
          bytes: eb.ref("excluded.bytes"),
          hours: eb.ref("excluded.hours"),
          first_us: eb.ref("excluded.first_us"),
          last_us: eb.ref("excluded.last_us"),
          changed_us: eb.ref("excluded.changed_us"),
          version: eb.ref("excluded.version"),
        })),
      )
      .execute();
  await keepVersions(tx, versions);
}

async function keepVersions(tx: Kysely<Tables>, versions: readonly Version[]): Promise<void> {
  for (const part of portions(versions))
    await tx
      .insertInto("inventory_change")
      .values(part)
      .onConflict((on) => on.doNothing())
      .execute();
}

async function roomOf(
  tx: Kysely<Tables>,
  table: "asset" | "relation",
  memberId: string,
  most: number,
): Promise<number> {
  const row = await tx
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("member_id", "=", memberId)
    .executeTakeFirst();
  return most - Number(row?.count ?? 0);
}

/** The last that is told of a session is the whole of it. */
async function keepSession(tx: Kysely<Tables>, session: VendorSessionNews): Promise<void> {
  const row = {
    vendor: cut(session.vendor),
    accounts: cutAll(session.accounts),
    source: cut(session.source),
    targets: cutAll(session.targets),
    services: cutAll(session.services),
    crane_ids: [...session.craneIds],
    start_us: timeOf(session.startUs),
    end_us: timeOf(session.endUs),
    is_open: session.isOpen,
    orders: storableJson(session.orders),
    verdict: session.verdict,
    changes: storableJson(session.changes),
  };
  await tx
    .insertInto("vendor_session")
    .values({
      ...row,
      id: newId(),
      member_id: session.memberId,
      key: cut(session.key),
      mark: session.mark ?? "",
    })
    .onConflict((on) => on.columns(["member_id", "key", "mark"]).doUpdateSet(row))
    .execute();
}

async function keepLearning(tx: Kysely<Tables>, { memberId, mark, ...news }: LearningNews): Promise<void> {
  const known = await tx
    .selectFrom("ot_learning")
    .selectAll()
    .where("member_id", "=", memberId)
    .where("mark", "=", mark ?? "")
    .executeTakeFirst();
  const row = {
    since_us: Math.min(timeOf(news.sinceUs), known?.since_us ?? Number.POSITIVE_INFINITY),
    last_us: Math.max(timeOf(news.lastUs), known?.last_us ?? 0),
    days: news.days,
    messages: news.messages + (known?.messages ?? 0),
  };
  await tx
    .insertInto("ot_learning")
    .values({ ...row, member_id: memberId, mark: mark ?? "" })
    .onConflict((on) => on.columns(["member_id", "mark"]).doUpdateSet(row))
    .execute();
}

const toKnownAsset = (row: {
  mac: string;
  mac_vendor: string;
  evidence: object;
  identity: object;
  protocols: string[];
  zone: string;
  zone_kind: string;
  crane_id: string | null;
  listed_id: string | null;
  first_us: number;
  last_us: number;
  records: number;
}): KnownAsset => ({
  mac: row.mac,
  macVendor: row.mac_vendor,
  evidence: row.evidence as KnownAsset["evidence"],
  identity: row.identity as KnownAsset["identity"],
  protocols: row.protocols,
  zone: row.zone,
  zoneKind: row.zone_kind,
  craneId: row.crane_id,
  listedId: row.listed_id,
  firstUs: row.first_us,
  lastUs: row.last_us,
  records: row.records,
});

const toKnownRelation = (row: {
  protocols: string[];
  functions: object;
  messages: number;
  bytes: number;
  hours: object;
  first_us: number;
  last_us: number;
}): KnownRelation => ({
  protocols: row.protocols,
  functions: row.functions as KnownRelation["functions"],
  messages: row.messages,
  bytes: row.bytes,
  hours: row.hours as readonly number[],
  firstUs: row.first_us,
  lastUs: row.last_us,
});
