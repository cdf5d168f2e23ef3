/**
 * Items: what protocols with per-item answers hand over. Each is one record on one line, in the format that its own
 * content shows, perhaps with a name that its shipper gives it. Items of a format go on together, at most 2 MiB at
 * once, which is one batch in the spool: all of it is safe or nothing. Named items that are safe already are not
 * taken again; of those without a name, a batch with the same content in the same order is known by it.
 */
import { Problem, Refusal, type Slice, sha256Hex, Turns } from "../../base/index.js";
import { itemsBytesMax, itemsTogetherMax, recordBytesMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import type { Claimed, DoorSink, Sender } from "./sink.js";

export interface Item {
  /** One record without a line end. */
  readonly line: Buffer;
  readonly format: string;
  /** The shipper's name for it, the same at every try; null where it gives none. */
  readonly name: string | null;
}

/** Taken now, safe since before, or why not. */
export type ItemOutcome = "taken" | "known" | Problem;

interface Place {
  readonly item: Item;
  readonly index: number;
  /** The name together with the content: a name that is used twice for different things hides neither. */
  readonly identity: string | null;
}

const lineFeed = Buffer.from("\n");
const underWay = () => intakeProblem("door-busy", "The same item is just being taken.");

const identityOf = ({ name, line }: Item): string | null =>
  name === null ? null : sha256Hex(`${JSON.stringify(name)}${sha256Hex(line)}`);

/** Cuts what goes together into batches, in order. */
function batchesOf(places: readonly Place[]): Place[][] {
  const batches: Place[][] = [];
  const open = new Map<string, { batch: Place[]; bytes: number }>();
  for (const place of places) {
    const key = `${place.identity === null ? "" : "named "}${place.item.format}`;
    const bytes = place.item.line.length + 1;
    let current = open.get(key);
    if (
      current === undefined ||
      current.bytes + bytes > itemsBytesMax ||
      current.batch.length >= itemsTogetherMax
    ) {
      current = { batch: [], bytes: 0 };
      batches.push(current.batch);
      open.set(key, current);
    }
    current.batch.push(place);
    current.bytes += bytes;
  }
  return batches;
}

async function* bytesOf(batch: readonly Place[]): AsyncGenerator<Uint8Array> {
  yield Buffer.concat(batch.flatMap(({ item }) => [item.line, lineFeed]));
}

/** Hands one batch over; "taken", "known", or why not. */
async function handOver(
  sink: DoorSink,
  sender: Sender,
  batch: readonly Place[],
  fileName: string,
): Promise<ItemOutcome> {
  const first = batch[0] as Place;
  const items = first.identity === null ? {} : { items: batch.map(({ identity }) => identity as string) };
  try {
    const accepted = await sink.accept({
      sender,
      origin: fileName === "" ? sender.address : fileName,
      fileName,
      format: first.item.format,
      batchId: null,
      bytes: bytesOf(batch),
      linesBefore: 0,
      ...items,
    });
    if (accepted instanceof Problem) return accepted;
    return accepted.duplicate ? "known" : "taken";
  } catch (error) {
    return error instanceof Refusal ? error.problem : intakeProblem("door-failed", "An error stopped it.");
  }
}

export interface TakingOptions {
  /** Their origin, for people. */
  readonly fileName?: string;
  readonly slice?: Slice;
}

/** The places of the items that are not too long. Hashing a hundred thousand names takes half a second in all. */
async function placesOf(
  items: readonly Item[],
  outcomes: ItemOutcome[],
  slice: Slice,
): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const [index, item] of items.entries()) {
    if (slice.isOver) await slice.next();
    const { length } = item.line;
    if (length > recordBytesMax)
      outcomes[index] = intakeProblem("record-too-long", `The item has ${length} bytes.`);
    else places.push({ item, index, identity: identityOf(item) });
  }
  return places;
}

/** Claims names, some thousands at once; what is claimed is released together. */
async function claimAll(
  sink: DoorSink,
  sender: Sender,
  names: readonly string[],
  slice: Slice,
): Promise<Claimed | Problem> {
  const claims: Claimed[] = [];
  const release = () => {
    for (const claim of claims) claim.release();
  };
  try {
    for (let from = 0; from < names.length; from += itemsTogetherMax) {
      await slice.next();
      const some = names.slice(from, from + itemsTogetherMax);
      const claim = (await sink.claim?.(sender, some)) ?? {
        states: some.map(() => "new"),
        release: () => {},
      };
      if (claim instanceof Problem) {
        release();
        return claim;
      }
      claims.push(claim as Claimed);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { states: claims.flatMap(({ states }) => states), release };
}

/**
 * Takes items; one outcome for each, in their order. After one batch had to wait (429, 503) no further one is tried:
 * the rest has the same outcome.
 */
export async function takeItems(
  sink: DoorSink,
  sender: Sender,
  items: readonly Item[],
  { fileName = "", slice = new Turns().slice() }: TakingOptions = {},
): Promise<readonly ItemOutcome[]> {
  const outcomes: ItemOutcome[] = items.map(() => "taken");
  let places = await placesOf(items, outcomes, slice);
  const names = [...new Set(places.map(({ identity }) => identity).filter((name) => name !== null))];
  const claim = names.length === 0 ? null : await claimAll(sink, sender, names, slice);
  if (claim instanceof Problem) return outcomes.map((outcome) => (outcome === "taken" ? claim : outcome));
  try {
    const again = claim === null ? [] : sortOut(places, names, claim, outcomes);
    const left = new Set(again.map(([index]) => index));
    places = places.filter(({ index }) => outcomes[index] === "taken" && !left.has(index));
    let stopped: Problem | null = null;
    for (const batch of batchesOf(places)) {
      await slice.next();
      const outcome: ItemOutcome = stopped ?? (await handOver(sink, sender, batch, fileName));
      if (outcome instanceof Problem && (outcome.status === 429 || outcome.status === 503)) stopped = outcome;
      for (const { index } of batch) outcomes[index] = outcome;
    }
    for (const [index, first] of again) {
      const outcome = outcomes[first] as ItemOutcome;
      outcomes[index] = outcome === "taken" ? "known" : outcome;
    }
  } finally {
    claim?.release();
  }
  return outcomes;
}

/**
 * Gives items that are known or under way their outcome. Answers those that stand twice, each with the place where
 * it stands first: they fare alike.
 */
function sortOut(
  places: readonly Place[],
  names: readonly string[],
  claim: Claimed,
  outcomes: ItemOutcome[],
): readonly (readonly [index: number, first: number])[] {
  const states = new Map(names.map((name, index) => [name, claim.states[index]]));
  const firsts = new Map<string, number>();
  const again: (readonly [number, number])[] = [];
  for (const { identity, index } of places) {
    if (identity === null) continue;
    const state = states.get(identity);
    const first = firsts.get(identity);
    if (state !== "new") outcomes[index] = state === "under way" ? underWay() : "known";
    else if (first !== undefined) again.push([index, first]);
    else firsts.set(identity, index);
  }
  return again;
}
