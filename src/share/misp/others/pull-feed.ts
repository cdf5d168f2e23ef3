/**
 * Brings one other feed up to date: its manifest says which events there are and when each last changed, and only
 * those that changed are fetched. Each is taken by itself, so a run that ends anywhere is gone on with; an event that
 * can't be used is noted and not asked for again until it changes. What failed is tried later and later.
 */
import { type Clock, Problem } from "../../../base/index.js";
import type { State } from "../../../store/index.js";
import type { OtherFeed } from "../../settings.js";
import type { AskFeed } from "./ask-feed.js";
import { readManifest } from "./manifest.js";
import { dropEvents, keepFault, takeEvent } from "./take-event.js";

export interface FeedState {
  readonly name: string;
  readonly url: string;
  /** Events of it that are taken, and those that could not be. */
  readonly events: number;
  readonly faults: number;
  /** Null before the first try. */
  readonly triedUs: number | null;
  readonly succeededUs: number | null;
  /** Tries in a row that failed. */
  readonly failures: number;
  /** What went wrong, or what the feed does other than it should. */
  readonly note: string;
}

/** The state of the feeds that are set up, in their order. */
export async function readFeeds(state: State, feeds: readonly OtherFeed[]): Promise<readonly FeedState[]> {
  const rows = await state.db.selectFrom("misp_feed").selectAll().execute();
  const counts = await state.db
    .selectFrom("misp_feed_event")
    .select(({ fn }) => ["feed", fn.countAll<number>().as("count")])
    .select((eb) => eb.fn.countAll<number>().filterWhere("fault", "<>", "").as("faults"))
    .groupBy("feed")
    .execute();
  return feeds.map(({ name, url }) => {
    const row = rows.find((each) => each.name === name && each.url === url);
    const count = row === undefined ? undefined : counts.find((each) => each.feed === name);
    const faults = Number(count?.faults ?? 0);
    return {
      name,
      url,
      events: Number(count?.count ?? 0) - faults,
      faults,
      triedUs: row?.tried_us ?? null,
      succeededUs: row?.succeeded_us ?? null,
      failures: row?.failures ?? 0,
      note: row?.note ?? "",
    };
  });
}

/** Its manifest's tag. Another address under the same name is read anew; what the old one said goes as it is missing. */
async function openFeed(state: State, clock: Clock, { name, url }: OtherFeed): Promise<string> {
  const { db } = state;
  const row = await db.selectFrom("misp_feed").selectAll().where("name", "=", name).executeTakeFirst();
  const tried_us = clock.nowUs();
  if (row?.url === url) {
    await db.updateTable("misp_feed").set({ tried_us }).where("name", "=", name).execute();
    return row.manifest_tag;
  }
  const fresh = { url, manifest_tag: "", tried_us, failures: 0, note: "" };
  await db
    .insertInto("misp_feed")
    .values({ name, succeeded_us: null, ...fresh })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(fresh))
    .execute();
  // Another publisher's times say nothing of these.
  await db
    .updateTable("misp_feed_event")
    .set({ manifest_s: -1, event_s: -1 })
    .where("feed", "=", name)
    .execute();
  return "";
}

export interface PulledFeed {
  /** Events that were new, changed or gone. */
  readonly taken: number;
  readonly problem: Problem | null;
}

/** So long a feed may keep the others waiting. */
const runMsMax = 600_000;

interface Outcome {
  taken: number;
  tag: string;
  note: string;
  problem: Problem | null;
}

/** What a manifest of nothing would take away is most of what a broken one would. */
const emptyNote = "The manifest is empty; what the feed had stays.";

async function pullEvents(
  state: State,
  clock: Clock,
  feed: OtherFeed,
  ask: AskFeed,
  outcome: Outcome,
): Promise<void> {
  const answer = await ask("manifest.json", outcome.tag);
  if (answer === null) return;
  const manifest = answer instanceof Problem ? answer : readManifest(answer.body);
  if (answer instanceof Problem || manifest instanceof Problem) {
    outcome.problem = answer instanceof Problem ? answer : (manifest as Problem);
    return;
  }
  const rows = await state.db
    .selectFrom("misp_feed_event")
    .select(["uuid", "manifest_s"])
    .where("feed", "=", feed.name)
    .execute();
  const known = new Map(rows.map(({ uuid, manifest_s }) => [uuid, manifest_s]));
  const { events, unusable } = manifest;
  const notes = unusable > 0 ? [`${unusable} entries of the manifest are no events.`] : [];
  const endMs = clock.monotonicMs() + runMsMax;
  let faults = 0;
  let isWhole = true;
  for (const [uuid, manifestS] of events) {
    if (manifestS <= (known.get(uuid) ?? -1)) continue;
    if (clock.monotonicMs() > endMs) {
      notes.push("It goes on next time.");
      isWhole = false;
      break;
    }
    const event = await ask(`${uuid}.json`);
    if (event instanceof Problem && event.code === "base.answer-too-large") {
      await keepFault(state.db, feed.name, { uuid, manifestS }, event.detail);
      faults++;
      notes.push(`${uuid}.json: ${event.detail}`);
      continue;
    }
    if (event === null || (event instanceof Problem && event.code !== "share.misp-feed")) {
      // The feed is away: the rest waits for the next time.
      outcome.problem = event;
      isWhole = false;
      break;
    }
    const taken =
      event instanceof Problem
        ? event
        : await takeEvent(state, clock, feed, { uuid, manifestS, body: event.body });
    if (taken instanceof Problem) {
      faults++;
      isWhole = isWhole && !(event instanceof Problem);
      if (faults === 1) notes.push(taken.detail);
    } else if (taken) outcome.taken++;
  }
  const missing = [...known.keys()].filter((uuid) => !events.has(uuid));
  if (events.size === 0 && missing.length > 0) notes.push(emptyNote);
  else if (missing.length > 0 && unusable === 0) {
    await dropEvents(state, feed.name, missing);
    outcome.taken += missing.length;
  }
  if (faults > 1) notes.push(`${faults} events could not be taken.`);
  outcome.note = notes.join(" ");
  // An event that was not there is asked for again, so the manifest is too.
  outcome.tag = isWhole && unusable === 0 && events.size > 0 ? (answer.headers.get("etag") ?? "") : "";
}

export async function pullFeed(
  state: State,
  clock: Clock,
  feed: OtherFeed,
  ask: AskFeed | Problem,
): Promise<PulledFeed> {
  const outcome: Outcome = { taken: 0, tag: await openFeed(state, clock, feed), note: "", problem: null };
  if (ask instanceof Problem) outcome.problem = ask;
  else await pullEvents(state, clock, feed, ask, outcome);
  const { taken, problem, tag, note } = outcome;
  await state.db
    .updateTable("misp_feed")
    .set((eb) => ({
      manifest_tag: tag.slice(0, 200),
      failures: problem === null ? 0 : eb("failures", "+", 1),
      ...(problem === null ? { succeeded_us: clock.nowUs() } : {}),
      note: (problem?.detail ?? note).replaceAll("\u0000", " ").slice(0, 500),
    }))
    .where("name", "=", feed.name)
    .execute();
  return { taken, problem };
}
