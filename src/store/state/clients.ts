/**
 * The pool of `pg` clients behind every form, and Kysely over it. Times are read and written in UTC.
 * Waiting for a connection is bounded, so that a query beside an open transaction on PGlite's one connection
 * ends as an error that names itself, and not as a program that stands still.
 */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { answerTypes } from "./answers.js";
import { type Exchange, PgliteStream } from "./pglite/pglite-stream.js";
import type { Tables } from "./tables.js";

const connectionWaitMs = 30_000;

const common = {
  types: answerTypes,
  application_name: "breakwater",
  connectionTimeoutMillis: connectionWaitMs,
} satisfies pg.PoolConfig;

/** A pool of `max` clients; `onError` hears of connections that break while idle. */
export function openPool(config: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...common,
    ...config,
    // Not as a start-up option, which a connection pooler between us and PostgreSQL would refuse.
    onConnect: async (client) => {
      await client.query("set timezone to 'UTC'");
    },
  });
  pool.on("error", (error) => {
    // The pool hangs its client on the error, which a log would write out whole, with its key to cancel by.
    Reflect.deleteProperty(error, "client");
    onError(error);
  });
  // The pool listens to idle clients only; one that breaks in the middle of its work would end the program.
  pool.on("connect", (client) => client.on("error", onError));
  return pool;
}

/** The pool over PGlite: one client, as PGlite has one session. */
export function openPglitePool(exchange: Exchange, onError: (error: Error) => void): pg.Pool {
  return openPool(
    {
      // `pg` names a socket here and uses what it shares with our stream only.
      stream: () => new PgliteStream(exchange) as never,
      user: "postgres",
      database: "postgres",
      ssl: false,
      max: 1,
      idleTimeoutMillis: 0,
    },
    onError,
  );
}

/** What Kysely needs of a pool. */
export type Connections = Pick<pg.Pool, "connect" | "end">;

export function openKysely(connections: Connections): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: connections as pg.Pool }) });
}
