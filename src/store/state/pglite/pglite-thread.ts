/**
 * PGlite in a thread of its own: WebAssembly runs a query to its end, up to 0.85 s, and in the main thread the
 * whole center would stand still for that long. Takes the bytes of a `pg` client and answers PostgreSQL's bytes.
 */
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { assert } from "../../../base/index.js";

export interface ThreadRequest {
  readonly id: number;
  /** The client's bytes; null asks to close. */
  readonly bytes: Uint8Array | null;
}

export interface ThreadAnswer {
  readonly id: number;
  readonly bytes?: Uint8Array;
  readonly error?: string;
}

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
const { folder } = workerData as { readonly folder: string };
const opened = PGlite.create({ dataDir: folder });

async function answer(bytes: Uint8Array | null): Promise<Uint8Array> {
  const lite = await opened;
  if (bytes !== null) return lite.execProtocolRaw(bytes);
  await lite.close();
  return new Uint8Array();
}

port.on("message", ({ id, bytes }: ThreadRequest) => {
  answer(bytes).then(
    (reply) => port.postMessage({ id, bytes: reply } satisfies ThreadAnswer),
    (error: Error) => port.postMessage({ id, error: error.message } satisfies ThreadAnswer),
  );
});
