/**
 * The start and the stop of a center in the audit chain. A start that finds no stop before it says so: the run before
 * was killed, or lost its machine, and an auditor wants to know for how long nobody watched.
 */
import type { Clock } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, listAudit, type State } from "../../store/index.js";

interface Run {
  readonly state: State;
  readonly clock: Clock;
  readonly version: string;
}

export async function recordStart({ state, clock, version }: Run): Promise<void> {
  await inTransaction(state.db, async (tx) => {
    const [start] = await listAudit(tx, { kind: "center-start", limit: 1 });
    const [stop] = await listAudit(tx, { kind: "center-stop", limit: 1 });
    const before =
      start === undefined ? "first" : (stop?.sequence ?? 0) > start.sequence ? "stopped" : "killed";
    const detail = { version, before, state: state.form };
    await appendAudit(tx, clock, [
      { kind: "center-start", actor: centerActor, subject: centerActor, detail },
    ]);
  });
}

export async function recordStop({ state, clock }: Run, signal: string): Promise<void> {
  await inTransaction(state.db, (tx) =>
    appendAudit(tx, clock, [
      { kind: "center-stop", actor: centerActor, subject: centerActor, detail: { signal } },
    ]),
  );
}
