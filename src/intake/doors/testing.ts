/** For the doors' tests: a sink that keeps what it is given, and can be told to refuse. */
import { Problem, Refusal, sha256Hex, systemClock } from "../../base/index.js";
import type { Accepted, Delivery, DoorSink } from "./sink.js";

export interface Taken {
  readonly delivery: Delivery;
  readonly text: string;
}

export class TestSink implements DoorSink {
  readonly taken: Taken[] = [];
  readonly seen = new Set<string>();
  offered = 0;
  /** Answers what to refuse a delivery with; null takes it. */
  refusing: ((text: string, delivery: Delivery) => Problem | null) | null = null;
  stranger: Problem | null = null;

  async admit(): Promise<Problem | null> {
    return this.stranger;
  }

  async accept(delivery: Delivery): Promise<Accepted | Problem> {
    this.offered++;
    const parts: Uint8Array[] = [];
    try {
      for await (const part of delivery.bytes) parts.push(part);
    } catch (error) {
      if (error instanceof Refusal) return error.problem;
      throw error;
    }
    const text = Buffer.concat(parts).toString("utf8");
    const problem = this.refusing?.(text, delivery) ?? null;
    if (problem !== null) return problem;
    const id = delivery.batchId ?? sha256Hex(text);
    const duplicate = this.seen.has(id);
    this.seen.add(id);
    if (!duplicate) this.taken.push({ delivery, text });
    const records = duplicate ? 0 : text.split("\n").filter((line) => line !== "").length;
    return { batches: [id], records, refused: 0, hits: 0, duplicate, problems: [] };
  }

  /** All that was taken, as lines. */
  lines(): string[] {
    return this.taken.flatMap(({ text }) => text.split("\n")).filter((line) => line !== "");
  }
}

export const busy = new Problem("test.busy", "Busy", "no room", "Wait.", 429);

/** Waits until it holds, at most five seconds; the test's own assertion then says what is missing. */
export async function eventually(holds: () => boolean, ms = 5000): Promise<void> {
  const until = systemClock.monotonicMs() + ms;
  while (!holds() && systemClock.monotonicMs() < until)
    await new Promise((resolve) => setTimeout(resolve, 10));
}
