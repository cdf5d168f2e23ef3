/** For this room's tests: bytes as streams of any cut, and all that reading them gives. */
import type { Event } from "../model/index.js";
import { type ReadOptions, readBatches } from "./batches.js";
import { walkEvents } from "./record-batch.js";

export interface ReadResult {
  readonly events: { readonly event: Event; readonly text: string; readonly line: number }[];
  readonly refused: { readonly code: string; readonly line: number; readonly detail: string }[];
}

/** The bytes in portions of `size`. */
export async function* portions(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** 2026-11-22T00:00:00Z: when test records come in. */
export const testReceivedUs = Date.UTC(2026, 10, 22) * 1000;

export async function readAll(
  source: AsyncIterable<Uint8Array>,
  options: Partial<ReadOptions> & { readonly fileName: string },
): Promise<ReadResult> {
  const result: ReadResult = { events: [], refused: [] };
  for await (const batch of readBatches(source, { receivedUs: testReceivedUs, ...options }))
    walkEvents(batch, {
      event: (event, text, line) => result.events.push({ event, text, line }),
      refused: (line, problem) => result.refused.push({ code: problem.code, line, detail: problem.detail }),
    });
  return result;
}

export function readText(
  text: string,
  fileName = "",
  options: Partial<ReadOptions> = {},
): Promise<ReadResult> {
  return readAll(portions(Buffer.from(text)), { fileName, ...options });
}
