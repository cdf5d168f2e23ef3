/**
 * What each member gave to TAXII's inboxes on the day of its last gift, so that one member's objects can't fill the
 * store: counted as they are given, so that deleting them again makes no room on that day.
 */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw(`create table taxii_given_today (
     member_id text primary key references member (id) on delete cascade,
     day integer not null,
     objects integer not null,
     bytes bigint not null)`)
    .execute(db);
}
