/**
 * Batches of records on their way to another thread. A message holds plain values only: formats go by their id, a
 * header by its value, refusals as what they say. Bytes are copied into the message once.
 */
import { Problem } from "../../base/index.js";
import { findFormat, type Origin, type RecordBatch, unreadable } from "../../intake/index.js";

interface ProblemMessage {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly status: number;
}

export interface BatchMessage {
  readonly formatId: string;
  readonly head: unknown;
  readonly headProblem: ProblemMessage | null;
  readonly origin: Origin;
  readonly bytes: Uint8Array;
  readonly firstLine: number;
  readonly lines: Uint32Array | null;
  readonly cutLine: number;
  readonly refusals: readonly {
    readonly line: number;
    readonly problem: ProblemMessage;
    readonly sample: string;
  }[];
}

function toMessage({ code, title, detail, hint, status }: Problem): ProblemMessage {
  return { code, title, detail, hint, status };
}

function toProblem({ code, title, detail, hint, status }: ProblemMessage): Problem {
  return new Problem(code, title, detail, hint, status);
}

export function batchToMessage(batch: RecordBatch): BatchMessage {
  return {
    formatId: batch.format.id,
    head: batch.head,
    headProblem: batch.headProblem === null ? null : toMessage(batch.headProblem),
    origin: batch.origin,
    bytes: batch.bytes,
    firstLine: batch.firstLine,
    lines: batch.lines,
    cutLine: batch.cutLine,
    refusals: batch.refusals.map(({ line, problem, sample }) => ({
      line,
      problem: toMessage(problem),
      sample,
    })),
  };
}

/** Heads seen lately: what is worked out for one is kept by its identity, which a message loses. */
const heads = new Map<string, unknown>();
const headsMax = 64;

function sameHead(head: unknown): unknown {
  if (head === null || head === undefined) return head;
  const key = JSON.stringify(head);
  const known = heads.get(key);
  if (known !== undefined) return known;
  if (heads.size >= headsMax) heads.clear();
  heads.set(key, head);
  return head;
}

export function messageToBatch(message: BatchMessage): RecordBatch {
  return {
    // A batch of an unknown format holds its refusal and no records.
    format: findFormat(message.formatId) ?? unreadable,
    head: sameHead(message.head),
    headProblem: message.headProblem === null ? null : toProblem(message.headProblem),
    origin: message.origin,
    bytes: message.bytes,
    firstLine: message.firstLine,
    lines: message.lines,
    cutLine: message.cutLine,
    refusals: message.refusals.map(({ line, problem, sample }) => ({
      line,
      problem: toProblem(problem),
      sample,
    })),
  };
}
