/**
 * The center's side of the thread that watches (`watch-thread.ts`). Each acknowledged batch is shown to it once, in turn,
 * before what follows from the batch is stored; what it found is asked for again as often as storing is tried.
 *
 * A kill loses nothing: a batch's files are linked in the journal before the thread sees them, and go when a checkpoint has
 * what they did to the state. After a start the state is read and the journal shown again, which finds the same; so it begins
 * only when it is needed first, and when rules and lists are there. A batch that ends the thread twice is left out and said:
 * hits and rules of it count as ever.
 */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Log } from "../../base/index.js";
import type { SiteLists } from "../../model/index.js";
import type { SpooledBatch } from "../../store/index.js";
import type { BehaviourFigures } from "../behaviour/engine.js";
import type { GeoSettings } from "../geo/geo.js";
import type { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { noRules, type WatchedRules } from "../rules-at-work.js";
import { WatchJournal } from "./journal.js";
import { type DeskParts, WatchDesk } from "./watch-desk.js";
import type { WatchAnswer, WatchedMembers, WatchOrder, WatchRequest, WatchTaken } from "./watch-message.js";
import type { InventoryFigures, WatchBounds, Watched } from "./watcher.js";

export interface WatchOptions {
  /** Its own folder, on the disk of the spool's. */
  readonly folder: string;
  readonly log: Log;
  readonly members: WatchedMembers;
  /** Files that tell where addresses are. */
  readonly geo?: GeoSettings | undefined;
  /** Whether a batch's consequences are stored already. */
  readonly isApplied: (batchId: string) => Promise<boolean>;
  /** Resolves when what batches are looked at with has been given: rules (`follow`), lists (`know`), the index (`askIndex`). */
  readonly ready?: (() => Promise<void>) | undefined;
  readonly checkpointMs?: number;
  readonly journalBytesMax?: number;
  readonly bounds?: WatchBounds;
  /** False: it looks beside everything else, as a thread of its own has the program in memory once more. */
  readonly inThread?: boolean;
}

export interface WatchFigures {
  /** As of the last checkpoint; null before the first. */
  readonly behaviour: BehaviourFigures | null;
  /** What is held of control networks; null as above. */
  readonly inventory: InventoryFigures | null;
  readonly stateBytes: number;
  readonly journalBytes: number;
  /** Batches that could not be looked at. */
  readonly leftOut: number;
  /** Milliseconds spent looking, since the start. */
  readonly busyMs: number;
  /** What is wrong now; empty where nothing is. */
  readonly trouble: string;
}

const nothing: Watched = { detections: [], attempts: [] };
const checkpointMsDefault = 60_000;
const journalBytesMaxDefault = 256 * 1024 * 1024;
/** A batch that failed so often is left out. */
const triesMax = 2;

interface Turn {
  readonly order: WatchOrder;
  readonly waiting: ((watched: Watched) => void)[];
  tries: number;
}

export class Watch {
  readonly #options: WatchOptions;
  readonly #journal: WatchJournal;
  /** Shown and not answered, in turn. */
  readonly #turns = new Map<number, Turn>();
  readonly #turnOf = new Map<string, Turn>();
  /** Answered, and not yet stored. */
  readonly #unsettled = new Map<string, Watched>();
  /** Stored since the last checkpoint: a thread that begins again from there will find them again. */
  readonly #settled = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #members: WatchedMembers;
  #rules: WatchedRules = noRules.watched;
  #sites: readonly SiteLists[] = [];
  #index: IndicatorIndex | null = null;
  #worker: Worker | null = null;
  /** In place of the thread. */
  #desk: WatchDesk | null = null;
  /** Threads in a row that ended without having looked at a batch. */
  #starts = 0;
  /** Null before it is needed. */
  #begun: Promise<void> | null = null;
  #figures: Omit<WatchFigures, "journalBytes"> = {
    behaviour: null,
    inventory: null,
    stateBytes: 0,
    leftOut: 0,
    busyMs: 0,
    trouble: "",
  };
  #checkpointing: (() => void)[] = [];
  #closed = false;

  private constructor(options: WatchOptions, journal: WatchJournal) {
    this.#options = options;
    this.#journal = journal;
    this.#members = options.members;
    this.#timer = setInterval(() => {
      if (this.#journal.orders.length > 0) void this.checkpoint();
    }, options.checkpointMs ?? checkpointMsDefault);
    this.#timer.unref();
  }

  static async open(options: WatchOptions): Promise<Watch> {
    return new Watch(options, await WatchJournal.open(options.folder));
  }

  /** Resolves when the state is read and the journal is being shown again. Asked for by all that needs it. */
  begin(): Promise<void> {
    if (this.#begun === null) {
      const begun = (async () => {
        await this.#options.ready?.();
        await this.#start();
      })();
      this.#begun = begun;
      // What was not ready is asked again by the next who needs it.
      begun.catch(() => {
        this.#begun = null;
      });
    }
    return this.#begun;
  }

  /** What is found in a batch of the spool. Asked again before `settled`, it answers the same. */
  async take(batch: SpooledBatch): Promise<Watched> {
    await this.begin();
    const known = this.#unsettled.get(batch.id);
    if (known !== undefined) return known;
    const turn = this.#turnOf.get(batch.id);
    if (turn !== undefined) return new Promise((resolve) => turn.waiting.push(resolve));
    if (batch.blocks.length === 0 || this.#closed) return nothing;
    // Killed between storing and letting the files go: it was looked at before.
    if (batch.replayed && (await this.#options.isApplied(batch.id))) return nothing;
    const order = await this.#journal.keep(batch);
    if (this.#journal.bytes > (this.#options.journalBytesMax ?? journalBytesMaxDefault))
      void this.checkpoint();
    return new Promise((resolve) => this.#show(order, resolve));
  }

  /** What was found of it is stored. */
  settled(batchId: string): void {
    if (!this.#unsettled.delete(batchId)) return;
    this.#settled.add(batchId);
    this.#tell({ kind: "settled", batchId });
  }

  /** From the next batch on. */
  lookAt(members: WatchedMembers): void {
    this.#members = members;
    this.#tell({ kind: "members", members });
  }

  /** From the next batch on, this is what members say of their control networks. */
  know(sites: readonly SiteLists[]): void {
    this.#sites = sites;
    this.#tell({ kind: "sites", sites });
  }

  get members(): WatchedMembers {
    return this.#members;
  }

  siteOf(memberId: string): SiteLists | null {
    return this.#sites.find((site) => site.memberId === memberId) ?? null;
  }

  /**
   * From the next batch on, this is what was learned of a member's control network. Resolves when a state with it is on
   * disk: a kill before that leaves what was learned before.
   */
  async learned(memberId: string, states: ReadonlyMap<string, unknown>, sinceUs: number): Promise<void> {
    await this.begin();
    if (this.#worker === null && this.#desk === null)
      throw new Error("What watches is being started again; try it once more.");
    this.#tell({ kind: "learned", memberId, states, sinceUs });
    // One that was asked for before may have been taken without it.
    await this.checkpoint();
    await this.checkpoint();
  }

  /** From the next batch on, these correlations run, and this is set for them and the detectors. */
  follow(rules: WatchedRules): void {
    this.#rules = rules;
    this.#tell({ kind: "rules", rules });
  }

  /** From the next batch on, what lists say of a source is asked here. */
  askIndex(index: IndicatorIndex): void {
    this.#index = index;
    this.#tell({ kind: "index", index: index.shared });
  }

  async forgetMark(mark: string): Promise<void> {
    await this.begin();
    this.#tell({ kind: "forget-mark", mark });
  }

  figures(): WatchFigures {
    return { ...this.#figures, journalBytes: this.#journal.bytes };
  }

  /** Resolves when the state is on disk, or could not be written. */
  checkpoint(): Promise<void> {
    if (this.#worker === null && this.#desk === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#checkpointing.push(resolve);
      if (this.#checkpointing.length === 1) this.#tell({ kind: "checkpoint" });
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#begun?.catch(() => undefined);
    await this.checkpoint();
    this.#closed = true;
    await this.#worker?.terminate();
    for (const turn of this.#turns.values()) for (const resolve of turn.waiting) resolve(nothing);
  }

  #tell(request: WatchRequest): void {
    if (this.#desk !== null) this.#desk.post(request);
    else this.#worker?.postMessage(request);
  }

  /** Starts whoever watches; it is shown again what its state does not have. */
  #start(): Promise<void> {
    const { folder, geo = {}, bounds = {}, inThread = true } = this.#options;
    const parts = { folder, members: this.#members, rules: this.#rules, sites: this.#sites, geo, bounds };
    return inThread && this.#starts++ < startsMax ? this.#startThread(parts) : this.#startHere(parts);
  }

  #startThread(parts: DeskParts): Promise<void> {
    return new Promise((resolve) => {
      const worker = new Worker(new URL("./watch-thread.js", import.meta.url), { workerData: parts });
      worker.unref();
      this.#worker = worker;
      let isOver = false;
      const end = (error: string) => {
        if (isOver) return;
        isOver = true;
        void this.#ended(worker, error).then(resolve);
      };
      worker.on("message", (message: WatchAnswer) => {
        if (message.kind === "opened") void this.#opened(message).then(resolve);
        else this.#answered(message);
      });
      worker.on("error", (error) => end(String(error)));
      worker.on("exit", (code) => end(`the thread ended with ${code}`));
    });
  }

  /** Where no thread stays alive: beside everything else, which is slower and better than not at all. */
  async #startHere(parts: DeskParts): Promise<void> {
    const early: WatchAnswer[] = [];
    let hear = (message: WatchAnswer): void => void early.push(message);
    this.#desk = await WatchDesk.open(parts, (message) => hear(message));
    hear = (message) => {
      if (message.kind !== "opened") this.#answered(message);
    };
    for (const message of early) if (message.kind === "opened") await this.#opened(message);
  }

  async #opened({ number, unsettled, trouble }: Extract<WatchAnswer, { kind: "opened" }>): Promise<void> {
    if (trouble !== "")
      this.#options.log.warn(
        { trouble },
        "the state of detection begins anew; what it had learned is learned again",
      );
    if (this.#index !== null) this.#tell({ kind: "index", index: this.#index.shared });
    this.#journal.goOnBehind(number);
    await this.#journal.dropUpTo(number);
    for (const taken of unsettled) await this.#keep(taken);
    const waiting = new Map([...this.#turns.values()].map((turn) => [turn.order.number, turn]));
    for (const order of this.#journal.orders) {
      const turn = waiting.get(order.number) ?? { order, waiting: [], tries: 0 };
      this.#turns.set(order.number, turn);
      this.#turnOf.set(order.batchId, turn);
      this.#tell({ kind: "take", order });
    }
  }

  #show(order: WatchOrder, resolve: Turn["waiting"][number]): void {
    // A thread that began again meanwhile was shown it with the rest of the journal.
    const shown = this.#turns.get(order.number);
    const turn = shown ?? { order, waiting: [], tries: 0 };
    turn.waiting.push(resolve);
    this.#turns.set(order.number, turn);
    this.#turnOf.set(order.batchId, turn);
    if (shown === undefined) this.#tell({ kind: "take", order });
  }

  #answered(message: Exclude<WatchAnswer, { kind: "opened" }>): void {
    if (message.kind === "taken") {
      this.#starts = 0;
      this.#figures = { ...this.#figures, busyMs: this.#figures.busyMs + message.ms, trouble: "" };
      const turn = this.#turns.get(message.number);
      void this.#keep(message.taken).then(() => this.#end(turn, message.taken.watched));
    } else if (message.kind === "failed") void this.#leaveOut(message.number, message.error);
    else void this.#checkpointed(message);
  }

  #end(turn: Turn | undefined, watched: Watched): void {
    if (turn === undefined) return;
    this.#turns.delete(turn.order.number);
    this.#turnOf.delete(turn.order.batchId);
    for (const resolve of turn.waiting) resolve(watched);
  }

  /** Keeps what was found until it is stored, if it is not yet. */
  async #keep({ batchId, watched }: WatchTaken): Promise<void> {
    const stored = this.#settled.has(batchId) || (await this.#options.isApplied(batchId).catch(() => false));
    if (stored) this.#tell({ kind: "settled", batchId });
    else this.#unsettled.set(batchId, watched);
  }

  async #leaveOut(number: number, error: string): Promise<void> {
    this.#options.log.error(
      { number, error },
      "a batch could not be looked at by detectors of behaviour; it is left out",
    );
    this.#figures = {
      ...this.#figures,
      leftOut: this.#figures.leftOut + 1,
      trouble: error.split("\n")[0] ?? "",
    };
    await this.#journal.drop(number);
    this.#end(this.#turns.get(number), nothing);
  }

  async #checkpointed(message: Extract<WatchAnswer, { kind: "checkpoint" }>): Promise<void> {
    const { number, error, bytes, figures, inventory } = message;
    this.#figures = { ...this.#figures, behaviour: figures, inventory };
    if (number === null) {
      this.#options.log.warn({ error }, "the state of detection could not be saved");
      this.#figures = { ...this.#figures, trouble: `Its state could not be saved: ${error.split("\n")[0]}` };
    } else {
      this.#figures = { ...this.#figures, stateBytes: bytes };
      this.#settled.clear();
      await this.#journal.dropUpTo(number);
    }
    const waiting = this.#checkpointing;
    this.#checkpointing = [];
    for (const resolve of waiting) resolve();
  }

  /** The thread is gone: another one begins at the last checkpoint. What it was at counts a try. */
  async #ended(worker: Worker, error: string): Promise<void> {
    if (this.#worker !== worker || this.#closed) return;
    this.#worker = null;
    this.#options.log.error({ error }, "the thread that watches behaviour ended; it is started again");
    const waiting = this.#checkpointing;
    this.#checkpointing = [];
    for (const resolve of waiting) resolve();
    const [first] = [...this.#turns.values()].sort((a, b) => a.order.number - b.order.number);
    if (first !== undefined && ++first.tries >= triesMax) await this.#leaveOut(first.order.number, error);
    await new Promise((resolve) => setTimeout(resolve, restartPauseMs));
    if (!this.#closed) await this.#start();
  }
}

/** After so many threads that ended at once no other is tried. */
const startsMax = 3;
/** A thread that can't even start shall not keep a core busy. */
const restartPauseMs = 200;

export const watchFolder = (data: string): string => join(data, "watch");
