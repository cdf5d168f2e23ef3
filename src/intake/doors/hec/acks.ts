/**
 * Acknowledgement ids by channel. An id is given out only when what it stands for is in the spool, so an id that was
 * given out is acknowledged, and a counter is all there is to keep. A channel is its sender's own: nobody learns how
 * many requests another has made. After a restart the counters begin anew; a client that asks for an id from before
 * gets false (or true where that number was given again, and what it stood for was safe then too) and sends again,
 * which is known by its content.
 */

/** A shipper has one channel, a fleet one each; 10,000 with their keys are 2 MB. The one unused for longest goes. */
const channelsMax = 10_000;

export class HecAcks {
  readonly #next = new Map<string, number>();

  /** The id of what was just made safe. */
  give(channel: string): number {
    const id = this.#next.get(channel) ?? 0;
    this.#next.delete(channel);
    this.#next.set(channel, id + 1);
    if (this.#next.size > channelsMax) this.#next.delete(this.#next.keys().next().value as string);
    return id;
  }

  isSafe(channel: string, id: number): boolean {
    return id < (this.#next.get(channel) ?? 0);
  }
}
