/** Members as the state store keeps them: a row and its networks, read together. */
import { type Kysely, sql } from "kysely";
import { type Member, memberDefaults, type Sector, type Tlp } from "../model/index.js";
import type { Tables } from "../store/index.js";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly sector: string;
  readonly provider: string | null;
  readonly tlp_ceiling: string;
  readonly mark: string | null;
  readonly networks: readonly string[];
}

const toMember = (row: Row): Member => ({
  id: row.id,
  name: row.name,
  sector: row.sector as Sector,
  networks: row.networks,
  provider: row.provider,
  tlpCeiling: row.tlp_ceiling as Tlp,
  ...memberDefaults,
  mark: row.mark,
});

/** All members by name, or the one of an id. Marked ones (a sample port's) are among them. */
export async function listMembers(db: Kysely<Tables>, id?: string): Promise<readonly Member[]> {
  const { rows } = await sql<Row>`
    select m.id, m.name, m.sector, m.provider, m.tlp_ceiling, m.mark,
           array(select n.network::text from member_network n where n.member_id = m.id
                 order by n.network::text collate "C") as networks
    from member m where ${id ?? null}::text is null or m.id = ${id ?? null}
    order by m.name, m.id`.execute(db);
  return rows.map(toMember);
}

export async function readMember(db: Kysely<Tables>, id: string): Promise<Member | null> {
  return (await listMembers(db, id))[0] ?? null;
}

export async function writeNetworks(
  db: Kysely<Tables>,
  memberId: string,
  networks: readonly string[],
): Promise<void> {
  await db.deleteFrom("member_network").where("member_id", "=", memberId).execute();
  if (networks.length === 0) return;
  await sql`insert into member_network (member_id, network)
    select ${memberId}, value::cidr from json_array_elements_text(${JSON.stringify(networks)}::json)`.execute(
    db,
  );
}
