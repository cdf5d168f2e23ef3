/**
 * Opens the state store: the database a URL names, else the bundled PostgreSQL, else PGlite where PostgreSQL can't
 * run. A folder that already holds state in one embedded form stays with it: falling back to an empty database
 * beside a full one would look like a center that forgot everything. The caller holds the folder's lock.
 */
import { type Clock, environment, type Log, Problem, Refusal } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import { migrate } from "./migrate.js";
import { openPglite, pgliteExists } from "./pglite/pglite.js";
import { openBundled } from "./postgres/bundled.js";
import { openByUrl } from "./postgres/by-url.js";
import { clusterExists } from "./postgres/cluster.js";
import type { State } from "./state.js";

export type EmbeddedForm = "postgres" | "pglite";

export interface StateOptions {
  /** The data folder, locked by the caller. */
  readonly folder: string;
  /** A PostgreSQL 15 or later to use instead. */
  readonly url?: string | undefined;
  /** The embedded form to use, and no other. */
  readonly form?: EmbeddedForm | undefined;
  /** Where PostgreSQL's own programs stand; in the npm package of this platform where left out. */
  readonly native?: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

/** `url` and `form` as the environment names them. Throws a Refusal for a form that is none. */
export function stateChoice(): { readonly url?: string; readonly form?: EmbeddedForm } {
  const url = environment("BREAKWATER_STATE_URL");
  const form = environment("BREAKWATER_STATE_FORM");
  if (form !== undefined && form !== "postgres" && form !== "pglite")
    throw new Refusal(storeProblem("state-form-unknown", `BREAKWATER_STATE_FORM is "${form.slice(0, 80)}".`));
  return { ...(url === undefined ? {} : { url }), ...(form === undefined ? {} : { form }) };
}

async function openEmbedded(options: StateOptions): Promise<State | Problem> {
  const { folder, form, log } = options;
  if (form === "pglite") return openPglite(options);
  const inPostgres = await clusterExists(folder);
  if (form === undefined && !inPostgres && (await pgliteExists(folder))) return openPglite(options);
  const bundled = await openBundled(options);
  if (!(bundled instanceof Problem) || form === "postgres") return bundled;
  // A cluster whose data nobody can read is a refusal; only a folder without one may start on PGlite.
  if (inPostgres || (await clusterExists(folder))) return bundled;
  log.warn({ why: bundled.detail }, "the bundled PostgreSQL can't run here; state goes to PGlite");
  const fallback = await openPglite(options);
  if (fallback instanceof Problem) return fallback;
  return { ...fallback, notes: [...fallback.notes, `PostgreSQL can't run here: ${bundled.detail}`] };
}

/** Opens the store with today's tables. Throws a Refusal with a Problem where it can't. */
export async function openState(options: StateOptions): Promise<State> {
  const state =
    options.url === undefined ? await openEmbedded(options) : await openByUrl(options.url, options.log);
  if (state instanceof Problem) throw new Refusal(state);
  const problem = await migrate(state.db).catch(async (error: unknown) => {
    await state.close();
    throw error;
  });
  if (problem === null) return state;
  await state.close();
  throw new Refusal(problem);
}
