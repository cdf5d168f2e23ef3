/**
 * What a removed member was known by. Warnings built on it stay as they were released, and its name stays out of
 * what is released later; were it forgotten, a warning that vanished with it would tell who had been its origin.
 */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table removed_member (
    id text primary key,
    name text not null,
    networks text[] not null,
    mark text)`.execute(db);
}
