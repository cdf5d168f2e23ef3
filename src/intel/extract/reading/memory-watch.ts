/** A thread of the reading process that ends it when it takes more memory than it was given. */
import { parentPort, workerData } from "node:worker_threads";

/** How often it looks: unpacking fills some 100 MB in that time at most. */
const lookMs = 50;
const bytesMax = Number(workerData) * 2 ** 20;

function look(): void {
  if (process.memoryUsage.rss() > bytesMax) process.kill(process.pid, "SIGKILL");
}

look();
setInterval(look, lookMs);
parentPort?.postMessage("watching");
