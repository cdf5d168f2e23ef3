/**
 * Learns a member's baseline from what the event store holds, so that it need not be learned for two weeks anew: the stored
 * events of the last days go, oldest first, through fresh runs of the detectors of control networks. What these find on the
 * way is not told (it was, when the events came in), only what they learned counts. It is bounded in events and in time,
 * and says how far it came.
 */
import type { Clock } from "../../../base/index.js";
import { MemberNetworks } from "../../../members/index.js";
import type { SiteLists } from "../../../model/index.js";
import type { EventRow, EventStore } from "../../../store/index.js";
import { noSurroundings } from "../../behaviour/detector.js";
import { BehaviourEngine } from "../../behaviour/engine.js";
import type { Fact } from "../../behaviour/fact.js";
import { factsOf } from "../../behaviour/facts/row-fact.js";
import { whoseOf } from "../../behaviour/facts/whose.js";
import type { WatchedMembers } from "../../watch/watch-message.js";
import { detectors } from "../detectors/index.js";
import { compileSite } from "../site.js";
import { columnsOf } from "./stored-rows.js";

export interface LearnAsked {
  readonly memberId: string;
  readonly members: WatchedMembers;
  readonly site: SiteLists | null;
  readonly fromUs: number;
  readonly toUs: number;
}

export interface LearnReached {
  /** All before this was read. */
  readonly reachedUs: number;
  readonly events: number;
  /** Messages of a control network among them. */
  readonly messages: number;
  /** Why it did not come to its end, or what was left out; empty where nothing was. */
  readonly note: string;
}

/** What was learned: states of the member's detectors, by their ids. */
export interface Learnt extends LearnReached {
  readonly states: ReadonlyMap<string, unknown>;
  /** Of the first message; null where there was none. */
  readonly sinceUs: number | null;
}

/** A page of 1,000 takes some 30 ms, so that what the time allows is about this. */
export const learnBounds = { eventsMax: 20_000_000, timeMsMax: 15 * 60_000, stretchMax: 100_000 } as const;
const pageRows = 1_000;
/** Read whole and turned round, as pages come newest first; shorter where an hour has too many events to hold. */
const longestUs = 3600e6;
const shortestUs = 60e6;
/** Facts between two looks at whatever else the center has to do. */
const sliceRows = 2_000;

export async function learnHistory(
  events: Pick<EventStore, "search">,
  clock: Clock,
  { memberId, members, site, fromUs, toUs }: LearnAsked,
  tell: (reached: LearnReached) => void,
  ending: AbortSignal,
  bounds: {
    readonly eventsMax: number;
    readonly timeMsMax: number;
    readonly stretchMax: number;
  } = learnBounds,
): Promise<Learnt> {
  const compiled = site === null ? null : compileSite(site);
  const surroundings = { ...noSurroundings, siteOf: (id: string) => (id === memberId ? compiled : null) };
  const engine = new BehaviourEngine({ detectors, surroundings });
  const whose = whoseOf(members.members, new MemberNetworks(members.members), members.centerId);
  const startedMs = clock.monotonicMs();
  let [read, messages, note, cut] = [0, 0, "", 0];
  let sinceUs: number | null = null;
  function* counted(facts: Iterable<Fact>): Generator<Fact> {
    for (const fact of facts) {
      if (fact.memberId !== memberId || fact.mark !== null) continue;
      if (fact.ot !== null) {
        messages++;
        sinceUs = Math.min(sinceUs ?? fact.timeUs, fact.timeUs);
      }
      yield fact;
    }
  }
  let reachedUs = fromUs;
  let windowUs = longestUs;
  while (reachedUs < toUs && note === "") {
    const untilUs = Math.min(reachedUs + windowUs, toUs);
    const search = {
      fromUs: reachedUs,
      toUs: untilUs,
      terms: [{ field: "member", op: "is", value: memberId }],
      limit: pageRows,
    } as const;
    const stretch: EventRow[] = [];
    let page = await events.search(search);
    for (;;) {
      stretch.push(...page.rows);
      read += page.rows.length;
      if (ending.aborted) note = "It was stopped.";
      else if (read >= bounds.eventsMax) note = `It ended after ${bounds.eventsMax} events.`;
      else if (clock.monotonicMs() - startedMs > bounds.timeMsMax)
        note = `It ended after ${Math.round(bounds.timeMsMax / 60_000)} minutes.`;
      if (note !== "" || page.next === null || stretch.length >= bounds.stretchMax) break;
      page = await events.search({ ...search, before: page.next });
    }
    if (note !== "") break;
    if (page.next !== null && windowUs > shortestUs) {
      windowUs = Math.max(shortestUs, windowUs / 4);
      continue;
    }
    if (page.next !== null) cut++;
    stretch.reverse();
    for (let at = 0; at < stretch.length; at += sliceRows) {
      engine.see(counted(factsOf(columnsOf(stretch.slice(at, at + sliceRows)), whose)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    reachedUs = untilUs;
    if (stretch.length < bounds.stretchMax / 4) windowUs = Math.min(longestUs, windowUs * 2);
    tell({ reachedUs, events: read, messages, note });
  }
  if (note === "" && cut > 0)
    note = `Of ${cut} busy minutes only the last ${bounds.stretchMax} events were read.`;
  return { reachedUs, events: read, messages, note, states: engine.learnedOf(memberId), sinceUs };
}
