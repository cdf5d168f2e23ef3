/**
 * The thread that watches: it takes batches in the order they are given, answers each with what was found, and saves its
 * state now and then. What was found of a batch is kept, and saved, until somebody says that it is stored, so that a kill
 * between looking and storing loses nothing.
 */
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { assert, Problem, systemClock } from "../../base/index.js";
import { MemberNetworks } from "../../members/index.js";
import { readSpooledOutcome } from "../../store/index.js";
import { noSurroundings } from "../behaviour/detector.js";
import { whoseOf } from "../behaviour/facts/whose.js";
import { type GeoSettings, openGeo } from "../geo/geo.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";
import type { WatchedRules } from "../rules-at-work.js";
import { checkpointFile, readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import type { WatchAnswer, WatchedMembers, WatchOrder, WatchRequest } from "./watch-message.js";
import { type Watched, Watcher } from "./watcher.js";

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
const { folder, members, rules, geo } = workerData as {
  readonly folder: string;
  readonly members: WatchedMembers;
  readonly rules: WatchedRules;
  readonly geo: GeoSettings;
};
const path = checkpointFile(folder);

const answer = (message: WatchAnswer): void => port.postMessage(message);
const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
const whose = ({ members: list, centerId }: WatchedMembers) =>
  whoseOf(list, new MemberNetworks(list), centerId);

interface Saved {
  readonly number: number;
  readonly watcher: unknown;
  readonly unsettled: ReadonlyMap<string, Watched>;
}

const nothing: Watched = { detections: [], attempts: [] };
const read = await readCheckpoint(path);
const saved = read === null || typeof read === "string" ? null : (read.state as Partial<Saved>);
const places = openGeo(geo);
// It was read at the start of the center; a file that went away since tells nothing.
const surroundings = places instanceof Problem ? noSurroundings : places;
const watcher = new Watcher(whose(members), rules, saved?.watcher ?? null, surroundings);
let number = typeof saved?.number === "number" ? saved.number : 0;
const unsettled = new Map(saved?.unsettled instanceof Map ? saved.unsettled : []);

async function take(order: WatchOrder): Promise<void> {
  const startMs = systemClock.monotonicMs();
  try {
    const { meta, matches = [] } = await readSpooledOutcome(order.manifest);
    // Shown twice it counts once.
    if (order.number <= number) {
      const taken = { batchId: meta.id, watched: unsettled.get(meta.id) ?? nothing };
      answer({ kind: "taken", number: order.number, taken, ms: 0 });
      return;
    }
    const blocks = await Promise.all(order.blocks.map((block) => readFile(block)));
    const watched = watcher.take({ meta, blocks, matches });
    number = order.number;
    unsettled.set(meta.id, watched);
    answer({
      kind: "taken",
      number,
      taken: { batchId: meta.id, watched },
      ms: systemClock.monotonicMs() - startMs,
    });
  } catch (error) {
    answer({ kind: "failed", number: order.number, error: textOf(error) });
  }
}

async function checkpoint(): Promise<void> {
  try {
    const bytes = await writeCheckpoint(path, { number, watcher: watcher.save(), unsettled } satisfies Saved);
    answer({ kind: "checkpoint", number, error: "", bytes, figures: watcher.figures() });
  } catch (error) {
    answer({ kind: "checkpoint", number: null, error: textOf(error), bytes: 0, figures: watcher.figures() });
  }
}

async function serve(request: WatchRequest): Promise<void> {
  if (request.kind === "members") watcher.lookAt(whose(request.members));
  else if (request.kind === "rules") watcher.follow(request.rules);
  else if (request.kind === "index") watcher.askIndex(IndicatorIndex.attach(request.index));
  else if (request.kind === "take") await take(request.order);
  else if (request.kind === "settled") unsettled.delete(request.batchId);
  else if (request.kind === "forget-mark") watcher.forgetMark(request.mark);
  else await checkpoint();
}

// One after the other, in the order they came.
let last: Promise<void> = Promise.resolve();
port.on("message", (request: WatchRequest) => {
  last = last.then(() => serve(request));
});
answer({
  kind: "opened",
  number,
  unsettled: [...unsettled].map(([batchId, watched]) => ({ batchId, watched })),
  trouble: typeof read === "string" ? read : "",
});
