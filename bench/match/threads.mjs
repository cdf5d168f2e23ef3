// One index, several threads: how much faster two are than one, and how long a scan stands still while another
// thread adds and removes a hundred thousand indicators.
import { Worker } from "node:worker_threads";
import { claim, indicatorAt } from "./indicators.mjs";
import { addIndicators, dist, indexOf, lineStart, sharedOf } from "./measure.mjs";

const program = new URL("./scan-thread.mjs", import.meta.url);

class ScanThread {
  #worker;

  static async start(shared, input) {
    const thread = new ScanThread();
    thread.#worker = new Worker(program, {
      workerData: { shared, input },
      env: { ...process.env, BREAKWATER_DIST: dist },
    });
    await thread.#answer();
    return thread;
  }

  #answer() {
    return new Promise((resolve, reject) => {
      const settle = (message) => {
        this.#worker.off("error", reject);
        resolve(message);
      };
      this.#worker.once("message", settle);
      this.#worker.once("error", reject);
    });
  }

  scan(from, to) {
    const answer = this.#answer();
    this.#worker.postMessage({ from, to });
    return answer;
  }

  end() {
    return this.#worker.terminate();
  }
}

/** A round: the file by one thread, then half of it by each of two. */
export async function threads({ indicators, snapshot, input }) {
  const { index } = await indexOf({ indicators, snapshot });
  const shared = sharedOf(index);
  const [first, second] = [await ScanThread.start(shared, input), await ScanThread.start(shared, input)];
  const middle = lineStart(input.path, Math.floor(input.bytes / 2));
  const timed = async (work) => {
    const started = performance.now();
    const parts = await work();
    const hits = parts.reduce((sum, part) => sum + part.hits, 0);
    return { seconds: (performance.now() - started) / 1000, hits };
  };
  return {
    round: async () => ({
      one: await timed(async () => [await first.scan(0, input.bytes)]),
      two: await timed(() => Promise.all([first.scan(0, middle), second.scan(middle, input.bytes)])),
    }),
    close: () => Promise.all([first.end(), second.end()]),
  };
}

/** A round: a scan alone; one while indicators are added; one while they are removed. The longest batch of each. */
export async function changes({ indicators, snapshot, input, count }) {
  const { index } = await indexOf({ indicators, snapshot });
  const thread = await ScanThread.start(sharedOf(index), input);
  const added = Array.from({ length: count }, (_, at) => indicatorAt(indicators + at));
  const during = async (change) => {
    const scan = thread.scan(0, input.bytes);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const started = performance.now();
    let longest = 0;
    let before = started;
    for (const observable of added) {
      change(observable);
      const now = performance.now();
      if (now - before > longest) longest = now - before;
      before = now;
    }
    const ms = before - started;
    const { longestMs, seconds, hits } = await scan;
    return { ms, callMs: longest, longestMs, seconds, hits };
  };
  addIndicators(index, indicators, indicators + 10); // the first changes compile what the others run
  for (let at = 0; at < 10; at++) index.remove(added[at], claim.source);
  return {
    round: async () => ({
      alone: await thread.scan(0, input.bytes),
      insert: await during((observable) => index.add(observable, claim)),
      remove: await during((observable) => index.remove(observable, claim.source)),
    }),
    close: () => thread.end(),
  };
}
