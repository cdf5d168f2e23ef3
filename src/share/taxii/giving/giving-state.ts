/** How far giving to another server went, as it is kept: the place, the batch that is awaited, and how it goes. */
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { type Clock, sha256Hex } from "../../../base/index.js";
import { inTransaction, type State, type Tables } from "../../../store/index.js";
import type { OtherServer } from "../../settings.js";
import type { Sending } from "./what-to-send.js";

export interface GivingState {
  readonly name: string;
  /** The collection that is written to. */
  readonly collection: string;
  /** Objects it took, changes and withdrawals among them. */
  readonly objects: number;
  /** Objects it did not take. */
  readonly refused: number;
  readonly triedUs: number | null;
  readonly succeededUs: number | null;
  readonly failures: number;
  readonly note: string;
  /** Until when it asked to be left alone; 0 where it did not. */
  readonly waitUntilUs: number;
}

const awaitedShape = z.object({
  status: z.string(),
  ids: z.array(z.string()),
  untilUs: z.number(),
  sinceUs: z.number(),
});
/** A batch that the server has and is not through with. */
export type Awaited_ = z.infer<typeof awaitedShape>;

export interface GivingPlace {
  readonly afterUs: number;
  readonly awaits: Awaited_ | null;
}

export const givenTo = ({ collection, give }: OtherServer): string => give?.collection ?? collection;

export async function readGivings(
  state: State,
  servers: readonly OtherServer[],
): Promise<readonly GivingState[]> {
  const rows = await state.db.selectFrom("taxii_push").selectAll().execute();
  return servers.map((server) => {
    const collection = givenTo(server);
    const row = rows.find((each) => each.name === server.name && each.collection === collection);
    return {
      name: server.name,
      collection,
      objects: row?.objects ?? 0,
      refused: row?.refused ?? 0,
      triedUs: row?.tried_us ?? null,
      succeededUs: row?.succeeded_us ?? null,
      failures: row?.failures ?? 0,
      note: row?.note ?? "",
      waitUntilUs: row?.wait_until_us ?? 0,
    };
  });
}

/**
 * The place to go on from. Everything is decided anew where the community or what was set up is another: what is as it
 * was given is not given again. Another address is another server, which was given nothing.
 */
export function openGiving(
  state: State,
  clock: Clock,
  server: OtherServer,
  madeOf: string,
): Promise<GivingPlace> {
  const { name } = server;
  const collection = givenTo(server);
  const considered = sha256Hex(madeOf);
  const triedUs = clock.nowUs();
  return inTransaction(state.db, async (tx) => {
    const row = await tx.selectFrom("taxii_push").selectAll().where("name", "=", name).executeTakeFirst();
    if (row?.collection === collection) {
      const isSame = row.considered === considered;
      const set = { tried_us: triedUs, considered, ...(isSame ? {} : { after_us: 0 }) };
      await tx.updateTable("taxii_push").set(set).where("name", "=", name).execute();
      const awaits = awaitedShape.safeParse(row.awaits).data ?? null;
      // What is awaited ends where everything begins anew: nothing is passed over.
      return isSame
        ? { afterUs: row.after_us, awaits }
        : { afterUs: 0, awaits: awaits === null ? null : { ...awaits, untilUs: 0 } };
    }
    await tx.deleteFrom("taxii_given").where("name", "=", name).execute();
    await tx.deleteFrom("taxii_push").where("name", "=", name).execute();
    const nothing = { after_us: 0, objects: 0, refused: 0, succeeded_us: null, failures: 0, note: "" };
    await tx
      .insertInto("taxii_push")
      .values({ name, collection, considered, tried_us: triedUs, awaits: null, ...nothing })
      .execute();
    return { afterUs: 0, awaits: null };
  });
}

/** Before a batch leaves: whatever happens then, these may be at the server, and can be taken back there. */
export async function noteLeaving(
  tx: Kysely<Tables>,
  name: string,
  sendings: readonly Sending[],
): Promise<void> {
  const rows = JSON.stringify(
    sendings.map(({ givenId, stixId, versionUs, revoked }) => ({
      g: givenId,
      s: stixId,
      v: versionUs,
      r: revoked,
    })),
  );
  await sql`
    insert into taxii_given (name, given_id, stix_id, version_us, revoked, accepted)
    select ${name}, g, s, v, r, false from json_to_recordset(${rows}::json) as x(g text, s text, v bigint, r boolean)
    on conflict (name, given_id) do update set version_us = excluded.version_us, revoked = excluded.revoked,
      accepted = false`.execute(tx);
}

export async function noteAwaited(state: State, name: string, awaits: Awaited_ | null): Promise<void> {
  await state.db
    .updateTable("taxii_push")
    .set({ awaits: awaits === null ? null : JSON.stringify(awaits) })
    .where("name", "=", name)
    .execute();
}

export interface Outcome {
  readonly taken: readonly string[];
  readonly refused: number;
  readonly untilUs: number;
}

/** After the server is through with a batch: what it took, and the place to go on from. */
export function noteTaken(state: State, name: string, { taken, refused, untilUs }: Outcome): Promise<void> {
  return inTransaction(state.db, async (tx) => {
    await tx
      .updateTable("taxii_given")
      .set({ accepted: true })
      .where("name", "=", name)
      .where("given_id", "=", sql<string>`any(${[...taken]}::text[])`)
      .execute();
    await tx
      .updateTable("taxii_push")
      .set((eb) => ({
        after_us: untilUs,
        awaits: null,
        objects: eb("objects", "+", taken.length),
        refused: eb("refused", "+", refused),
      }))
      .where("name", "=", name)
      .execute();
  });
}

export async function noteEnd(
  state: State,
  name: string,
  end: {
    readonly succeededUs: number | null;
    readonly isFailure: boolean;
    readonly waitUntilUs: number;
    readonly note: string;
  },
): Promise<void> {
  await state.db
    .updateTable("taxii_push")
    .set((eb) => ({
      failures: end.isFailure ? eb("failures", "+", 1) : 0,
      ...(end.succeededUs === null ? {} : { succeeded_us: end.succeededUs }),
      wait_until_us: end.waitUntilUs,
      note: end.note.slice(0, 500),
    }))
    .where("name", "=", name)
    .execute();
}
