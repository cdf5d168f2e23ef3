/**
 * When a person's access was last ended, by a reset or another role: a sign-in that was begun before opens nothing after
 * it (`members/sign-in/steps.ts`). In a table of its own, as each change of `person` makes a new gate.
 *
 * And the people of removed members, for the gate alone: what a member left may still name them. They go with the
 * record of the member (`removed_member`).
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table access_ended (
     person_id text primary key references person(id) on delete cascade,
     ended_us bigint not null)`,
  `create table removed_person (
     member_id text not null references removed_member(id) on delete cascade,
     name text not null,
     email text)`,
  `create index removed_person_member on removed_person (member_id)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
