/**
 * Puts the claims that are exchanged into events, and says in which second each changed last. A claim stays in its event
 * for good, so that its UUID does. An event is what one source says with one marking of what came on one day; it takes
 * some thousand values, how many is drawn, so that whoever may not have all of them can't count what is missing.
 *
 * MISP reads an event again when its timestamp, in whole seconds, is higher. So each run that finds changes has a second
 * of its own, later than every one before, and an event's is the latest of those of the attributes that a reader has.
 */
import { randomInt } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { type Clock, newId } from "../../../base/index.js";
import { inTransaction, type State, type Tables } from "../../../store/index.js";
import { isExchanged } from "../../taxii/indicators/claim-object.js";

const claimsAtOnce = 20_000;
const roomMin = 700;
const roomMax = 1300;

/** Up to where the order of exchange is in events, the last second given, and the namespace of this center's UUIDs. */
interface End {
  readonly addedUs: number;
  readonly second: number;
  readonly namespace: string;
}

const endKey = "misp-end";

async function lockEnd(tx: Kysely<Tables>): Promise<End> {
  const first = JSON.stringify({ addedUs: 0, second: 0, namespace: newId() } satisfies End);
  await sql`insert into setting (key, value) values (${endKey}, ${first}::jsonb) on conflict (key) do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{
    value: End;
  }>`select value from setting where key = ${endKey} for update`.execute(tx);
  return (rows[0] as { value: End }).value;
}

/** The namespace of this center's UUIDs; null before the first run. */
export async function mispNamespace(db: Kysely<Tables>): Promise<string | null> {
  const row = await db.selectFrom("setting").select("value").where("key", "=", endKey).executeTakeFirst();
  return row === undefined ? null : (row.value as End).namespace;
}

interface Row {
  readonly stix_id: string;
  readonly added_us: number;
  readonly source_id: number;
  readonly source_name: string;
  readonly tlp: string;
  readonly day: string;
  readonly revoked: boolean;
  readonly event_id: number | null;
}

async function rowsAfter(tx: Kysely<Tables>, addedUs: number): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select e.stix_id, e.added_us, e.source_id, coalesce(s.name, '') as source_name, e.tlp, e.revoked, a.event_id,
           to_char(to_timestamp(e.created_us / 1e6) at time zone 'UTC', 'YYYY-MM-DD') as day
    from exchange_claim e
    left join intel_source s on s.id = e.source_id
    left join misp_attribute a on a.stix_id = e.stix_id
    where e.added_us > ${addedUs} and ${isExchanged("e")}
    order by e.added_us limit ${claimsAtOnce}`.execute(tx);
  return rows;
}

interface Open {
  readonly id: number;
  room: number;
}

/** Events that still have room, made where there are none. */
class OpenEvents {
  readonly #tx: Kysely<Tables>;
  readonly #open = new Map<string, Open>();

  constructor(tx: Kysely<Tables>) {
    this.#tx = tx;
  }

  async take({ source_id, source_name, tlp, day }: Row): Promise<number> {
    const key = `${source_id} ${tlp} ${day}`;
    let event = this.#open.get(key) ?? (await this.#find(source_id, tlp, day));
    if (event === null || event.room === 0) {
      const room = randomInt(roomMin, roomMax);
      if (event !== null) await this.#keep(event);
      const { id } = await this.#tx
        .insertInto("misp_event")
        .values({ uuid: newId(), source_id, source_name, tlp, day, room })
        .returning("id")
        .executeTakeFirstOrThrow();
      event = { id, room };
    }
    event.room--;
    this.#open.set(key, event);
    return event.id;
  }

  async #find(sourceId: number, tlp: string, day: string): Promise<Open | null> {
    const row = await this.#tx
      .selectFrom("misp_event")
      .select(["id", "room"])
      .where("source_id", "=", sourceId)
      .where("tlp", "=", tlp)
      .where("day", "=", day)
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    return row ?? null;
  }

  async #keep({ id, room }: Open): Promise<void> {
    await this.#tx.updateTable("misp_event").set({ room }).where("id", "=", id).execute();
  }

  async close(): Promise<void> {
    for (const event of this.#open.values()) await this.#keep(event);
  }
}

/** Answers how many claims it went through; 0 where it is through. */
async function syncPortion(state: State, clock: Clock): Promise<number> {
  return inTransaction(state.db, async (tx) => {
    const end = await lockEnd(tx);
    const rows = await rowsAfter(tx, end.addedUs);
    const last = rows.at(-1);
    if (last === undefined) return 0;
    const second = Math.max(end.second + 1, Math.floor(clock.nowUs() / 1e6));
    const open = new OpenEvents(tx);
    const ids: string[] = [];
    const events: number[] = [];
    for (const row of rows) {
      // Nobody had it.
      if (row.revoked && row.event_id === null) continue;
      ids.push(row.stix_id);
      events.push(row.event_id ?? (await open.take(row)));
    }
    await open.close();
    await sql`
      insert into misp_attribute (stix_id, event_id, changed_s)
      select stix_id, event_id, ${second}::bigint
      from unnest(${ids}::text[], ${events}::int[]) as t(stix_id, event_id)
      on conflict (stix_id) do update set changed_s = excluded.changed_s`.execute(tx);
    const next: End = { ...end, addedUs: last.added_us, second };
    await sql`update setting set value = ${JSON.stringify(next)}::jsonb where key = ${endKey}`.execute(tx);
    return rows.length;
  });
}

/** `ending` stops it between two portions. Run after `syncClaims`. */
export async function syncMispEvents(state: State, clock: Clock, ending?: AbortSignal): Promise<number> {
  let count = 0;
  for (let taken = 1; taken > 0 && ending?.aborted !== true; count += taken)
    taken = await syncPortion(state, clock);
  return count;
}
