/**
 * How many large bodies come in at once: each is held in memory whole, about four times its size while it is read. The
 * bound is each member's own, so that no answer tells how busy another is.
 */
import { uploadsAtOnce } from "./limits.js";

export class Uploads {
  readonly #underWay = new Map<string, number>();

  /** Answers how to say that it has ended; null where there are too many already. */
  begin(whose: string): (() => void) | null {
    const now = this.#underWay.get(whose) ?? 0;
    if (now >= uploadsAtOnce) return null;
    this.#underWay.set(whose, now + 1);
    return () => {
      const left = (this.#underWay.get(whose) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(whose);
      else this.#underWay.set(whose, left);
    };
  }
}
