/** The other TAXII servers and MISP feeds that are set up: those of the configuration, and those that came with a pack. */
import type { Kysely } from "kysely";
import type { Clock, Log } from "../../base/index.js";
import {
  askFeed,
  askOther,
  dueUs,
  type FeedState,
  type OtherFeed,
  type OtherServer,
  type OtherState,
  pullFeed,
  pullOther,
  readFeeds,
  readOthers,
  shareProblem,
} from "../../share/index.js";
import type { State, Tables } from "../../store/index.js";
import { keptFeeds } from "../../work/index.js";
import { OtherPuller, type SetUp } from "./other-puller.js";

type Kept = Exclude<Awaited<ReturnType<typeof keptFeeds>>[number], { readonly kind: "file" }>;

/** One of the configuration stands for one of a pack with its name, and gives it the secret that it waits for. */
async function setUpOf<Of extends { readonly name: string }>(
  db: Kysely<Tables>,
  kind: Kept["kind"],
  setting: string,
  configured: readonly Of[],
  make: (kept: Kept) => Of,
): Promise<readonly (Of & SetUp)[]> {
  const names = new Set(configured.map(({ name }) => name.toLowerCase()));
  const kept = (await keptFeeds(db)).flatMap((feed): (Of & SetUp)[] => {
    if (feed.kind !== kind || names.has(feed.name.toLowerCase())) return [];
    const waits = feed.needs === "nothing" ? "" : `It waits for its ${feed.needs}: name it in ${setting}.`;
    return [{ ...make(feed), waits }];
  });
  return [...configured.map((each) => ({ ...each, waits: "" })), ...kept];
}

/** A server of a private network is named by the configuration alone. */
const near = false;

interface Parts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  /** After indicators were new or changed. */
  readonly onTaken: () => Promise<void>;
}

export function openTaxiiPuller({ state, clock, log, onTaken }: Parts, configured: readonly OtherServer[]) {
  return new OtherPuller<OtherServer & SetUp, OtherState>({
    clock,
    log,
    what: "another TAXII server",
    setUp: () =>
      setUpOf<OtherServer>(state.db, "taxii", "share.taxii.servers", configured, (kept) => {
        const { name, address, everyMinutes, tlp, confidence } = kept;
        return { name, collection: address, everyMinutes, tlp, confidence, near };
      }),
    read: (of) => readOthers(state, of),
    dueUs,
    pull: (of, ending) => pullOther(state, clock, of, askOther(of, ending)),
    unknown: (detail) => shareProblem("taxii-other-unknown", detail),
    onTaken,
  });
}

export function openMispPuller({ state, clock, log, onTaken }: Parts, configured: readonly OtherFeed[]) {
  return new OtherPuller<OtherFeed & SetUp, FeedState>({
    clock,
    log,
    what: "a MISP feed",
    setUp: () =>
      setUpOf<OtherFeed>(state.db, "misp", "share.misp.feeds", configured, (kept) => {
        const { name, address, everyMinutes, tlp, confidence } = kept;
        const asEventsSay = { bareKey: false, distribution: "event", near } as const;
        return { name, url: address, everyMinutes, tlp, confidence, ...asEventsSay };
      }),
    read: (of) => readFeeds(state, of),
    dueUs,
    pull: (of, ending) => pullFeed(state, clock, of, askFeed(of, ending)),
    unknown: (detail) => shareProblem("misp-feed-unknown", detail),
    onTaken,
  });
}
