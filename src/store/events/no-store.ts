/**
 * The form `none`: chDB does not run on this machine (musl, Windows) and no ClickHouse is configured. Events are not
 * lost: the drainer leaves acknowledged batches in the spool, with their hits and warnings done, until a store
 * exists, and the spool refuses new ones when it is full. Searches answer a refusal that says why.
 */
import { Refusal } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import type { EventStore } from "./event-store.js";

export function noStore(reason: string): EventStore {
  const problem = storeProblem("events-absent", reason);
  const refuse = () => Promise.reject(new Refusal(problem));
  return {
    form: "none",
    insert: refuse,
    has: refuse,
    search: refuse,
    histogram: refuse,
    count: refuse,
    query: () => Promise.resolve(problem),
    deleteMarked: () => Promise.resolve(),
    health: () =>
      Promise.resolve({
        form: "none",
        ok: false,
        detail: `Events stay in the spool and can't be searched: ${reason}`,
        version: "",
        restarts: 0,
        memoryBytes: 0,
        processId: null,
      }),
    close: () => Promise.resolve(),
  };
}
