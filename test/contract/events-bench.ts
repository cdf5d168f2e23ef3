/** A store under test with a spool in front of it, and the events the tests put in. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openLog, Problem } from "../../src/base/index.js";
import type { BatchMeta, Event } from "../../src/model/index.js";
import {
  type EventRow,
  type EventStore,
  newBlockBuilder,
  openSpool,
  type SearchTerm,
  type Spool,
  type SpooledBatch,
} from "../../src/store/index.js";

export const receivedUs = Date.UTC(2026, 10, 22, 12) * 1000;
export const wide = { fromUs: 0, toUs: Date.UTC(2190, 0, 1) * 1000 };

export function eventOf(change: Partial<Event> = {}): Event {
  return {
    timeUs: receivedUs,
    log: "zeek-conn",
    source: { address: "10.0.0.1", port: 40_000 },
    destination: { address: "192.0.2.9", port: 443 },
    protocol: "tcp",
    service: "tls",
    action: "allowed",
    carried: [],
    native: {},
    ...change,
  };
}

/** A store under test with a spool in front of it, in a folder of its own. */
export class Bench {
  readonly folder: string;
  readonly events: EventStore;
  readonly spool: Spool;
  #next = 0;

  private constructor(folder: string, events: EventStore, spool: Spool) {
    this.folder = folder;
    this.events = events;
    this.spool = spool;
  }

  static async open(openStore: (folder: string) => Promise<EventStore>): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-events-"));
    const spool = await openSpool({ folder: join(folder, "spool"), log: openLog({ level: "silent" }) });
    if (spool instanceof Problem) throw new Error(spool.detail);
    return new Bench(folder, await openStore(join(folder, "events")), spool);
  }

  /** Spools the events as one batch, without inserting it. */
  async spooled(list: readonly Event[], meta: Partial<BatchMeta> = {}): Promise<SpooledBatch> {
    const id = `batch-${this.#next++}`;
    const whole = { id, memberId: null, door: "http", origin: id, receivedUs, bytes: 0, mark: null, ...meta };
    const builder = newBlockBuilder();
    for (const event of list) builder.append(event, whole);
    const outcome = { meta: whole, records: list.length, refused: 0, refusals: [], hits: [], logs: {} };
    expect(await this.spool.put(outcome, builder.finish())).toBe("stored");
    const batch = [...this.spool.pending()].find((pending) => pending.id === id);
    if (batch === undefined) throw new Error("a stored batch is pending");
    return batch;
  }

  /** Spools and inserts; answers the batch's name, by which its rows are found. */
  async inserted(list: readonly Event[], meta: Partial<BatchMeta> = {}): Promise<string> {
    const batch = await this.spooled(list, meta);
    for (const block of batch.blocks) await this.events.insert(block);
    return (await batch.outcome()).meta.origin;
  }

  async rows(origin: string, terms: readonly SearchTerm[] = []): Promise<readonly EventRow[]> {
    const own: SearchTerm = { field: "origin", op: "is", value: origin };
    return (await this.events.search({ ...wide, terms: [own, ...terms], limit: 1_000 })).rows;
  }

  async close(): Promise<void> {
    await this.spool.close();
    await this.events.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
