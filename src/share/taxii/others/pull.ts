/**
 * Brings one other server's indicators up to date, and keeps how that went. Each page is stored with the place to go on
 * from, so a run that ends anywhere is gone on with; what failed is tried again later and later, up to six hours. A
 * server whose pages never end keeps neither the others waiting nor fills the store.
 */
import { type Clock, Problem } from "../../../base/index.js";
import type { State } from "../../../store/index.js";
import { shareProblem } from "../../problems.js";
import type { OtherServer } from "../../settings.js";
import { keptOfServerMax, type Room, roomOf, takePage } from "./take-page.js";
import { type AskObjects, type Cursor, fromTheStart, walk } from "./walk.js";

export interface OtherState {
  readonly name: string;
  readonly collection: string;
  /** Indicators taken from it, changes among them. */
  readonly objects: number;
  /** Null before the first try. */
  readonly triedUs: number | null;
  readonly succeededUs: number | null;
  /** Tries in a row that failed. */
  readonly failures: number;
  /** What went wrong, or what the server does other than the standard. */
  readonly note: string;
}

const longestWaitUs = 6 * 3600e6;

/** The next time to ask: as often as set, and after failures twice as long each time. */
export function dueUs(
  { everyMinutes }: Pick<OtherServer, "everyMinutes">,
  { triedUs, failures }: Pick<OtherState, "triedUs" | "failures">,
): number {
  if (triedUs === null) return 0;
  const everyUs = everyMinutes * 60e6;
  return triedUs + Math.max(everyUs, Math.min(everyUs * 2 ** Math.min(failures, 20), longestWaitUs));
}

/** The state of the servers that are set up, in their order. */
export async function readOthers(
  state: State,
  servers: readonly OtherServer[],
): Promise<readonly OtherState[]> {
  const rows = await state.db.selectFrom("taxii_other").selectAll().execute();
  return servers.map(({ name, collection }) => {
    const row = rows.find((each) => each.name === name && each.collection === collection);
    return {
      name,
      collection,
      objects: row?.objects ?? 0,
      triedUs: row?.tried_us ?? null,
      succeededUs: row?.succeeded_us ?? null,
      failures: row?.failures ?? 0,
      note: row?.note ?? "",
    };
  });
}

/** The place to go on from; from the start where the server is new or its address is another. */
async function openOther(state: State, clock: Clock, { name, collection }: OtherServer): Promise<Cursor> {
  const { db } = state;
  const row = await db.selectFrom("taxii_other").selectAll().where("name", "=", name).executeTakeFirst();
  const triedUs = clock.nowUs();
  if (row?.collection === collection) {
    await db.updateTable("taxii_other").set({ tried_us: triedUs }).where("name", "=", name).execute();
    return row.cursor as Cursor;
  }
  const fresh = {
    collection,
    cursor: JSON.stringify(fromTheStart),
    tried_us: triedUs,
    failures: 0,
    note: "",
  };
  await db
    .insertInto("taxii_other")
    .values({ name, objects: 0, succeeded_us: null, ...fresh })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(fresh))
    .execute();
  return fromTheStart;
}

export interface Pulled {
  /** Indicators that were new or changed. */
  readonly taken: number;
  readonly problem: Problem | null;
}

/** So long a server may keep the others waiting: some hundred thousand indicators. */
const runMsMax = 120_000;

/** Reads on until the server has no more, or the time is over; what its operators should know, or null. */
async function readOn(
  state: State,
  clock: Clock,
  server: OtherServer,
  ask: AskObjects,
  {
    cursor,
    room,
    outcome,
  }: { readonly cursor: Cursor; readonly room: Room; readonly outcome: { taken: number } },
): Promise<string | null | Problem> {
  const endMs = clock.monotonicMs() + runMsMax;
  const pages = walk(ask, cursor);
  for (let step = await pages.next(); ; step = await pages.next()) {
    if (step.done === true) return step.value instanceof Problem ? step.value : step.value.note;
    outcome.taken += await takePage(state, clock, server, step.value, room);
    if (clock.monotonicMs() > endMs) return "It has more than two minutes bring; the next run goes on.";
  }
}

export async function pullOther(
  state: State,
  clock: Clock,
  server: OtherServer,
  ask: AskObjects | Problem,
  given?: Room,
): Promise<Pulled> {
  const cursor = await openOther(state, clock, server);
  const room = given ?? (await roomOf(state, server.name));
  const outcome = { taken: 0 };
  const end =
    ask instanceof Problem ? ask : await readOn(state, clock, server, ask, { cursor, room, outcome });
  const most = `More than ${keptOfServerMax} indicators or values of one server are not kept`;
  const full =
    room.passed > 0 ? shareProblem("taxii-other", `${most}: ${room.passed} were passed over.`) : null;
  const problem = end instanceof Problem ? end : full;
  const note = problem?.detail ?? (end instanceof Problem ? "" : (end ?? ""));
  await state.db
    .updateTable("taxii_other")
    .set((eb) => ({
      failures: problem === null ? 0 : eb("failures", "+", 1),
      ...(problem === null ? { succeeded_us: clock.nowUs() } : {}),
      note: note.slice(0, 500),
    }))
    .where("name", "=", server.name)
    .execute();
  return { taken: outcome.taken, problem };
}
