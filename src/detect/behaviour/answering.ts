/**
 * Which services have been seen to answer, by hash (`Attempt.serviceHash`): a set that may say "perhaps" of one that has
 * not, and forgets after a while.
 * When a network or a cloud service fails, all its clients' attempts fail at once, and look like scans; a scanner tries
 * what never answered. Two Bloom filters of 64 KiB: one is filled, the one before it is still asked, and both are
 * exchanged when the filling one has taken 40,000 entries (a false "perhaps" in about 1 of 100 then) or is a day old.
 */
const bits = 64 * 1024 * 8;
const entriesMax = 40_000;
const ageUs = 24 * 3600e6;

export class Answering {
  #filling: Uint8Array | null = null;
  #before: Uint8Array | null = null;
  #entries = 0;
  #sinceUs = Number.NEGATIVE_INFINITY;

  add(service: number, timeUs: number): void {
    if (this.#filling === null || this.#entries >= entriesMax || timeUs > this.#sinceUs + ageUs) {
      this.#before = this.#filling;
      this.#filling = new Uint8Array(bits / 8);
      this.#entries = 0;
      this.#sinceUs = timeUs;
    }
    if (this.has(service)) return;
    this.#entries++;
    for (const bit of bitsOf(service))
      this.#filling[bit >> 3] = (this.#filling[bit >> 3] as number) | (1 << (bit & 7));
  }

  has(service: number): boolean {
    return holds(this.#filling, service) || holds(this.#before, service);
  }

  save(): unknown {
    return {
      filling: this.#filling,
      before: this.#before,
      entries: this.#entries,
      sinceUs: this.#sinceUs,
    };
  }

  static open(saved: unknown): Answering {
    const answering = new Answering();
    const { filling, before, entries, sinceUs } = (saved ?? {}) as Record<string, unknown>;
    const usable = (filter: unknown): filter is Uint8Array | null =>
      filter === null || (filter instanceof Uint8Array && filter.length === bits / 8);
    if (!usable(filling) || !usable(before) || typeof entries !== "number" || typeof sinceUs !== "number")
      return answering;
    answering.#filling = filling === null ? null : Uint8Array.from(filling);
    answering.#before = before === null ? null : Uint8Array.from(before);
    answering.#entries = entries;
    answering.#sinceUs = sinceUs;
    return answering;
  }
}

function bitsOf(one: number): readonly [number, number, number] {
  const two = Math.imul(one ^ (one >>> 15), 0x9e3779b1) >>> 0;
  return [one % bits, two % bits, ((one ^ Math.imul(two, 0x85ebca6b)) >>> 0) % bits];
}

function holds(filter: Uint8Array | null, service: number): boolean {
  return (
    filter !== null && bitsOf(service).every((bit) => ((filter[bit >> 3] as number) & (1 << (bit & 7))) !== 0)
  );
}
