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
import { RuleRunner, type RuleWork } from "../rule-work.js";
import { type BatchMessage, messageToBatch } from "./batch-message.js";

export type ThreadRequest =
  | { readonly kind: "index"; readonly index: SharedIndex }
  | { readonly kind: "rules"; readonly version: number; readonly work: RuleWork | null }
  | {
      readonly kind: "job";
      readonly id: number;
      readonly batches: readonly BatchMessage[];
      readonly meta: BatchMeta;
      readonly withEvents: boolean;
      /** The rules to ask, which were sent before. */
      readonly rulesVersion: number;
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
let rules: { readonly version: number; readonly runner: RuleRunner | undefined } = {
  version: 0,
  runner: undefined,
};

function detect(job: Extract<ThreadRequest, { kind: "job" }>): ThreadAnswer {
  assert(index !== null, "a thread is given the index before its first job");
  assert(job.rulesVersion === rules.version, "a thread is given the rules before a job that asks them");
  const builder = newBlockBuilder();
  const outcome = detectBatch(
    job.batches.map(messageToBatch),
    index,
    job.meta,
    job.withEvents ? builder : undefined,
    rules.runner,
  );
  return {
    id: job.id,
    outcome,
    blocks: builder.finish().map(packBlock),
  };
}

port.on("message", (request: ThreadRequest) => {
  if (request.kind === "index") {
    index?.close();
    index = IndicatorIndex.attach(request.index);
    return;
  }
  if (request.kind === "rules") {
    const { version, work } = request;
    rules = { version, runner: work === null ? undefined : new RuleRunner(work) };
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
