/**
 * Sightings keep the markings of the claims they met, so that the gate can judge a warning built on them. Two
 * members may both own the same private network (docs/decisions/0007), so a network is unique per member only.
 * A member's own warnings are read in order of change, and looked up by key when a rule speaks again.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table sighting add column tlps text[] not null default '{}'`,
  `alter table member_network drop constraint member_network_network_key`,
  `alter table member_network add primary key (member_id, network)`,
  `create index warning_key on warning (member_id, key, updated_us desc)`,
  `create index warning_member_updated on warning (member_id, updated_us desc, id)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
