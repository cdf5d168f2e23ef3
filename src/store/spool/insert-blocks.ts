/**
 * One step of the drainer's inserts: picks the oldest blocks of one partition that are due, asks for those whose
 * insert is uncertain, and sends the rest as one insert of at least 100,000 rows or after one second. Several
 * batches in one insert keep exactly once, as each block's own first row is asked for when it is replayed.
 */
import { Refusal } from "../../base/index.js";
import type { EventStore } from "../events/event-store.js";
import { type BatchWork, type BlockWork, type DrainLimits, pauseAfter } from "./drain-work.js";

export interface InsertStep {
  readonly events: EventStore;
  readonly limits: DrainLimits;
  readonly nowMs: number;
  /** Someone waits for the spool to be empty: do not gather. */
  readonly hurry: boolean;
}

export interface InsertResult {
  readonly works: readonly BatchWork[];
  readonly insertedRows: number;
  readonly foundBlocks: number;
  readonly error: unknown;
}

/** Inserts what is due; null where nothing is. Never throws: a failure is in the result and in the blocks. */
export async function insertDue(works: readonly BatchWork[], step: InsertStep): Promise<InsertResult | null> {
  const group = pickGroup(works, step);
  if (group.length === 0) return null;
  const touched = works.filter((work) => work.blocks.some((block) => group.includes(block)));
  let foundBlocks = 0;
  let insertedRows = 0;
  try {
    for (const block of group) {
      if (!block.uncertain) continue;
      const { first } = block.block;
      block.inserted = await step.events.has(first.timeUs, first.id);
      block.uncertain = false;
      if (block.inserted) foundBlocks++;
    }
    const absent = group.filter((block) => !block.inserted);
    // From here until the answer a failure leaves it open whether the rows are there.
    for (const block of absent) block.uncertain = true;
    await step.events.insert(...absent.map((block) => block.block));
    for (const block of absent) {
      block.inserted = true;
      block.uncertain = false;
      insertedRows += block.block.rows;
    }
    return { works: touched, insertedRows, foundBlocks, error: null };
  } catch (error) {
    for (const block of group) {
      if (block.inserted) continue;
      block.failures++;
      // An engine that is away says nothing about the files, unless it goes away whenever it reads them.
      block.alone = block.failures >= aloneAfter || !isAway(error);
      block.retryAtMs = step.nowMs + pauseAfter(block.failures, step.limits);
    }
    return { works: touched, insertedRows, foundBlocks, error };
  }
}

const aloneAfter = 3;

function isAway(error: unknown): boolean {
  return error instanceof Refusal && error.problem.code === "store.events-unavailable";
}

/** How long until something is due that is not now; null where nothing waits. */
export function nextInsertMs(works: readonly BatchWork[], step: InsertStep): number | null {
  let next: number | null = null;
  for (const work of works)
    for (const block of work.blocks) {
      if (block.inserted) continue;
      const gathered = step.hurry ? 0 : block.sinceMs + step.limits.gatherMs;
      const wait = Math.max(block.retryAtMs, gathered) - step.nowMs;
      if (next === null || wait < next) next = wait;
    }
  return next;
}

/** The blocks of one insert, oldest first: of one partition, within the bounds, and enough or old enough. */
function pickGroup(works: readonly BatchWork[], step: InsertStep): readonly BlockWork[] {
  const { limits, nowMs, hurry } = step;
  const groups = new Map<string, BlockWork[]>();
  for (const work of works)
    for (const block of work.blocks) {
      if (block.inserted || block.retryAtMs > nowMs) continue;
      if (block.alone) return [block];
      const key = `${block.block.day} ${block.block.mark}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [block]);
      else group.push(block);
    }
  for (const group of groups.values()) {
    const rows = group.reduce((sum, block) => sum + block.block.rows, 0);
    const oldest = group.reduce((least, block) => Math.min(least, block.sinceMs), nowMs);
    const replayed = group.some((block) => block.uncertain);
    if (hurry || replayed || rows >= limits.gatherRows || nowMs - oldest >= limits.gatherMs)
      return withinBounds(group, limits);
  }
  return [];
}

function withinBounds(group: readonly BlockWork[], limits: DrainLimits): readonly BlockWork[] {
  const taken: BlockWork[] = [];
  let rows = 0;
  let bytes = 0;
  for (const block of group) {
    rows += block.block.rows;
    bytes += block.block.bytes;
    const over = rows > limits.insertRowsMax || bytes > limits.insertBytesMax || taken.length >= filesMax;
    if (taken.length > 0 && over) break;
    taken.push(block);
  }
  return taken;
}

/** File names in one statement: 1,000 of them are 25 KB of SQL, a tenth of what the engine takes. */
const filesMax = 1_000;
