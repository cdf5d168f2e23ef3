/**
 * A mark that is another one after any change of what is claimed of indicators, whoever makes it. A saved index of
 * indicators holds the mark it was made at, and is good for a start exactly as long as the two are equal. Random and
 * not counted, so that a database brought back from a copy can't come to an old number by another way.
 */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table indicator_revision (revision uuid not null)`.execute(db);
  await sql`insert into indicator_revision values (gen_random_uuid())`.execute(db);
  await sql`create function indicator_changed() returns trigger language plpgsql as $$
    begin
      update indicator_revision set revision = gen_random_uuid();
      return null;
    end $$`.execute(db);
  await sql`create trigger indicator_claim_changed after insert or update or delete or truncate
    on indicator_claim for each statement execute function indicator_changed()`.execute(db);
}
