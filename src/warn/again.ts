/**
 * Whether a closed warning may come back as a new one. Somebody looked and decided, so the same thing does not
 * ring again at once: after *true and handled* only by a hit later than the closing (the machine is infected
 * again), after any other reason also not within seven days of it.
 */
import type { CloseReason } from "../model/index.js";
import { contextUs } from "./sighting-context.js";

export interface Closing {
  readonly reason: CloseReason;
  readonly atUs: number;
}

export function mayWarnAgain(closing: Closing, nowUs: number, lastHitUs: number): boolean {
  if (lastHitUs <= closing.atUs) return false;
  return closing.reason === "true and handled" || nowUs - closing.atUs > contextUs;
}
