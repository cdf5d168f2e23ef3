/**
 * Names in a member's lists that nobody else may read: of its cranes, assets and vendors. The gate cuts them like what is in
 * the register of exposures. What is everybody's is left out, as there; and so is what two members have, since it tells of
 * neither: two terminals have a crane STS-1, and three have one maker's people in.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../store/index.js";
import { isCommonName, isCommonWord } from "../exposures/common-names.js";
import { isOrdinary } from "../names.js";
import type { HiddenExposure } from "../removed-members.js";
import { nameKey } from "./cell-reader.js";
import type { SiteDraft } from "./site-draft.js";

interface SiteName {
  readonly kind: "crane" | "host" | "vendor account" | "brand" | "maker";
  readonly value: string;
}

const lengthMin = 3;

const isOwn = ({ kind, value }: SiteName): boolean =>
  value.length >= lengthMin &&
  !isOrdinary(value) &&
  !(kind === "brand" ? isCommonName(value) : isCommonWord(value));

function namesIn(draft: SiteDraft): readonly SiteName[] {
  const own: readonly SiteName[] = [
    ...draft.of("cranes").map(({ name }) => ({ kind: "crane", value: name }) as const),
    ...draft.of("assets").map(({ name }) => ({ kind: "host", value: name }) as const),
    ...draft
      .of("vendors")
      .flatMap(({ vendor, accounts }): readonly SiteName[] => [
        { kind: "brand", value: vendor },
        ...accounts.map((value) => ({ kind: "vendor account", value }) as const),
      ]),
  ];
  const makers = [
    ...draft.of("cranes").map(({ maker }) => maker),
    ...draft.of("assets").map(({ vendor }) => vendor),
  ].filter((maker) => maker !== "");
  return [
    ...own.filter(isOwn),
    ...[...new Set(makers.map(nameKey))].map((value) => ({ kind: "maker", value }) as const),
  ];
}

/** Writes what is other than before, so that the gate is made anew only where it has other names to hide. */
export async function writeNames(tx: Kysely<Tables>, memberId: string, draft: SiteDraft): Promise<void> {
  const rows = await tx
    .selectFrom("site_name")
    .select(["kind", "value"])
    .where("member_id", "=", memberId)
    .execute();
  const keyOf = ({ kind, value }: { readonly kind: string; readonly value: string }) => `${kind}\n${value}`;
  const before = new Set(rows.map(keyOf));
  const now = new Map(namesIn(draft).map((name) => [keyOf(name), name]));
  const gone = rows.filter((row) => !now.has(keyOf(row)));
  const fresh = [...now].filter(([key]) => !before.has(key)).map(([, name]) => name);
  if (gone.length > 0)
    await sql`delete from site_name s using json_to_recordset(${JSON.stringify(gone)}::json) as g(kind text, value text)
      where s.member_id = ${memberId} and s.kind = g.kind and s.value = g.value`.execute(tx);
  if (fresh.length > 0)
    await sql`insert into site_name (member_id, kind, value)
      select ${memberId}, kind, value from json_to_recordset(${JSON.stringify(fresh)}::json)
        as f(kind text, value text)`.execute(tx);
}

/** Of all members, as exposures. A vendor that makes somebody's machines, or is a member itself, is no secret. */
export async function listSiteNames(db: Kysely<Tables>): Promise<readonly HiddenExposure[]> {
  const { rows } = await sql<HiddenExposure>`
    select n.member_id as "memberId", n.kind, n.value, '{}'::text[] as also from site_name n
    where n.kind <> 'maker'
      and not exists (select 1 from site_name o
        where lower(o.value) = lower(n.value) and (o.member_id <> n.member_id or o.kind = 'maker'))
      and not exists (select 1 from exposure e
        where lower(e.value) = lower(n.value) and e.member_id <> n.member_id)
      and not (n.kind = 'brand' and exists (select 1 from member m
        where position(lower(n.value) in lower(m.name)) > 0))
    order by n.member_id, n.kind, n.value`.execute(db);
  return rows;
}
