/**
 * What other centers told, as claims on indicators: one source for each peer, `peer:<name>`. One center's word on a
 * value counts once, by the shortest way it came; a word on a feed that is read here too does not count beside it (rule
 * 3: same upstream feed, echo). Nor does one that came by TAXII as well, as far as its ids tell: this center's own word
 * that another read here and tells as its own, one that this center reads from its TAXII server too, and one that follows
 * from what yet another peer tells. It follows from what stands in `peer_object` and nothing else, so that whatever order
 * things came in the claims are the same.
 */
import { sql } from "kysely";
import type { Clock } from "../../base/index.js";
import { importEntries } from "../../intel/index.js";
import type { FeedEntry, Observable, Tlp } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { lockArrivals } from "./arrivals.js";

/** Under which name a peer's word is listed. */
export const peerSource = (name: string): string => `peer:${name}`;
export const isPeerSource = (source: string): boolean => source.startsWith("peer:");
/** The label of what another port's members met, so that rules can tell it from what is only listed there. */
export const portWarning = "port warning";

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly value: string;
  readonly confidence: number;
  readonly labels: readonly string[];
  readonly valid_from_us: number | null;
  readonly valid_until_us: number | null;
  readonly tlp: string;
}

/**
 * Brings the claims on some values, on all where it is null, to what peers say of them; answers how many values have a
 * changed one. In the caller's transaction.
 */
export async function settlePeerClaims(
  state: State,
  clock: Clock,
  values: readonly Observable[] | null,
): Promise<number> {
  // Two that do this at once would wait for one another's sources.
  await lockArrivals(state.db);
  const asked = JSON.stringify((values ?? []).map(({ type, value }) => ({ t: type, v: value })));
  const isAsked = (type: string, value: string) =>
    values === null
      ? sql`true`
      : sql`(${sql.raw(type)}, ${sql.raw(value)}) in (select t, v from json_to_recordset(${asked}::json) as a(t text, v text))`;
  const { rows } = await sql<Row>`
    with live as (
      select o.*, p.name
      from peer_object o join peer p on p.id = o.peer_id
      where p.state = 'confirmed' and not o.withdrawn and o.kind <> 'sighting' and ${isAsked("o.type", "o.value")}
        and not exists (
          select 1 from indicator i
          join indicator_claim c on c.indicator_id = i.id
          join intel_source s on s.id = c.source_id
          where i.value = o.value and i.type = o.type and s.name not like 'peer:%' and lower(s.name) = lower(o.upstream))
    ), following as (
      select l.peer_id, l.object, l.type, l.value, l.origin_center, x.id
      from live l cross join unnest(l.echoes) as x(id)
    ), echo as (
      select f.peer_id, f.object from following f join exchange_claim e on e.stix_id = f.id
      union select f.peer_id, f.object from following f join taxii_given g on g.given_id = f.id
      union select l.peer_id, l.object from live l
        join taxii_pulled_value v on v.type = l.type and v.value = l.value
        where v.stix_id = l.known_as or v.stix_id = any(l.echoes)
      union select f.peer_id, f.object from following f
        join live o on o.known_as = f.id and o.type = f.type and o.value = f.value
          and o.origin_center <> f.origin_center
    ), counting as (
      select l.* from live l
      where not exists (select 1 from echo e where e.peer_id = l.peer_id and e.object = l.object)
    ), chosen as (
      select distinct on (origin_center, type, value) origin_center, type, value, peer_id
      from counting order by origin_center, type, value, hops, peer_id
    )
    select l.name, l.kind, l.type, l.value, l.confidence, l.labels, l.valid_from_us, l.valid_until_us, l.tlp
    from counting l join chosen c using (origin_center, type, value, peer_id)
    order by l.name, l.type, l.value, l.object`.execute(state.db);
  const bySource = new Map<string, FeedEntry[]>();
  for (const [at, row] of rows.entries()) {
    const list = bySource.get(peerSource(row.name)) ?? [];
    list.push(entryOf(row, at));
    bySource.set(peerSource(row.name), list);
  }
  const standing = JSON.stringify(
    rows.map(({ name, type, value }) => ({ s: peerSource(name), t: type, v: value })),
  );
  const { rows: gone } = await sql<{ value: string }>`
    delete from indicator_claim c using indicator i, intel_source s
    where c.indicator_id = i.id and c.source_id = s.id and s.name like 'peer:%' and ${isAsked("i.type", "i.value")}
      and not exists (
        select 1 from json_to_recordset(${standing}::json) as w(s text, t text, v text)
        where w.s = s.name and w.t = i.type and w.v = i.value)
    returning i.value`.execute(state.db);
  for (const [name, entries] of bySource) {
    const source = { name, tlp: "TLP:AMBER", confidence: 50, mark: null } as const;
    await importEntries(state, clock, source, entries);
  }
  return gone.length + rows.length;
}

const entryOf = (row: Row, at: number): FeedEntry => ({
  observable: { type: row.type, value: row.value } as Observable,
  claim: {
    confidence: row.confidence,
    labels: [
      ...row.labels.filter((label) => label !== portWarning),
      ...(row.kind === "warning" ? [portWarning] : []),
    ],
    validFromUs: row.valid_from_us,
    validUntilUs: row.valid_until_us,
    tlp: row.tlp as Tlp,
  },
  line: at + 1,
});
