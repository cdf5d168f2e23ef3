/**
 * What a claim that was taken back was about: its indicator may be gone, and the gate must still see the value to know
 * from whom it was hidden, as a revocation would tell them that there was something. Written when the claim is marked as
 * taken back, or before where its indicator goes; null for those of before.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table exchange_claim add column value text`,
  `create function indicator_gone() returns trigger language plpgsql as $$
   begin
     update exchange_claim e set value = gone.value from gone where e.indicator_id = gone.id and not e.revoked;
     return null;
   end $$`,
  `create trigger indicator_gone after delete on indicator
     referencing old table as gone for each statement execute function indicator_gone()`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
