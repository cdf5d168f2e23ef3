/** What came through each door since the center started: records, and deliveries by what became of them. */

import type { DoorFigures } from "../../api/index.js";
import { Problem } from "../../base/index.js";
import type { Accepted } from "../../intake/index.js";

interface Counting {
  records: number;
  refused: number;
  taken: number;
  known: number;
  waiting: number;
  failed: number;
}

export class DoorCounts {
  readonly #byDoor = new Map<string, Counting>();

  add(door: string, outcome: Accepted | Problem): void {
    const counting =
      this.#byDoor.get(door) ??
      ({ records: 0, refused: 0, taken: 0, known: 0, waiting: 0, failed: 0 } satisfies Counting);
    this.#byDoor.set(door, counting);
    if (outcome instanceof Problem) {
      counting[outcome.status === 429 || outcome.status === 503 ? "waiting" : "failed"]++;
      return;
    }
    counting.records += outcome.records;
    counting.refused += outcome.refused;
    counting[outcome.duplicate ? "known" : "taken"]++;
  }

  get byDoor(): ReadonlyMap<string, DoorFigures> {
    return this.#byDoor;
  }
}
