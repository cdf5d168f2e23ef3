/**
 * The near end of PGlite's thread: hands over requests one by one and gives back their answers. Where the thread
 * ends by itself (out of memory, an abort in WebAssembly), what was under way fails and the next request opens a
 * new one over the same folder, which recovers as after a kill.
 */
import { Worker } from "node:worker_threads";
import type { ThreadAnswer, ThreadRequest } from "./pglite-thread.js";

const closeWaitMs = 10_000;

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

export class PgliteWorker {
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  readonly exchange = (bytes: Uint8Array): Promise<Uint8Array> => this.#ask(bytes);

  #ask(bytes: Uint8Array | null): Promise<Uint8Array> {
    if (this.#closed) return Promise.reject(new Error("PGlite is closed"));
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, bytes } satisfies ThreadRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL("./pglite-thread.js", import.meta.url), {
      workerData: { folder: this.#folder },
    });
    worker.on("message", ({ id, bytes, error }: ThreadAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error !== undefined) waiting?.reject(new Error(error));
      else waiting?.resolve(bytes ?? new Uint8Array());
    });
    const ended = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on("error", ended);
    worker.on("exit", (code) => ended(new Error(`PGlite's thread ended (${code})`)));
    return worker;
  }

  /** Closes the database and the thread; PGlite's own close may never answer, so it has a bounded time. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined) {
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeWaitMs);
      });
      await Promise.race([this.#ask(null).catch(() => undefined), tooLate]);
      clearTimeout(timer);
    }
    this.#closed = true;
    await worker?.terminate();
  }
}
