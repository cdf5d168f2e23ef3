/**
 * Adds entries to the chain, inside the transaction that makes the change they tell of: both are kept or neither is.
 * The tail is locked until the transaction ends, so this comes last in it: whoever comes next waits from here to the
 * commit and no longer, and no one who holds the tail waits for anything else. The lock's number (74203) is the
 * highest of the house's advisory locks for the same reason.
 */
import { type Kysely, sql } from "kysely";
import { assert, type Clock } from "../../base/index.js";
import type { Tables } from "../state/tables.js";
import { type AuditEntry, type ChainedEntry, chain, noHash } from "./entry.js";

export async function appendAudit(
  tx: Kysely<Tables>,
  clock: Pick<Clock, "nowUs">,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  assert(tx.isTransaction, "an audit entry is written in the transaction of what it records");
  const { rows } = await sql<{ last_sequence: number; last_hash: string }>`
    select last_sequence, last_hash from audit_tail()`.execute(tx);
  let tail = { sequence: rows[0]?.last_sequence ?? 0, hash: rows[0]?.last_hash ?? noHash };
  const atUs = clock.nowUs();
  const chained: ChainedEntry[] = [];
  for (const entry of entries) {
    const next = chain(entry, atUs, tail);
    chained.push(next);
    tail = next;
  }
  await sql`
    insert into audit_entry (sequence, at_us, kind, actor, subject, detail, previous, hash)
    select sequence, "atUs", kind, actor, subject, detail, previous, hash
    from json_to_recordset(${JSON.stringify(chained)}::json) as e(sequence bigint, "atUs" bigint, kind text, actor text,
      subject text, detail text, previous text, hash text)`.execute(tx);
}
