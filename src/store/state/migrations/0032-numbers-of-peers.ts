/**
 * Numbers of what is told to other centers stay far below 2^53. A center that answered the highest of numbers was
 * believed, and no row that held one above could be read any more. Such a peer is told everything anew.
 *
 * And what other centers told keeps the ids of the STIX objects that it is known by in TAXII (`known_as`) and that it
 * follows from (`echoes`), so that one word that came by both ways counts once.
 */
import { type Kysely, sql } from "kysely";

/** 2^50: room for as many again before a number that is no whole one here. */
const max = "1125899906842624";
const broken = `(select peer_id from peer_link where greatest(last_sequence, acknowledged, received) > ${max})`;

const statements = [
  `delete from peer_outbox where peer_id in ${broken}`,
  `delete from peer_told where peer_id in ${broken}`,
  // What it had told stays; it numbers anew from where this center says it is.
  `update peer_link set last_sequence = 1, acknowledged = 0, received = least(received, ${max}), claims_after = 0,
     arrivals_after = 0, notices_after = 0, considered = '', fresh = true
   where greatest(last_sequence, acknowledged, received) > ${max}`,
  `alter table peer_link add constraint peer_link_numbers
     check (greatest(last_sequence, acknowledged, received) < 9007199254740991)`,
  `alter table peer_object
     add column if not exists known_as text,
     add column if not exists echoes text[] not null default '{}'`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
