/** The other TAXII servers and MISP feeds that are set up: those of the configuration, and those that came with a pack. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Clock, Log } from "../../base/index.js";
import { communityRevision } from "../../members/index.js";
import {
  askFeed,
  askOther,
  askServer,
  dueUs,
  type FeedState,
  feedSourceName,
  type GivingState,
  givenTo,
  giveTo,
  type OtherFeed,
  type OtherServer,
  type OtherState,
  pullFeed,
  pullOther,
  readFeeds,
  readGivings,
  readOthers,
  shareProblem,
  taxiiSource,
} from "../../share/index.js";
import type { State, Tables } from "../../store/index.js";
import { loadCommunity } from "../../warn/index.js";
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
    words: {
      failed: "another TAXII server could not be read",
      taken: "indicators came from another TAXII server",
    },
    setUp: () =>
      setUpOf<OtherServer>(
        state.db,
        "taxii",
        "share.taxii.servers",
        configured.filter(({ read }) => read),
        (kept) => {
          const { name, address, everyMinutes, tlp, confidence } = kept;
          return { name, collection: address, everyMinutes, tlp, confidence, near, read: true };
        },
      ),
    read: (of) => readOthers(state, of),
    dueUs,
    pull: (of, ending) => pullOther(state, clock, of, askOther(of, ending)),
    unknown: (detail) => shareProblem("taxii-other-unknown", detail),
    onTaken,
  });
}

const hostOf = (url: string): string => new URL(url).host;

/** Sources that are read from the machine that a server is given to, under whatever name. */
function heldBackFrom(
  server: OtherServer,
  servers: readonly OtherServer[],
  feeds: readonly OtherFeed[],
): ReadonlySet<string> {
  const host = hostOf(givenTo(server));
  return new Set([
    ...servers.filter((each) => hostOf(each.collection) === host).map(({ name }) => taxiiSource(name)),
    ...feeds.filter(({ url }) => hostOf(url) === host).map(({ name }) => feedSourceName(name)),
  ]);
}

export function openTaxiiGiver(
  { state, clock, log }: Omit<Parts, "onTaken">,
  servers: readonly OtherServer[],
  feeds: readonly OtherFeed[],
) {
  const given = servers.filter(({ give }) => give !== undefined).map((each) => ({ ...each, waits: "" }));
  return new OtherPuller<OtherServer & SetUp, GivingState>({
    clock,
    log,
    words: {
      failed: "another TAXII server could not be given to",
      taken: "another TAXII server took what sources say",
    },
    setUp: async () => given,
    read: (of) => readGivings(state, of),
    dueUs: (of, going) => Math.max(dueUs(of, going), going.waitUntilUs),
    pull: async (server, ending) => {
      // Asked for first: what changes meanwhile is looked at the next time.
      const revision = await communityRevision(state.db);
      const { gate } = await loadCommunity(state.db);
      const heldBack = heldBackFrom(server, servers, feeds);
      const wait = (ms: number) => sleep(ms, undefined, { signal: ending }).catch(() => undefined);
      const giving = { state, clock, gate, revision, heldBack, wait };
      const went = await giveTo(giving, server, askServer(server, ending));
      return { taken: went.given, problem: went.problem };
    },
    unknown: (detail) => shareProblem("taxii-other-unknown", detail),
    onTaken: async () => undefined,
  });
}

export function openMispPuller({ state, clock, log, onTaken }: Parts, configured: readonly OtherFeed[]) {
  return new OtherPuller<OtherFeed & SetUp, FeedState>({
    clock,
    log,
    words: { failed: "a MISP feed could not be read", taken: "indicators came from a MISP feed" },
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
