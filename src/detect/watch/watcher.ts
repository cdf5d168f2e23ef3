/**
 * What looks at batches one after the other and remembers: behaviour. The same batches in the same order give the same
 * detections and the same state, so that a saved state and the batches since give what there was. What carries a mark (the
 * sample port, an exercise) is watched apart, so that it neither alarms anybody real nor is left over when it is removed.
 */
import type { BatchMeta, Detection } from "../../model/index.js";
import { readBlockRows } from "../../store/index.js";
import { BehaviourEngine, type BehaviourFigures } from "../behaviour/engine.js";
import { factsOf } from "../behaviour/facts/row-fact.js";
import type { Whose } from "../behaviour/facts/whose.js";

export interface WatchedBatch {
  readonly meta: BatchMeta;
  /** Native blocks of its events. */
  readonly blocks: readonly Buffer[];
}

/** Exercises at once; the one unseen longest begins anew. */
const marksMax = 4;
const unmarked = "";

export class Watcher {
  readonly #engines = new Map<string, BehaviourEngine>();
  #whose: Whose;

  /** `saved` is what `save` gave, of this or an earlier version; what can't be used begins anew. */
  constructor(whose: Whose, saved: unknown = null) {
    this.#whose = whose;
    const { engines } = (saved ?? {}) as { readonly engines?: unknown };
    if (engines instanceof Map)
      for (const [mark, state] of engines)
        if (typeof mark === "string") this.#engines.set(mark, new BehaviourEngine({}, state));
  }

  /** From the next batch on, members are these. */
  lookAt(whose: Whose): void {
    this.#whose = whose;
  }

  take({ meta, blocks }: WatchedBatch): readonly Detection[] {
    const engine = this.#engineOf(meta.mark ?? unmarked);
    return blocks.flatMap((block) =>
      engine.see(factsOf(readBlockRows(block), this.#whose)).map(({ detection }) => detection),
    );
  }

  forgetMark(mark: string): void {
    this.#engines.delete(mark);
  }

  /** Of what is real. */
  figures(): BehaviourFigures {
    return this.#engineOf(unmarked).figures();
  }

  /** Plain values, maps and typed arrays. */
  save(): unknown {
    return { engines: new Map([...this.#engines].map(([mark, engine]) => [mark, engine.save()])) };
  }

  #engineOf(mark: string): BehaviourEngine {
    const known = this.#engines.get(mark);
    if (known !== undefined) {
      if (mark !== unmarked) {
        this.#engines.delete(mark);
        this.#engines.set(mark, known);
      }
      return known;
    }
    const marked = [...this.#engines.keys()].filter((each) => each !== unmarked);
    const [oldest] = marked;
    if (mark !== unmarked && marked.length >= marksMax && oldest !== undefined) this.#engines.delete(oldest);
    const engine = new BehaviourEngine();
    this.#engines.set(mark, engine);
    return engine;
  }
}
