/**
 * The audit chain: entries and the checkpoints that sign them. Triggers that no session setting switches off refuse
 * to change, remove or empty either. `audit_tail` waits for its turn and then says where the chain ends: as it is a
 * volatile function, what it reads is read after the lock is held, and the lock falls with the transaction's end, so
 * that numbers have no gaps and the order of commits is the order of the chain. Receipts of one transaction share a
 * `release_set`, by which their entry finds them.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table audit_entry (
     sequence bigint primary key,
     at_us bigint not null,
     kind text not null,
     actor text not null,
     subject text not null,
     detail text not null,
     previous text not null,
     hash text not null)`,
  `create index audit_entry_kind on audit_entry (kind, sequence)`,
  `create table audit_checkpoint (
     number bigint primary key,
     sequence bigint not null,
     hash text not null,
     at_us bigint not null,
     public_key text not null,
     signature text not null)`,
  `create index audit_checkpoint_sequence on audit_checkpoint (sequence)`,

  `create function audit_kept() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit chain is only ever added to' using errcode = 'insufficient_privilege';
    end $$`,
  `create trigger audit_entry_kept before update or delete or truncate
     on audit_entry for each statement execute function audit_kept()`,
  `alter table audit_entry enable always trigger audit_entry_kept`,
  `create trigger audit_checkpoint_kept before update or delete or truncate
     on audit_checkpoint for each statement execute function audit_kept()`,
  `alter table audit_checkpoint enable always trigger audit_checkpoint_kept`,

  `create function audit_tail() returns table (last_sequence bigint, last_hash text)
   language plpgsql volatile as $$
    begin
      perform pg_advisory_xact_lock(74203);
      return query select e.sequence, e.hash from audit_entry e order by e.sequence desc limit 1;
    end $$`,

  `alter table release add column release_set text`,
  `create index release_release_set on release (release_set) where release_set is not null`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
