/**
 * Changes to members and to what they call their own happen one after the other, so that two members who register
 * one network, domain or vessel at the same moment can't both have it. The lock ends with the transaction.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/index.js";

export async function lockMembers(tx: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(74201)`.execute(tx);
}
