/**
 * What an event of another feed changes here, in one transaction with that it was taken: values that its new version
 * no longer has for detection lose the feed's claim, unless another of its events has them. A version that is older
 * than the one that is known changes nothing, whatever the manifest says.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, Problem } from "../../../base/index.js";
import { feedFormatOf, fitEntries, importEntries } from "../../../intel/index.js";
import type { FeedEntry } from "../../../model/index.js";
import { inTransaction, type State, type Tables } from "../../../store/index.js";
import { shareProblem } from "../../problems.js";
import type { OtherFeed } from "../../settings.js";
import { readSeconds } from "./manifest.js";

interface ReadEvent {
  readonly eventS: number;
  readonly entries: readonly FeedEntry[];
}

/** Then nothing of the event was read. */
const unread = ["intel.json-too-deep", "intel.json-invalid", "intel.feed-too-large"];
/** The largest public events have some ten thousand. */
const entriesMax = 200_000;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The event of that UUID, which is the only one of its file. */
export function readEvent(uuid: string, body: Uint8Array, ignoresDistribution: boolean): ReadEvent | Problem {
  const refused = (why: string) => shareProblem("misp-feed", `${uuid}.json: ${why}`);
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    value = JSON.parse(text);
  } catch (error) {
    // The format's own reader says where it breaks, by line and column.
    const [item] = feedFormatOf("misp")?.read(Buffer.from(body).toString("utf8"), `${uuid}.json`) ?? [];
    const why = item?.kind === "problem" ? item.problem.detail : error instanceof Error ? error.message : "";
    return refused(why.slice(0, 300));
  }
  const event = isFields(value) ? value["Event"] : undefined;
  if (!isFields(event)) return refused("it holds no event.");
  if (String(event["uuid"]).toLowerCase() !== uuid) return refused("it is an event of another UUID.");
  const eventS = readSeconds(event["timestamp"]);
  if (eventS === null) return refused("it has no timestamp.");
  const read = ignoresDistribution ? JSON.stringify({ Event: withoutDistribution(event) }) : text;
  const entries: FeedEntry[] = [];
  for (const item of feedFormatOf("misp")?.read(read, `${uuid}.json`) ?? []) {
    if (item.kind === "entry") entries.push(item.entry);
    if (item.kind === "problem" && unread.includes(item.problem.code)) return refused(item.problem.detail);
    if (entries.length > entriesMax) return refused(`it has more than ${entriesMax} values.`);
  }
  return { eventS, entries: fitEntries(entries) };
}

/** As MISP takes feeds: the one who sets the feed up says how far it goes, and not each event of it. */
function withoutDistribution(event: Fields): Fields {
  const strip = (list: unknown): unknown =>
    Array.isArray(list)
      ? list.map((one) => {
          if (!isFields(one)) return one;
          const { distribution: _, ...rest } = one;
          return "Attribute" in rest ? { ...rest, Attribute: strip(rest["Attribute"]) } : rest;
        })
      : list;
  const { distribution: _, ...rest } = event;
  return { ...rest, Attribute: strip(event["Attribute"]), Object: strip(event["Object"]) };
}

/** Under which name a feed's indicators are listed. */
export const feedSourceName = (feed: string): string => `misp ${feed}`;

/** Takes the claims away from values that none but these events have. */
async function dropClaims(tx: Kysely<Tables>, feed: string, uuids: readonly string[]): Promise<void> {
  await sql`
    delete from indicator_claim c using indicator i, intel_source s, misp_feed_value v
    where c.indicator_id = i.id and c.source_id = s.id and s.name = ${feedSourceName(feed)}
      and v.feed = ${feed} and v.uuid = any(${[...uuids]}::text[])
      and i.type = v.type and i.value = v.value
      and not exists (
        select 1 from misp_feed_value o
        where o.feed = v.feed and o.value = v.value and o.type = v.type
          and o.uuid <> all(${[...uuids]}::text[]))`.execute(tx);
}

/** Events that the feed does not have any more. */
export async function dropEvents(state: State, feed: string, uuids: readonly string[]): Promise<void> {
  await inTransaction(state.db, async (tx) => {
    await dropClaims(tx, feed, uuids);
    await tx
      .deleteFrom("misp_feed_event")
      .where("feed", "=", feed)
      .where("uuid", "=", sql<string>`any(${[...uuids]}::text[])`)
      .execute();
  });
}

interface Taking {
  readonly uuid: string;
  readonly manifestS: number;
  readonly body: Uint8Array;
}

/** Keeps that an event can't be used, so that it is asked for again only when it changed. */
export async function keepFault(
  db: Kysely<Tables>,
  feed: string,
  { uuid, manifestS }: Omit<Taking, "body">,
  detail: string,
): Promise<void> {
  const fault = detail.replaceAll("\u0000", " ").slice(0, 500);
  await db
    .insertInto("misp_feed_event")
    .values({ feed, uuid, manifest_s: manifestS, event_s: -1, fault })
    .onConflict((conflict) =>
      conflict.columns(["feed", "uuid"]).doUpdateSet({ manifest_s: manifestS, fault }),
    )
    .execute();
}

/** Answers whether it was new or changed; a Problem where it can't be used, which is kept with it. */
export async function takeEvent(
  state: State,
  clock: Clock,
  feed: OtherFeed,
  { uuid, manifestS, body }: Taking,
): Promise<boolean | Problem> {
  const read = readEvent(uuid, body, feed.distribution === "feed");
  return inTransaction(state.db, async (tx) => {
    const known = await tx
      .selectFrom("misp_feed_event")
      .select("event_s")
      .where("feed", "=", feed.name)
      .where("uuid", "=", uuid)
      .executeTakeFirst();
    if (read instanceof Problem) {
      await keepFault(tx, feed.name, { uuid, manifestS }, read.detail);
      return read;
    }
    const eventS = Math.max(read.eventS, known?.event_s ?? -1);
    await tx
      .insertInto("misp_feed_event")
      .values({ feed: feed.name, uuid, manifest_s: manifestS, event_s: eventS, fault: "" })
      .onConflict((conflict) =>
        conflict.columns(["feed", "uuid"]).doUpdateSet({ manifest_s: manifestS, event_s: eventS, fault: "" }),
      )
      .execute();
    if (read.eventS <= (known?.event_s ?? -1)) return false;
    await dropClaims(tx, feed.name, [uuid]);
    await replaceValues(tx, feed.name, uuid, read.entries);
    const source = {
      name: feedSourceName(feed.name),
      tlp: feed.tlp,
      confidence: feed.confidence,
      mark: null,
    };
    if (read.entries.length > 0) await importEntries({ ...state, db: tx }, clock, source, read.entries);
    return true;
  });
}

async function replaceValues(
  tx: Kysely<Tables>,
  feed: string,
  uuid: string,
  entries: readonly FeedEntry[],
): Promise<void> {
  await tx.deleteFrom("misp_feed_value").where("feed", "=", feed).where("uuid", "=", uuid).execute();
  await sql`
    insert into misp_feed_value (feed, uuid, type, value)
    select ${feed}, ${uuid}, * from unnest(
      ${entries.map(({ observable }) => observable.type)}::text[],
      ${entries.map(({ observable }) => observable.value)}::text[])
    on conflict do nothing`.execute(tx);
}
