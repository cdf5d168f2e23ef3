/** What follows from a batch that was acknowledged. */
import type { LiveKind } from "../../api/index.js";
import type { Clock, Log } from "../../base/index.js";
import type { Watch } from "../../detect/index.js";
import type { BatchOutcome } from "../../model/index.js";
import type { SpooledBatch, State } from "../../store/index.js";
import { applyOutcome } from "../../warn/index.js";
import type { LiveCounter } from "./live-counts.js";

/** Stores it once; counts it and tells whoever looks on. */
export function consequencesOf(parts: {
  readonly state: State;
  readonly clock: Clock;
  readonly counter: LiveCounter;
  readonly log: Log;
  readonly emit: (kind: LiveKind) => void;
  readonly watch: Watch;
}): (outcome: BatchOutcome, batch: SpooledBatch) => Promise<void> {
  return async (outcome, batch) => {
    const watched = await parts.watch.take(batch);
    const applied = await applyOutcome(parts.state, parts.clock, { log: parts.log }, outcome, watched);
    parts.watch.settled(batch.id);
    if (applied.alreadyKnown) return;
    const warnings = applied.newWarnings;
    parts.counter.add({ sightings: applied.newSightings, warnings }, outcome.meta.mark);
    if (applied.sightings > 0) parts.emit("sighting");
    if (applied.detections > 0) parts.emit("detection");
    if (warnings + applied.updatedWarnings > 0) parts.emit("warning");
  };
}
