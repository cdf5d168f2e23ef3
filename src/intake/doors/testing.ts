/** For the doors' tests: a sink that keeps what it is given, and can be told to refuse. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Problem, Refusal, sha256Hex, systemClock } from "../../base/index.js";
import { openHttpDoors } from "./http-doors.js";
import type { Accepted, Claimed, Delivery, DoorSink, Sender } from "./sink.js";

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

  full = false;

  isFull(): boolean {
    return this.full;
  }

  async admit(): Promise<Problem | null> {
    return this.stranger;
  }

  readonly items = new Set<string>();
  readonly underWay = new Set<string>();

  async claim(_sender: Sender, items: readonly string[]): Promise<Claimed> {
    const states = items.map((item) =>
      this.underWay.has(item) ? "under way" : this.items.has(item) ? "taken" : "new",
    );
    return { states, release: () => undefined };
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
    for (const item of delivery.items ?? []) this.items.add(item);
    const id = delivery.batchId ?? sha256Hex(text);
    const duplicate = this.seen.has(id);
    this.seen.add(id);
    if (!duplicate) this.taken.push({ delivery, text });
    const records = duplicate ? 0 : text.split("\n").filter((line) => line !== "").length;
    return { batches: [id], records, refused: 0, duplicate, problems: [] };
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

export interface TestDoors {
  readonly address: string;
  close(): Promise<void>;
}

/** All doors of the console's port over one sink, on a free port. */
export async function openTestDoors(sink: DoorSink, inHandBytesMax?: number): Promise<TestDoors> {
  const handle = openHttpDoors(inHandBytesMax);
  const server = createServer((request, response) => void handle(request, response, sink));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
