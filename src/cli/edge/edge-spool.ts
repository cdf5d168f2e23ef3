/** The last steps of an edge: what detection has found is gathered and put where it waits for the center. */
import { Problem } from "../../base/index.js";
import { digestOf, insideOf } from "../../detect/index.js";
import type { BatchOutcome } from "../../model/index.js";
import { gatherHits } from "../../share/index.js";
import type { FinishedBlock, Spool } from "../../store/index.js";
import type { EdgeIdentity } from "./identity.js";
import type { Outbox } from "./outbox.js";

export class EdgeSpool implements Pick<Spool, "put" | "knows"> {
  readonly #outbox: Outbox;
  readonly #identity: EdgeIdentity;
  readonly #onWaiting: () => void;

  constructor(outbox: Outbox, identity: EdgeIdentity, onWaiting: () => void) {
    this.#outbox = outbox;
    this.#identity = identity;
    this.#onWaiting = onWaiting;
  }

  knows(portionId: string): boolean {
    return this.#outbox.knows(portionId);
  }

  async put(
    { meta, hits }: BatchOutcome,
    blocks: readonly FinishedBlock[],
  ): Promise<"stored" | "duplicate" | Problem> {
    for (const block of blocks) block.release();
    if (this.knows(meta.id)) return "duplicate";
    if (hits.length === 0) return "stored";
    const { networks, blindKey } = this.#identity.now;
    const key = Buffer.from(blindKey ?? "", "hex");
    const waiting = gatherHits(hits, meta.receivedUs, {
      inside: insideOf(networks, true),
      digest: (observable) => digestOf(key, observable).toString("hex"),
    });
    const problem = await this.#outbox.put(meta.id, waiting);
    if (problem instanceof Problem) return problem;
    this.#onWaiting();
    return "stored";
  }
}
