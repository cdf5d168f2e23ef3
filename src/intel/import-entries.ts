/** Brings entries that are in memory into the store, as one source: the sample port's own feed comes in so. */
import type { Clock } from "../base/index.js";
import type { FeedEntry, Tlp } from "../model/index.js";
import { appendAudit, centerActor, inTransaction, type State } from "../store/index.js";
import { ClaimBatch } from "./claim-batch.js";
import { fitEntries } from "./fit-entries.js";
import { openRun, writeClaims } from "./write-claims.js";

export interface EntriesSource {
  readonly name: string;
  readonly tlp: Tlp;
  readonly confidence: number;
  readonly mark: string | null;
}

/** Writes all entries in one transaction; a source that comes in again replaces what it said. */
export async function importEntries(
  state: State,
  clock: Clock,
  source: EntriesSource,
  entries: readonly FeedEntry[],
  actor: string = centerActor,
): Promise<void> {
  const batch = new ClaimBatch(source.name);
  for (const { observable, claim } of fitEntries(entries))
    batch.add(observable, {
      source: source.name,
      confidence: claim.confidence ?? source.confidence,
      tlp: claim.tlp ?? source.tlp,
      validFromUs: claim.validFromUs ?? null,
      validUntilUs: claim.validUntilUs ?? null,
      labels: claim.labels ?? [],
    });
  await inTransaction(state.db, async (tx) => {
    const { id, runUs } = await openRun(tx, { ...source, format: "entries" }, clock.nowUs());
    await writeClaims(tx, batch, id, runUs);
    const detail = { format: "entries", entries: entries.length, mark: source.mark ?? undefined };
    await appendAudit(tx, clock, [{ kind: "intel-source-import", actor, subject: `source:${id}`, detail }]);
  });
}
