/**
 * What turns a stream of bytes into batches. Synchronous: whoever reads the stream decides when to wait.
 * A framer holds at most one batch and one record; every byte is looked at a bounded number of times.
 */
import type { RecordBatch } from "../record-batch.js";

export interface Framer {
  /** Takes bytes in any portions, answers the batches that are full. */
  push(chunk: Uint8Array): Iterable<RecordBatch>;
  /** Answers the whole records held so far, as when a live stream pauses. */
  flush(): Iterable<RecordBatch>;
  /** The stream has ended: answers the rest. */
  end(): Iterable<RecordBatch>;
}
