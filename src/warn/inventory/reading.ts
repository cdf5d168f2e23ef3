/**
 * Reads assets and relations, the last changed first, by keyset. What changed since a person looked stands with each, and so
 * does whether a relation is beyond the baseline: what was seen while it was learned, or was confirmed since.
 */
import { type Kysely, sql } from "kysely";
import {
  type AssetIdentity,
  type AssetRole,
  type FunctionCount,
  type InventoryChange,
  type ReviewState,
  type RoleEvidence,
  reviewStates,
} from "../../model/index.js";
import { type Keyset, keysetText, readKeyset, type Tables } from "../../store/index.js";

const dayUs = 86_400e6;
/** Of each object's history, the last ones. */
const changesMax = 20;

interface Reviewed {
  readonly review: ReviewState;
  /** The person's name; empty where nobody did or who did is gone. */
  readonly reviewedBy: string;
  readonly reviewedUs: number | null;
  readonly note: string;
  readonly version: number;
  /** Since it was reviewed; its whole history where it was not. The latest first, at most 20. */
  readonly changes: readonly InventoryChange[];
}

export interface AssetRow extends Reviewed {
  readonly id: string;
  readonly memberId: string;
  readonly address: string;
  readonly mac: string;
  readonly macVendor: string;
  readonly role: AssetRole;
  /** The strongest first. */
  readonly evidence: readonly RoleEvidence[];
  readonly identity: AssetIdentity;
  readonly protocols: readonly string[];
  readonly zone: string;
  readonly zoneKind: string;
  readonly craneId: string | null;
  readonly listedId: string | null;
  /** Relations that it is an end of. */
  readonly talksTo: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly mark: string | null;
}

export interface RelationRow extends Reviewed {
  readonly id: string;
  readonly memberId: string;
  readonly sender: string;
  readonly receiver: string;
  readonly senderAssetId: string | null;
  readonly receiverAssetId: string | null;
  readonly transport: string;
  readonly port: number;
  readonly protocols: readonly string[];
  readonly functions: readonly FunctionCount[];
  readonly messages: number;
  readonly bytes: number;
  readonly hours: readonly number[];
  readonly firstUs: number;
  readonly lastUs: number;
  /** First seen after the baseline was learned, and not confirmed. */
  readonly isNew: boolean;
  /** Functions that came after the baseline was learned or the relation was reviewed. */
  readonly newFunctions: readonly string[];
  readonly mark: string | null;
}

export interface InventoryQuery {
  /** Of one member; of all where left out. */
  readonly memberId?: string | undefined;
  readonly id?: string | undefined;
  readonly review?: ReviewState | undefined;
  /** Changed at that time or later. */
  readonly sinceUs?: number | undefined;
  /** In an address, a name, a vendor, a product or a protocol. */
  readonly text?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

const keyset = (after: string | undefined): Keyset | null => (after === undefined ? null : readKeyset(after));

function pageOf<Row extends { readonly id: string; readonly changed_us: number }>(
  rows: readonly Row[],
  limit: number,
): Page<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page,
    next: rows.length > limit && last !== undefined ? keysetText({ us: last.changed_us, id: last.id }) : null,
  };
}

export interface AssetQuery extends InventoryQuery {
  readonly role?: AssetRole | undefined;
  readonly craneId?: string | undefined;
  /** Those of these zones are the crane's too, where they are on no list. */
  readonly craneZones?: readonly string[] | undefined;
}

export async function listAssets(db: Kysely<Tables>, asked: AssetQuery): Promise<Page<AssetRow>> {
  let query = db
    .selectFrom("asset as o")
    .leftJoin("person as p", "p.id", "o.reviewed_by")
    .selectAll("o")
    .select("p.name as reviewer")
    .select(
      sql<number>`(select count(*) from relation r where r.member_id = o.member_id and r.mark = o.mark
        and (r.receiver = o.address or r.sender = o.address))`.as("talks_to"),
    )
    .orderBy("o.changed_us", "desc")
    .orderBy("o.id", "desc")
    .limit(asked.limit + 1);
  const { memberId, id, review, sinceUs, role, craneId, text } = asked;
  if (memberId !== undefined) query = query.where("o.member_id", "=", memberId);
  if (id !== undefined) query = query.where("o.id", "=", id);
  if (review !== undefined) query = query.where("o.review", "=", review);
  if (sinceUs !== undefined) query = query.where("o.changed_us", ">=", sinceUs);
  if (role !== undefined) query = query.where("o.role", "=", role);
  if (craneId !== undefined)
    query = query.where(({ eb, or, and }) =>
      or([
        eb("o.crane_id", "=", craneId),
        ...(asked.craneZones === undefined || asked.craneZones.length === 0
          ? []
          : [and([eb("o.crane_id", "is", null), eb("o.zone", "in", asked.craneZones)])]),
      ]),
    );
  if (text !== undefined)
    query = query.where(
      sql<boolean>`position(lower(${text}) in lower(concat_ws(' ', o.address, o.mac, o.mac_vendor,
        o.identity::text, o.zone, array_to_string(o.protocols, ' ')))) > 0`,
    );
  const after = keyset(asked.after);
  if (after !== null)
    query = query.where(sql<boolean>`(o.changed_us, o.id) < (${after.us}::bigint, ${after.id})`);
  const { rows, next } = pageOf(await query.execute(), asked.limit);
  const changes = await changesOf(db, rows);
  return {
    next,
    rows: rows.map((row) => ({
      id: row.id,
      memberId: row.member_id,
      address: row.address,
      mac: row.mac,
      macVendor: row.mac_vendor,
      role: row.role as AssetRole,
      evidence: Object.values(row.evidence as Readonly<Record<string, RoleEvidence>>).sort(
        (a, b) => b.weight - a.weight || (a.says < b.says ? -1 : 1),
      ),
      identity: row.identity as AssetIdentity,
      protocols: row.protocols,
      zone: row.zone,
      zoneKind: row.zone_kind,
      craneId: row.crane_id,
      listedId: row.listed_id,
      talksTo: Number(row.talks_to),
      firstUs: row.first_us,
      lastUs: row.last_us,
      ...reviewedOf(row, changes),
    })),
  };
}

export interface RelationQuery extends InventoryQuery {
  /** With this asset at either end. */
  readonly assetId?: string | undefined;
  /** First seen at that time or later. */
  readonly newSinceUs?: number | undefined;
  /** Last seen before that time. */
  readonly silentSinceUs?: number | undefined;
  /** With one of these addresses at either end. */
  readonly addresses?: readonly string[] | undefined;
}

export async function listRelations(db: Kysely<Tables>, asked: RelationQuery): Promise<Page<RelationRow>> {
  const assetOf = (end: "sender" | "receiver") =>
    sql<string | null>`(select a.id from asset a where a.member_id = o.member_id and a.mark = o.mark
      and a.address = ${sql.ref(`o.${end}`)})`;
  let query = db
    .selectFrom("relation as o")
    .leftJoin("person as p", "p.id", "o.reviewed_by")
    .leftJoin("ot_learning as l", (join) =>
      join.onRef("l.member_id", "=", "o.member_id").onRef("l.mark", "=", "o.mark"),
    )
    .selectAll("o")
    .select(["p.name as reviewer", "l.since_us", "l.days"])
    .select([assetOf("sender").as("sender_asset"), assetOf("receiver").as("receiver_asset")])
    .orderBy("o.changed_us", "desc")
    .orderBy("o.id", "desc")
    .limit(asked.limit + 1);
  const { memberId, id, review, sinceUs, newSinceUs, assetId, text } = asked;
  if (memberId !== undefined) query = query.where("o.member_id", "=", memberId);
  if (id !== undefined) query = query.where("o.id", "=", id);
  if (review !== undefined) query = query.where("o.review", "=", review);
  if (sinceUs !== undefined) query = query.where("o.changed_us", ">=", sinceUs);
  if (newSinceUs !== undefined) query = query.where("o.first_us", ">=", newSinceUs);
  if (assetId !== undefined)
    query = query.where(
      sql<boolean>`exists (select 1 from asset a where a.id = ${assetId} and a.member_id = o.member_id
        and a.mark = o.mark and (a.address = o.sender or a.address = o.receiver))`,
    );
  const { addresses, silentSinceUs } = asked;
  if (silentSinceUs !== undefined) query = query.where("o.last_us", "<", silentSinceUs);
  if (addresses !== undefined)
    query = query.where(
      sql<boolean>`(o.sender = any(${[...addresses]}::text[]) or o.receiver = any(${[...addresses]}::text[]))`,
    );
  if (text !== undefined)
    query = query.where(
      sql<boolean>`position(lower(${text}) in lower(concat_ws(' ', o.sender, o.receiver, o.port::text,
        array_to_string(o.protocols, ' '), o.functions::text))) > 0`,
    );
  const after = keyset(asked.after);
  if (after !== null)
    query = query.where(sql<boolean>`(o.changed_us, o.id) < (${after.us}::bigint, ${after.id})`);
  const { rows, next } = pageOf(await query.execute(), asked.limit);
  const changes = await changesOf(db, rows);
  return {
    next,
    rows: rows.map((row) => {
      const functions = row.functions as readonly FunctionCount[];
      const learnedUs = row.since_us === null ? 0 : row.since_us + (row.days ?? 0) * dayUs;
      // A person's word widens the baseline up to when it was said.
      const knownUs = row.review === "confirmed" ? Math.max(learnedUs, row.reviewed_us ?? 0) : learnedUs;
      return {
        id: row.id,
        memberId: row.member_id,
        sender: row.sender,
        receiver: row.receiver,
        senderAssetId: row.sender_asset,
        receiverAssetId: row.receiver_asset,
        transport: row.transport,
        port: row.port,
        protocols: row.protocols,
        functions,
        messages: row.messages,
        bytes: row.bytes,
        hours: row.hours as readonly number[],
        firstUs: row.first_us,
        lastUs: row.last_us,
        isNew: row.first_us > knownUs,
        newFunctions: functions.filter(({ firstUs }) => firstUs > knownUs).map(({ name }) => name),
        ...reviewedOf(row, changes),
      };
    }),
  };
}

interface ReviewedRow {
  readonly id: string;
  readonly review: string;
  readonly reviewer: string | null;
  readonly reviewed_us: number | null;
  readonly reviewed_version: number;
  readonly note: string;
  readonly version: number;
  readonly mark: string;
}

const reviewedOf = (
  row: ReviewedRow,
  changes: ReadonlyMap<string, readonly InventoryChange[]>,
): Reviewed & { readonly mark: string | null } => ({
  review: reviewStates.find((state) => state === row.review) ?? "new",
  reviewedBy: row.reviewer ?? "",
  reviewedUs: row.reviewed_us,
  note: row.note,
  version: row.version,
  changes: changes.get(row.id) ?? [],
  mark: row.mark === "" ? null : row.mark,
});

async function changesOf(
  db: Kysely<Tables>,
  objects: readonly ReviewedRow[],
): Promise<ReadonlyMap<string, readonly InventoryChange[]>> {
  const byObject = new Map<string, InventoryChange[]>();
  if (objects.length === 0) return byObject;
  const reviewed = new Map(objects.map((object) => [object.id, object.reviewed_version]));
  const { rows } = await sql<{
    object_id: string;
    version: number;
    at_us: number;
    name: string | null;
    changes: InventoryChange["changes"];
  }>`
    select c.object_id, c.version, c.at_us, p.name, c.changes from unnest(${[...reviewed.keys()]}::text[]) as o (id)
    cross join lateral (select * from inventory_change i where i.object_id = o.id
      order by i.version desc limit ${changesMax}) c
    left join person p on p.id = c.person_id`.execute(db);
  for (const { object_id, version, at_us, name, changes } of rows) {
    if (version <= (reviewed.get(object_id) ?? 0)) continue;
    const known = byObject.get(object_id) ?? [];
    byObject.set(object_id, known);
    known.push({ version, atUs: at_us, by: name ?? "", changes });
  }
  for (const list of byObject.values()) list.sort((a, b) => b.version - a.version);
  return byObject;
}

/** How many of a member's (or of all) wait for an answer. */
export async function countReviews(
  db: Kysely<Tables>,
  table: "asset" | "relation",
  memberId: string | undefined,
): Promise<Readonly<Record<ReviewState, number>>> {
  let query = db
    .selectFrom(table)
    .select(({ fn }) => ["review", fn.countAll<number>().as("count")])
    .groupBy("review");
  if (memberId !== undefined) query = query.where("member_id", "=", memberId);
  const counts: Record<ReviewState, number> = { new: 0, confirmed: 0, "not expected": 0 };
  for (const { review, count } of await query.execute()) counts[review as ReviewState] = Number(count);
  return counts;
}
