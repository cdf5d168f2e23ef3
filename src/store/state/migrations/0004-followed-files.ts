/** A followed file's position knows the batch under way (`until`) and what it has read (`digest`). */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table file_position
    add column until bigint not null default 0,
    add column digest text not null default ''`.execute(db);
}
