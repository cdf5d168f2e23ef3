/**
 * Members that were removed, as far as the gate must know them: to keep their names and networks out of what it
 * releases, and to release what was built on them as before. They receive nothing and have no sightings.
 */
import { type Kysely, sql } from "kysely";
import type { Member } from "../model/index.js";
import type { Tables } from "../store/index.js";

export type RemovedMember = Pick<Member, "id" | "name" | "networks">;

export async function listRemovedMembers(db: Kysely<Tables>): Promise<readonly RemovedMember[]> {
  return db.selectFrom("removed_member").select(["id", "name", "networks"]).orderBy("id").execute();
}

export async function rememberRemoved(tx: Kysely<Tables>, member: Member): Promise<void> {
  await sql`insert into removed_member (id, name, networks, mark)
    select ${member.id}, ${member.name}, array(select json_array_elements_text(${JSON.stringify(member.networks)}::json)),
      ${member.mark}
    on conflict (id) do nothing`.execute(tx);
}
