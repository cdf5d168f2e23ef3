/**
 * A thread that detects: it looks at the one index in the shared memory, keeps no state between batches, and answers
 * each job with its outcome and its events as finished blocks. Whatever goes wrong in a job is that job's answer.
 */
import { parentPort } from "node:worker_threads";
import { assert } from "../../base/index.js";
import type { BatchMeta, BatchOutcome } from "../../model/index.js";
import { newBlockBuilder, type PackedBlock, packBlock } from "../../store/index.js";
import { IndicatorIndex, type SharedIndex } from "../indicator-index/indicator-index.js";
import { detectBatch } from "../outcome.js";
import { type BatchMessage, messageToBatch } from "./batch-message.js";

export type ThreadRequest =
  | { readonly kind: "index"; readonly index: SharedIndex }
  | {
      readonly kind: "job";
      readonly id: number;
      readonly batches: readonly BatchMessage[];
      readonly meta: BatchMeta;
      readonly withEvents: boolean;
    };

export type ThreadAnswer =
  | {
      readonly id: number;
      readonly outcome: BatchOutcome;
      readonly blocks: readonly PackedBlock[];
    }
  | { readonly id: number; readonly error: string };

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
let index: IndicatorIndex | null = null;

function detect({ id, batches, meta, withEvents }: Extract<ThreadRequest, { kind: "job" }>): ThreadAnswer {
  assert(index !== null, "a thread is given the index before its first job");
  const builder = newBlockBuilder();
  const outcome = detectBatch(batches.map(messageToBatch), index, meta, withEvents ? builder : undefined);
  return { id, outcome, blocks: builder.finish().map(packBlock) };
}

port.on("message", (request: ThreadRequest) => {
  if (request.kind === "index") {
    index?.close();
    index = IndicatorIndex.attach(request.index);
    return;
  }
  let answer: ThreadAnswer;
  try {
    answer = detect(request);
  } catch (error) {
    answer = {
      id: request.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  const moved = "blocks" in answer ? answer.blocks.map(({ bytes }) => bytes.buffer) : [];
  port.postMessage(answer, moved);
});
