/**
 * Opens the event store: chDB in its child, or `none` where the library can't be loaded. A folder that can't be
 * opened yet (the child of a killed parent still holds it) is tried again in the background; health says so,
 * and the spool keeps what comes in meanwhile.
 */
import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Clock, Log, Problem } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import { ChdbEngine } from "./chdb-engine.js";
import { ChdbProcess, childProgram } from "./chdb-process.js";
import type { EventStore, EventsForm } from "./event-store.js";
import { noStore } from "./no-store.js";
import { embeddedEngine, openingStatements } from "./schema.js";
import { sqlStore } from "./sql-store.js";

export interface EventsOptions {
  /** Its own folder, `<data>/events`. */
  readonly folder: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Left out: the first that runs. */
  readonly form?: EventsForm;
}

/** How long opening waits for the engine: a large folder loads in seconds, a dying predecessor frees it in less. */
const openMsMax = 30_000;

export async function openEvents(options: EventsOptions): Promise<EventStore | Problem> {
  if (options.form === "none") return noStore("It was switched off.");
  if (!existsSync(childProgram()))
    return storeProblem("events-unavailable", `${childProgram()} is missing.`, "Build first: npm run build.");
  const folder = resolve(options.folder);
  try {
    await mkdir(folder, { recursive: true });
    // All members' telemetry: no other user of the machine reads it, not even the one that PostgreSQL runs as.
    await chmod(folder, 0o700);
  } catch (error) {
    return storeProblem("folder-unusable", error instanceof Error ? error.message : String(error));
  }
  const started = options.clock.monotonicMs();
  const schema = openingStatements(embeddedEngine);
  const child = new ChdbProcess({ folder, schema, log: options.log });
  await child.settled(openMsMax);
  if (child.phase === "unsupported") {
    await child.close();
    options.log.error(
      { detail: child.detail },
      "events can't be stored on this machine; they stay in the spool",
    );
    return noStore(`chDB can't be loaded (${child.detail}).`);
  }
  options.log.info(
    { ms: Math.round(options.clock.monotonicMs() - started), phase: child.phase },
    "event store opened",
  );
  return sqlStore(new ChdbEngine(child));
}
