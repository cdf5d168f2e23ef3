/**
 * The last steps of an edge. Where only indicators are met, hits are gathered and put where they wait for the center, and
 * that is the acknowledgement. Where the center gave rules, a portion goes the center's own way: its outcome and events
 * are in the spool when it is acknowledged, then each is shown once to what watches, and what was found waits for the
 * center under the portion's id. So a kill loses nothing and finds nothing twice. Events go as soon as they were watched:
 * at the latest with the next saved state, a minute on.
 */
import { join } from "node:path";
import { type Clock, type Log, Problem, Refusal } from "../../base/index.js";
import { type DetectPool, digestOf, insideOf, noRules, Watch, watchFolder } from "../../detect/index.js";
import type { BatchMeta, BatchOutcome, Detection, HitRecord } from "../../model/index.js";
import { gatherHits, type Waiting, waitingDetection } from "../../share/index.js";
import {
  type Drainer,
  type FinishedBlock,
  openDrainer,
  openSpool,
  type Spool,
  type SpooledBatch,
} from "../../store/index.js";
import { ContentReader, type DetectionContent } from "./detection-content.js";
import type { EdgeIdentity } from "./identity.js";
import type { Outbox } from "./outbox.js";
import type { Blob } from "./set-index.js";
import { sweep } from "./sweep.js";

export interface EdgeSpoolParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly identity: EdgeIdentity;
  readonly pool: DetectPool;
  /** What the center gave, by name. */
  readonly content: () => Readonly<Record<string, Blob>>;
  readonly onWaiting: () => void;
}

export interface DetectionFigures {
  /** Of what the center gave; empty where it gave nothing yet. */
  readonly version: string;
  readonly rules: number;
  /** Why what was given last is not at work; empty where it is. */
  readonly fault: string;
  /** Since the start. */
  readonly found: number;
  /** Keys that detectors of behaviour remember. */
  readonly remembered: number;
  /** What is wrong with watching; empty where nothing is. */
  readonly trouble: string;
}

/** Some minutes of a busy sensor, while the disk is slow; more is answered with 429, and its sender keeps it. */
const spoolBytesMax = 256 * 1024 * 1024;
const journalBytesMax = 64 * 1024 * 1024;
/**
 * Keys that detectors may hold: some 300 bytes each, three times that while the state is saved, so 45 MB of the 300 that
 * an edge may take. Beyond it what is largest begins anew (docs/behaviour.md).
 */
const keysMax = 50_000;
/** What many records leave behind is swept once none came for so long: V8 keeps it for minutes. */
const quietMs = 5_000;
/** All at an edge is one member's. */
const own = "own";

export class EdgeSpool implements Pick<Spool, "put" | "knows"> {
  readonly #parts: EdgeSpoolParts;
  readonly #spool: Spool;
  readonly #watch: Watch;
  #drainer: Drainer | null = null;
  readonly #reader = new ContentReader();
  #content: DetectionContent | null = null;
  #networks: readonly string[];
  #fault = "";
  #found = 0;
  #quiet: NodeJS.Timeout | null = null;
  /** What is read of the center's gifts, one after the other. */
  #following: Promise<void> = Promise.resolve();

  private constructor(parts: EdgeSpoolParts, spool: Spool, watch: Watch) {
    this.#parts = parts;
    this.#spool = spool;
    this.#watch = watch;
    this.#networks = parts.identity.now.networks;
  }

  static async open(parts: EdgeSpoolParts): Promise<EdgeSpool | Problem> {
    const { folder, log, outbox, identity } = parts;
    const isApplied = async (id: string) => outbox.knows(id);
    // Rules are there before what a kill left is taken up, so that it is looked at as it would have been.
    const spool = await openSpool({ folder: join(folder, "spool"), log, isApplied, bytesMax: spoolBytesMax });
    if (spool instanceof Problem) return spool;
    const watch = await Watch.open({
      folder: watchFolder(folder),
      log,
      members: membersOf(identity.now.networks),
      isApplied,
      journalBytesMax,
      bounds: { keysMax, countsAttempts: false },
      inThread: false,
    });
    const edge = new EdgeSpool(parts, spool, watch);
    await edge.follow();
    edge.#drainer = edge.#drain();
    return edge;
  }

  #drain(): Drainer {
    return openDrainer({
      spool: this.#spool,
      events: null,
      consequences: (outcome, batch) => this.#apply(outcome, batch),
      log: this.#parts.log,
      clock: this.#parts.clock,
    });
  }

  /** Whether rules and behaviour are asked beside the indicators. */
  get detects(): boolean {
    return this.#content !== null;
  }

  /** Takes what the center gave to detect by; what can't be read leaves that of before at work. */
  follow(): Promise<void> {
    this.#following = this.#following.then(async () => {
      const content = await this.#reader.read(this.#parts.content());
      this.#fault = content instanceof Problem ? content.detail : "";
      if (content instanceof Problem) this.#parts.log.error({ why: content.detail }, content.title);
      if (content instanceof Problem || content?.version === this.#content?.version) return;
      this.#content = content;
      const { work, watched } = content?.work ?? noRules;
      this.#parts.pool.askRules(work);
      this.#watch.follow(watched);
    });
    return this.#following;
  }

  figures(): DetectionFigures {
    const { behaviour, trouble } = this.#watch.figures();
    const held = [...(behaviour?.detectors.values() ?? [])].reduce((sum, one) => sum + one.held, 0);
    return {
      version: this.#content?.version ?? "",
      rules: this.#content?.rules ?? 0,
      fault: this.#fault,
      found: this.#found,
      remembered: held,
      trouble: trouble === "" ? (this.#drainer?.figures().lastFailure ?? "") : trouble,
    };
  }

  knows(portionId: string): boolean {
    return this.#spool.knows(portionId) || this.#parts.outbox.knows(portionId);
  }

  async put(
    outcome: BatchOutcome,
    blocks: readonly FinishedBlock[],
  ): Promise<"stored" | "duplicate" | Problem> {
    if (this.detects) return this.#spool.put(outcome, blocks);
    for (const block of blocks) block.release();
    if (this.knows(outcome.meta.id)) return "duplicate";
    if (outcome.hits.length === 0) return "stored";
    return (await this.#keep(outcome.meta, outcome.hits, [])) ?? "stored";
  }

  async close(): Promise<void> {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    await this.#following;
    await this.#drainer?.close();
    await this.#watch.close();
    await this.#spool.close();
  }

  async #apply(outcome: BatchOutcome, batch: SpooledBatch): Promise<void> {
    const { networks } = this.#parts.identity.now;
    if (networks !== this.#networks) {
      this.#networks = networks;
      this.#watch.lookAt(membersOf(networks));
    }
    const watched = await this.#watch.take(batch);
    const { meta, hits, detections = [] } = outcome;
    const problem = await this.#keep(meta, hits, [...detections, ...watched.detections]);
    if (problem !== null) throw new Refusal(problem);
    this.#watch.settled(batch.id);
    if (this.#quiet === null) this.#quiet = setTimeout(sweep, quietMs).unref();
    else this.#quiet.refresh();
  }

  /** On disk, where it waits for the center, when it answers null. */
  async #keep(
    { id, receivedUs }: BatchMeta,
    hits: readonly HitRecord[],
    detections: readonly Detection[],
  ): Promise<Problem | null> {
    const { outbox, identity, onWaiting } = this.#parts;
    if (outbox.knows(id)) return null;
    const { networks, blindKey } = identity.now;
    const key = Buffer.from(blindKey ?? "", "hex");
    const inside = insideOf(networks, true);
    const waiting: readonly Waiting[] = [
      ...gatherHits(hits, receivedUs, {
        inside,
        digest: (observable) => digestOf(key, observable).toString("hex"),
      }),
      ...detections.map((one) => waitingDetection(one, receivedUs, inside)),
    ];
    const problem = await outbox.put(id, waiting);
    if (problem !== null) return problem;
    this.#found += detections.length;
    if (waiting.length > 0) onWaiting();
    return null;
  }
}

const membersOf = (networks: readonly string[]) => ({ members: [{ id: own, networks }], centerId: own });
