/**
 * Takes telemetry in, whatever door it came through: reads it, meets it with the index, and puts outcome and
 * events into the spool. It answers when everything is safe on disk, or with the Problem that stopped it; what
 * was safe by then is not taken twice when it is sent again. Nothing here decides what follows from a hit.
 */
import type { Clock } from "../../base/index.js";
import { Problem } from "../../base/index.js";
import type { DetectPool } from "../../detect/index.js";
import { type Accepted, findFormat, type RecordBatch, readBatches } from "../../intake/index.js";
import type { BatchMeta, BatchOutcome, RefusedRecord } from "../../model/index.js";
import type { Spool, TakenItems } from "../../store/index.js";
import { cliProblem } from "../problems.js";
import { DoorCounts } from "./door-counts.js";
import {
  type ContentIds,
  contentIds,
  evenChunks,
  type PortionOwner,
  portionId,
  portionsOf,
} from "./portions.js";

/** Telemetry of one sender, before it is read. */
export interface Arrival extends PortionOwner {
  /** A door's id (`intake/doors/sink.ts`), or `demo`. */
  readonly door: string;
  /** A format's id, where the sender knows it. */
  readonly format?: string | undefined;
  readonly mark: string | null;
  /** Base name for formats that read it, empty where the sender gave none; the origin where left out. */
  readonly fileName?: string;
  /** Lines of the same file that came before, its repeated header lines not counted. */
  readonly linesBefore?: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Identities of its items, hex, remembered with it; it is one portion then. */
  readonly items?: readonly string[] | undefined;
}

export interface IngestParts {
  readonly clock: Clock;
  readonly spool: Pick<Spool, "put" | "knows">;
  /** Whether anybody wants events; always where left out. */
  readonly withEvents?: () => boolean;
  readonly pool: DetectPool;
  /** Left out where nobody remembers items. */
  readonly items?: TakenItems;
  /** Whether a batch has come in before and been applied; asked first, as reading it again would be for nothing. */
  readonly isApplied: (batchId: string) => Promise<boolean>;
  /** Whether a batch with this content id has been applied. */
  readonly isContentApplied: (contentId: string) => Promise<boolean>;
  /** After a batch is safe on disk. */
  readonly onTaken: (outcome: BatchOutcome) => void;
}

type Detected = Awaited<ReturnType<DetectPool["detect"]>>;

/** What one arrival has come to so far. */
interface Taken {
  readonly batches: string[];
  records: number;
  refused: number;
  duplicate: boolean;
  readonly problems: RefusedRecord[];
}

const problemsTold = 10;
const chunkBytes = 256 * 1024;
/** More than a full spool holds of portions: 100 bytes each. */
const recentMax = 10_000;

export class Ingest {
  readonly #parts: IngestParts;
  /** Ids of contents that this run has taken. */
  readonly #recent = new Set<string>();

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** What each door brought since the start, and what became of it. */
  readonly counts = new DoorCounts();

  /** Null where nobody remembers items. */
  get items(): TakenItems | null {
    return this.#parts.items ?? null;
  }

  /** Takes an outcome that an edge made of its own telemetry. */
  async takeSeen(outcome: BatchOutcome): Promise<"stored" | "duplicate" | Problem> {
    const { spool, isApplied, onTaken } = this.#parts;
    const { id } = outcome.meta;
    if (spool.knows(id) || (await isApplied(id))) return "duplicate";
    const stored = await spool.put(outcome, []);
    if (stored === "stored") onTaken(outcome);
    return stored;
  }

  async take(arrival: Arrival): Promise<Accepted | Problem> {
    const taken = await this.#take(arrival);
    this.counts.add(arrival.door, taken);
    return taken;
  }

  async #take(arrival: Arrival): Promise<Accepted | Problem> {
    const { clock, spool, isApplied, pool } = this.#parts;
    if (arrival.format !== undefined && findFormat(arrival.format) === undefined)
      return cliProblem(
        "format-unknown",
        `There is no format ${JSON.stringify(arrival.format.slice(0, 64))}.`,
      );
    const taken: Taken = { batches: [], records: 0, refused: 0, duplicate: true, problems: [] };
    const receivedUs = clock.nowUs();
    const reading = readBatches(evenChunks(arrival.bytes, chunkBytes), {
      fileName: arrival.fileName ?? arrival.origin,
      receivedUs,
      ...(arrival.format === undefined ? {} : { format: arrival.format }),
    });
    let place = 0;
    // Portions are detected side by side and stored one after the other, in the order they came in.
    const ahead: Promise<Detected | null>[] = [];
    try {
      for await (const portion of portionsOf(reading)) {
        const id = portionId(arrival, place, portion);
        const content = contentIds({ ...arrival, isBare: arrival.fileName === "" }, place++, portion);
        taken.batches.push(id);
        const known = spool.knows(id) || (await isApplied(id)) || (await this.#hasContent(content));
        const detecting = known
          ? Promise.resolve(null)
          : this.#detect(arrival, { id, content, receivedUs }, portion);
        detecting.catch(() => undefined); // awaited below, perhaps after another has failed
        ahead.push(detecting);
        if (ahead.length <= pool.threads) continue;
        const stored = await this.#store(await ahead.shift(), taken, arrival.items);
        if (stored !== null) return stored;
      }
      while (ahead.length > 0) {
        const stored = await this.#store(await ahead.shift(), taken, arrival.items);
        if (stored !== null) return stored;
      }
    } finally {
      await Promise.allSettled(ahead);
    }
    return { ...taken, duplicate: taken.duplicate && taken.batches.length > 0 };
  }

  /** Whether the same content came in the other way. What was taken a moment ago may not be applied yet. */
  async #hasContent(content: ContentIds | null): Promise<boolean> {
    if (content === null) return false;
    return this.#recent.has(content.other) || this.#parts.isContentApplied(content.other);
  }

  #remember(contentId: string | undefined): void {
    if (contentId === undefined) return;
    this.#recent.add(contentId);
    const [oldest] = this.#recent;
    if (this.#recent.size > recentMax && oldest !== undefined) this.#recent.delete(oldest);
  }

  /** Puts what was detected of a portion into the spool; null, or why that can't be. */
  async #store(
    detected: Detected | null | undefined,
    taken: Taken,
    items: readonly string[] = [],
  ): Promise<Problem | null> {
    if (detected === null || detected === undefined) return null;
    const { outcome, blocks } = detected;
    if (items.length > 0) await this.items?.record(outcome.meta.id, items);
    const stored = await this.#parts.spool.put(outcome, blocks);
    if (stored instanceof Problem) return stored;
    this.items?.confirm(items);
    if (stored === "duplicate") return null;
    this.#remember(outcome.meta.contentId);
    this.#parts.onTaken(outcome);
    taken.duplicate = false;
    taken.records += outcome.records;
    taken.refused += outcome.refused;
    taken.problems.push(...outcome.refusals.slice(0, problemsTold - taken.problems.length));
    return null;
  }

  async #detect(
    arrival: Arrival,
    {
      id,
      content,
      receivedUs,
    }: { readonly id: string; readonly content: ContentIds | null; readonly receivedUs: number },
    portion: readonly RecordBatch[],
  ): Promise<Detected> {
    const bytes = portion.reduce((sum, batch) => sum + batch.bytes.length, 0);
    const { memberId, door, origin, mark } = arrival;
    const known = content === null ? {} : { contentId: content.own };
    const meta: BatchMeta = { id, ...known, memberId, door, origin, receivedUs, bytes, mark };
    const detected = await this.#parts.pool.detect(portion, meta, this.#parts.withEvents?.() ?? true);
    const { outcome } = detected;
    const before = arrival.linesBefore ?? 0;
    const refusals = outcome.refusals.map((refusal) => ({ ...refusal, line: refusal.line + before }));
    return { ...detected, outcome: { ...outcome, refusals } };
  }
}
