/** Members as the state store keeps them: a row with its networks, groups and consents, read together. */
import { type Kysely, sql } from "kysely";
import type { Consent, Language, Member, Sector, Tlp } from "../model/index.js";
import type { Tables } from "../store/index.js";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly sector: string;
  readonly providers: readonly string[];
  readonly tlp_ceiling: string;
  readonly mark: string | null;
  readonly networks: readonly string[];
  readonly groups: readonly string[];
  readonly consents: readonly Consent[];
  readonly language: string;
  readonly time_zone: string;
  readonly directory_listed: boolean;
  readonly directory_text: string;
}

const toMember = (row: Row): Member => ({
  id: row.id,
  name: row.name,
  sector: row.sector as Sector,
  networks: row.networks,
  providers: row.providers,
  tlpCeiling: row.tlp_ceiling as Tlp,
  groups: row.groups,
  consents: row.consents,
  language: row.language as Language,
  timeZone: row.time_zone,
  directory: { listed: row.directory_listed, text: row.directory_text },
  mark: row.mark,
});

/** All members by name, or the one of an id. Marked ones (a sample port's) are among them. */
export async function listMembers(db: Kysely<Tables>, id?: string): Promise<readonly Member[]> {
  const { rows } = await sql<Row>`
    select m.id, m.name, m.sector, m.providers, m.tlp_ceiling, m.mark,
           m.language, m.time_zone, m.directory_listed, m.directory_text,
           array(select n.network::text from member_network n where n.member_id = m.id
                 order by n.network::text collate "C") as networks,
           array(select g.group_id from group_member g where g.member_id = m.id order by g.group_id) as groups,
           coalesce((select json_agg(json_build_object('to', c.scope, 'groupId', c.group_id, 'sinceUs', c.since_us)
                                     order by c.scope, c.group_id)
                     from member_consent c where c.member_id = m.id), '[]'::json) as consents
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
