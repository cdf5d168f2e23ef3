/** Reading the chain: pages by sequence, the newest first or in order, and the checkpoints that sign it. */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../state/tables.js";
import type { Checkpoint } from "./checkpoint.js";
import type { ChainedEntry } from "./entry.js";

interface EntryRow {
  readonly sequence: number;
  readonly at_us: number;
  readonly kind: string;
  readonly actor: string;
  readonly subject: string;
  readonly detail: string;
  readonly previous: string;
  readonly hash: string;
}

const toEntry = ({ at_us, ...row }: EntryRow): ChainedEntry => ({ ...row, atUs: at_us });

const toCheckpoint = ({ at_us, public_key, ...row }: Tables["audit_checkpoint"]): Checkpoint => ({
  ...row,
  atUs: at_us,
  publicKey: public_key,
});

export interface AuditQuery {
  readonly kind?: string | undefined;
  /** Entries before this sequence only: `next` of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The newest entries first. */
export async function listAudit(db: Kysely<Tables>, query: AuditQuery): Promise<readonly ChainedEntry[]> {
  let select = db.selectFrom("audit_entry").selectAll();
  if (query.kind !== undefined) select = select.where("kind", "=", query.kind);
  if (query.before !== undefined) select = select.where("sequence", "<", query.before);
  return (await select.orderBy("sequence", "desc").limit(query.limit).execute()).map(toEntry);
}

/** Entries after a sequence and up to another, in order, at most `limit`. */
export async function readAudit(
  db: Kysely<Tables>,
  after: number,
  through: number,
  limit: number,
): Promise<readonly ChainedEntry[]> {
  const rows = await db
    .selectFrom("audit_entry")
    .selectAll()
    .where("sequence", ">", after)
    .where("sequence", "<=", through)
    .orderBy("sequence")
    .limit(limit)
    .execute();
  return rows.map(toEntry);
}

export async function lastEntry(db: Kysely<Tables>): Promise<ChainedEntry | null> {
  return (await listAudit(db, { limit: 1 }))[0] ?? null;
}

/** The kinds there are, by name; one step of the index each, however long the chain is. */
export async function auditKinds(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ kind: string }>`
    with recursive known(kind) as (
      (select kind from audit_entry order by kind limit 1)
      union all
      select (select e.kind from audit_entry e where e.kind > known.kind order by e.kind limit 1)
      from known where known.kind is not null
    ) select kind from known where kind is not null order by kind collate "C"`.execute(db);
  return rows.map((row) => row.kind);
}

export async function lastCheckpoint(db: Kysely<Tables>): Promise<Checkpoint | null> {
  const row = await db
    .selectFrom("audit_checkpoint")
    .selectAll()
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toCheckpoint(row);
}

/** The checkpoints of entries after a sequence and up to another, in order. */
export async function readCheckpoints(
  db: Kysely<Tables>,
  after: number,
  through: number,
): Promise<readonly Checkpoint[]> {
  const rows = await db
    .selectFrom("audit_checkpoint")
    .selectAll()
    .where("sequence", ">", after)
    .where("sequence", "<=", through)
    .orderBy("number")
    .execute();
  return rows.map(toCheckpoint);
}
