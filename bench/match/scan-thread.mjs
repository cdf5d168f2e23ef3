// A thread that scans stretches of a file with an index that another thread owns, and tells its longest batch.
import { parentPort, workerData } from "node:worker_threads";
import { attach, scanFile } from "./measure.mjs";

const index = attach(workerData.shared);

parentPort.on("message", async ({ from, to }) => {
  let longest = 0;
  let before = performance.now();
  const told = () => {
    const now = performance.now();
    if (now - before > longest) longest = now - before;
    before = now;
  };
  const { seconds, events, hits } = await scanFile(index, workerData.input, { from, to, told });
  parentPort.postMessage({ seconds, events, hits, longestMs: longest });
});
parentPort.postMessage("ready");
