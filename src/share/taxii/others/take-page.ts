/**
 * What a page of another server's indicators changes here, in one transaction with the place to go on from: values that
 * a new version no longer names, and those of a revoked indicator, lose the server's claim, unless another of its
 * indicators names them too. An older version that comes after a newer one changes nothing.
 */
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../../base/index.js";
import { feedFormatOf, importEntries } from "../../../intel/index.js";
import type { FeedEntry } from "../../../model/index.js";
import { inTransaction, type State, type Tables } from "../../../store/index.js";
import type { OtherServer } from "../../settings.js";
import { definitionsIn } from "../kept/stored.js";
import { readTaxiiTime } from "../times.js";
import type { WalkedPage } from "./walk.js";

interface Pulled {
  readonly id: string;
  readonly versionUs: number;
  readonly entries: readonly FeedEntry[];
}

type Fields = Readonly<Record<string, unknown>>;

const isIndicator = (object: unknown): object is Fields =>
  typeof object === "object" && object !== null && (object as Fields)["type"] === "indicator";

/** The newest version on the page of each indicator, with the values that are met for it. */
function pulledOf({ objects }: WalkedPage): readonly Pulled[] {
  const definitions = [...definitionsIn(objects).values()];
  const format = feedFormatOf("stix");
  const newest = new Map<string, Pulled>();
  for (const object of objects) {
    if (!isIndicator(object)) continue;
    const id = typeof object["id"] === "string" ? object["id"].slice(0, 300) : "";
    const time = object["modified"] ?? object["created"];
    const versionUs = typeof time === "string" ? readTaxiiTime(time) : null;
    if (id === "" || versionUs === null || (newest.get(id)?.versionUs ?? -1) >= versionUs) continue;
    const items = format?.read(JSON.stringify({ objects: [...definitions, object] }), "taxii") ?? [];
    const entries = [...items].flatMap((item) => (item.kind === "entry" ? [item.entry] : []));
    newest.set(id, { id, versionUs, entries: object["revoked"] === true ? [] : entries });
  }
  return [...newest.values()];
}

/** What the center itself gave to other servers, and reads back from one of them: it would be its own witness. */
async function withoutOwn(tx: Kysely<Tables>, pulled: readonly Pulled[]): Promise<readonly Pulled[]> {
  const rows = await tx
    .selectFrom("taxii_given")
    .select("given_id")
    .where("given_id", "=", sql<string>`any(${pulled.map(({ id }) => id)}::text[])`)
    .execute();
  const own = new Set(rows.map((row) => row.given_id));
  return pulled.filter(({ id }) => !own.has(id));
}

interface Newer extends Pulled {
  /** An older version of it was taken. */
  readonly isKnown: boolean;
}

/** Those that are newer than what is known of them. */
async function newerOf(
  tx: Kysely<Tables>,
  server: string,
  pulled: readonly Pulled[],
): Promise<readonly Newer[]> {
  const rows = await tx
    .selectFrom("taxii_pulled")
    .select(["stix_id", "version_us"])
    .where("other", "=", server)
    .where("stix_id", "=", sql<string>`any(${pulled.map(({ id }) => id)}::text[])`)
    .execute();
  const known = new Map(rows.map((row) => [row.stix_id, row.version_us]));
  return pulled
    .filter(({ id, versionUs }) => versionUs > (known.get(id) ?? Number.MIN_SAFE_INTEGER))
    .map((each) => ({ ...each, isKnown: known.has(each.id) }));
}

/** How many more indicators and values of a server are kept, and how many were passed over as there was no room. */
export interface Room {
  indicators: number;
  values: number;
  passed: number;
}

/** A million of one server: the largest honest collections have some hundred thousand. */
export const keptOfServerMax = 1_000_000;

export async function roomOf({ db }: State, server: string): Promise<Room> {
  const count = async (table: "taxii_pulled" | "taxii_pulled_value") => {
    const rows = db.selectFrom(table).select((eb) => eb.fn.countAll<string>().as("count"));
    const { count: found } = await rows.where("other", "=", server).executeTakeFirstOrThrow();
    return Number(found);
  };
  return {
    indicators: keptOfServerMax - (await count("taxii_pulled")),
    values: keptOfServerMax - (await count("taxii_pulled_value")),
    passed: 0,
  };
}

/** Those that there is room for. What takes back what was taken needs none, so it is never passed over. */
function fitting(newer: readonly Newer[], room: Room): readonly Pulled[] {
  return newer.filter(({ entries, isKnown }) => {
    const fits = room.values >= entries.length && (isKnown || room.indicators >= 1);
    if (!fits) {
      room.passed += 1;
      return false;
    }
    room.indicators -= isKnown ? 0 : 1;
    room.values -= entries.length;
    return true;
  });
}

/** Under which name a server's indicators are listed. */
export const sourceName = (server: string): string => `taxii ${server}`;

/** Takes the claims away from values that none but the changed indicators named. */
async function dropClaims(tx: Kysely<Tables>, server: string, changed: readonly string[]): Promise<void> {
  await sql`
    delete from indicator_claim c using indicator i, intel_source s, taxii_pulled_value v
    where c.indicator_id = i.id and c.source_id = s.id and s.name = ${sourceName(server)}
      and v.other = ${server} and v.stix_id = any(${[...changed]}::text[])
      and i.type = v.type and i.value = v.value
      and not exists (
        select 1 from taxii_pulled_value o
        where o.other = v.other and o.value = v.value and o.type = v.type
          and o.stix_id <> all(${[...changed]}::text[]))`.execute(tx);
}

async function write(tx: Kysely<Tables>, server: string, pulled: readonly Pulled[]): Promise<void> {
  const ids = pulled.map(({ id }) => id);
  await sql`
    insert into taxii_pulled (other, stix_id, version_us)
    select ${server}, * from unnest(${ids}::text[], ${pulled.map(({ versionUs }) => versionUs)}::bigint[])
    on conflict (other, stix_id) do update set version_us = excluded.version_us`.execute(tx);
  await sql`delete from taxii_pulled_value where other = ${server} and stix_id = any(${ids}::text[])`.execute(
    tx,
  );
  const values = pulled.flatMap(({ id, entries }) =>
    entries.map(({ observable }) => ({ id, ...observable })),
  );
  await sql`
    insert into taxii_pulled_value (other, stix_id, type, value)
    select ${server}, * from unnest(${values.map(({ id }) => id)}::text[], ${values.map(({ type }) => type)}::text[],
      ${values.map(({ value }) => value)}::text[])
    on conflict do nothing`.execute(tx);
}

/** Answers how many indicators were new or changed. */
export async function takePage(
  state: State,
  clock: Clock,
  server: OtherServer,
  page: WalkedPage,
  room: Room,
): Promise<number> {
  const pulled = pulledOf(page);
  return inTransaction(state.db, async (tx) => {
    const newer = fitting(await newerOf(tx, server.name, await withoutOwn(tx, pulled)), room);
    if (newer.length > 0) {
      await dropClaims(
        tx,
        server.name,
        newer.map(({ id }) => id),
      );
      await write(tx, server.name, newer);
      const source = {
        name: sourceName(server.name),
        format: "stix",
        tlp: server.tlp,
        confidence: server.confidence,
        mark: null,
      };
      const entries = newer.flatMap((each) => each.entries);
      if (entries.length > 0) await importEntries({ ...state, db: tx }, clock, source, entries);
    }
    await tx
      .updateTable("taxii_other")
      .set((eb) => ({
        cursor: JSON.stringify(page.cursor),
        objects: eb("objects", "+", newer.length),
      }))
      .where("name", "=", server.name)
      .execute();
    return newer.length;
  });
}
