/**
 * Whoever watches, at work: it takes batches in the order they are given, answers each with what was found, and saves its
 * state when it is told to. What was found of a batch is kept, and saved, until somebody says that it is stored, so that a
 * kill between looking and storing loses nothing. It runs in a thread of its own (`watch-thread.ts`), or beside everything
 * else where no thread can be started.
 */
import { readFile } from "node:fs/promises";
import { Problem, systemClock } from "../../base/index.js";
import { MemberNetworks } from "../../members/index.js";
import type { SiteLists } from "../../model/index.js";
import { readSpooledOutcome } from "../../store/index.js";
import { noSurroundings, type Places } from "../behaviour/detector.js";
import { whoseOf } from "../behaviour/facts/whose.js";
import { type GeoSettings, openGeo } from "../geo/geo.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";
import type { WatchedRules } from "../rules-at-work.js";
import { checkpointFile, readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import type { WatchAnswer, WatchedMembers, WatchOrder, WatchRequest } from "./watch-message.js";
import { type WatchBounds, type Watched, Watcher } from "./watcher.js";

export interface DeskParts {
  readonly folder: string;
  readonly members: WatchedMembers;
  readonly rules: WatchedRules;
  readonly sites: readonly SiteLists[];
  readonly geo: GeoSettings;
  readonly bounds: WatchBounds;
}

interface Saved {
  readonly number: number;
  readonly watcher: unknown;
  readonly unsettled: ReadonlyMap<string, Watched>;
}

const nothing: Watched = { detections: [], attempts: [] };
const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
const whose = ({ members, centerId }: WatchedMembers) =>
  whoseOf(members, new MemberNetworks(members), centerId);

export class WatchDesk {
  readonly #path: string;
  readonly #answer: (answer: WatchAnswer) => void;
  readonly #watcher: Watcher;
  readonly #unsettled: Map<string, Watched>;
  /** Of the last batch that was looked at. */
  #number: number;
  /** Requests are served one after the other, in the order they came. */
  #last: Promise<void> = Promise.resolve();

  private constructor(parts: DeskParts, saved: Partial<Saved> | null, answer: (answer: WatchAnswer) => void) {
    this.#path = checkpointFile(parts.folder);
    this.#answer = answer;
    const places = openGeo(parts.geo);
    // It was read at the start of the center; a file that went away since tells nothing.
    const surroundings: Places = places instanceof Problem ? noSurroundings : places;
    const { members, rules, bounds } = parts;
    this.#watcher = new Watcher(whose(members), rules, saved?.watcher ?? null, surroundings, bounds);
    this.#watcher.know(parts.sites);
    this.#number = typeof saved?.number === "number" ? saved.number : 0;
    this.#unsettled = new Map(saved?.unsettled instanceof Map ? saved.unsettled : []);
  }

  /** Reads the state, and answers `opened` first of all. */
  static async open(parts: DeskParts, answer: (answer: WatchAnswer) => void): Promise<WatchDesk> {
    const read = await readCheckpoint(checkpointFile(parts.folder));
    const saved = read === null || typeof read === "string" ? null : (read.state as Partial<Saved>);
    const desk = new WatchDesk(parts, saved, answer);
    answer({
      kind: "opened",
      number: desk.#number,
      unsettled: [...desk.#unsettled].map(([batchId, watched]) => ({ batchId, watched })),
      trouble: typeof read === "string" ? read : "",
    });
    return desk;
  }

  post(request: WatchRequest): void {
    this.#last = this.#last.then(() => this.#serve(request));
  }

  async #serve(request: WatchRequest): Promise<void> {
    switch (request.kind) {
      case "members":
        return this.#watcher.lookAt(whose(request.members));
      case "rules":
        return this.#watcher.follow(request.rules);
      case "sites":
        return this.#watcher.know(request.sites);
      case "index":
        return this.#watcher.askIndex(IndicatorIndex.attach(request.index));
      case "take":
        return this.#take(request.order);
      case "settled":
        this.#unsettled.delete(request.batchId);
        return;
      case "forget-mark":
        return this.#watcher.forgetMark(request.mark);
      case "learned":
        return this.#watcher.adopt(request.memberId, request.states, request.sinceUs);
      case "checkpoint":
        return this.#checkpoint();
    }
  }

  async #take(order: WatchOrder): Promise<void> {
    const startMs = systemClock.monotonicMs();
    try {
      const { meta, matches = [] } = await readSpooledOutcome(order.manifest);
      const batchId = meta.id;
      // Shown twice it counts once.
      if (order.number <= this.#number) {
        const watched = this.#unsettled.get(batchId) ?? nothing;
        this.#answer({ kind: "taken", number: order.number, taken: { batchId, watched }, ms: 0 });
        return;
      }
      const blocks = await Promise.all(order.blocks.map((block) => readFile(block)));
      const watched = this.#watcher.take({ meta, blocks, matches });
      this.#number = order.number;
      this.#unsettled.set(batchId, watched);
      const ms = systemClock.monotonicMs() - startMs;
      this.#answer({ kind: "taken", number: order.number, taken: { batchId, watched }, ms });
    } catch (error) {
      this.#answer({ kind: "failed", number: order.number, error: textOf(error) });
    }
  }

  async #checkpoint(): Promise<void> {
    const figures = this.#watcher.figures();
    const inventory = this.#watcher.inventoryFigures();
    try {
      const state = {
        number: this.#number,
        watcher: this.#watcher.save(),
        unsettled: this.#unsettled,
      } satisfies Saved;
      const bytes = await writeCheckpoint(this.#path, state);
      this.#answer({ kind: "checkpoint", number: state.number, error: "", bytes, figures, inventory });
    } catch (error) {
      this.#answer({ kind: "checkpoint", number: null, error: textOf(error), bytes: 0, figures, inventory });
    }
  }
}
