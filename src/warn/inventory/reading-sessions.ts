/** Reads vendors' sessions, the last begun first, and how far members' baselines are. */
import { type Kysely, sql } from "kysely";
import { type SessionVerdict, sessionVerdicts, type VendorSessionNews } from "../../model/index.js";
import { keysetText, readKeyset, type Tables } from "../../store/index.js";
import type { Page } from "./reading.js";

export interface SessionRow extends Omit<VendorSessionNews, "key"> {
  readonly id: string;
}

export interface SessionQuery {
  readonly memberId?: string | undefined;
  /** Begun within. */
  readonly fromUs?: number | undefined;
  readonly toUs?: number | undefined;
  readonly verdict?: SessionVerdict | undefined;
  readonly craneId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export async function listSessions(db: Kysely<Tables>, asked: SessionQuery): Promise<Page<SessionRow>> {
  let query = db
    .selectFrom("vendor_session as s")
    .selectAll()
    .orderBy("start_us", "desc")
    .orderBy("id", "desc")
    .limit(asked.limit + 1);
  const { memberId, fromUs, toUs, verdict, craneId } = asked;
  if (memberId !== undefined) query = query.where("member_id", "=", memberId);
  if (fromUs !== undefined) query = query.where("start_us", ">=", fromUs);
  if (toUs !== undefined) query = query.where("start_us", "<", toUs);
  if (verdict !== undefined) query = query.where("verdict", "=", verdict);
  if (craneId !== undefined) query = query.where(sql<boolean>`${craneId} = any(crane_ids)`);
  const after = asked.after === undefined ? null : readKeyset(asked.after);
  if (after !== null) query = query.where(sql<boolean>`(start_us, id) < (${after.us}::bigint, ${after.id})`);
  const all = await query.execute();
  const rows = all.slice(0, asked.limit);
  const last = rows.at(-1);
  return {
    next:
      all.length > asked.limit && last !== undefined ? keysetText({ us: last.start_us, id: last.id }) : null,
    rows: rows.map((row) => ({
      id: row.id,
      memberId: row.member_id,
      vendor: row.vendor,
      accounts: row.accounts,
      source: row.source,
      targets: row.targets,
      services: row.services,
      craneIds: row.crane_ids,
      startUs: row.start_us,
      endUs: row.end_us,
      isOpen: row.is_open,
      orders: row.orders as SessionRow["orders"],
      verdict: sessionVerdicts.find((each) => each === row.verdict) ?? "no order",
      changes: row.changes as SessionRow["changes"],
      mark: row.mark === "" ? null : row.mark,
    })),
  };
}

export interface LearningRow {
  readonly memberId: string;
  readonly memberName: string;
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly days: number;
  /** Of its time, from 0 to 1. */
  readonly share: number;
  readonly messages: number;
  readonly lastUs: number;
  readonly assets: number;
  readonly relations: number;
  /** First seen since the baseline was learned. */
  readonly newRelations: number;
  readonly mark: string | null;
}

const dayUs = 86_400e6;

export async function readLearning(
  db: Kysely<Tables>,
  memberId: string | undefined,
): Promise<readonly LearningRow[]> {
  let query = db
    .selectFrom("ot_learning as l")
    .innerJoin("member as m", "m.id", "l.member_id")
    .selectAll("l")
    .select("m.name")
    .select([
      sql<number>`(select count(*) from asset a where a.member_id = l.member_id and a.mark = l.mark)`.as(
        "assets",
      ),
      sql<number>`(select count(*) from relation r where r.member_id = l.member_id and r.mark = l.mark)`.as(
        "relations",
      ),
      sql<number>`(select count(*) from relation r where r.member_id = l.member_id and r.mark = l.mark
        and r.first_us > l.since_us + l.days * 86400000000)`.as("new_relations"),
    ])
    .orderBy("m.name")
    .orderBy("l.member_id");
  if (memberId !== undefined) query = query.where("l.member_id", "=", memberId);
  return (await query.execute()).map((row) => {
    const lastsUs = row.days * dayUs;
    return {
      memberId: row.member_id,
      memberName: row.name,
      sinceUs: row.since_us,
      untilUs: row.since_us + lastsUs,
      days: row.days,
      // By the records' own time: a watch that was fed nothing has learned nothing.
      share: lastsUs === 0 ? 1 : Math.min(1, Math.max(0, (row.last_us - row.since_us) / lastsUs)),
      messages: row.messages,
      lastUs: row.last_us,
      assets: Number(row.assets),
      relations: Number(row.relations),
      newRelations: Number(row.new_relations),
      mark: row.mark === "" ? null : row.mark,
    };
  });
}
