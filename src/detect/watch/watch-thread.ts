/** The thread that watches: a desk, reached by messages. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../base/index.js";
import { type DeskParts, WatchDesk } from "./watch-desk.js";
import type { WatchRequest } from "./watch-message.js";

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
const desk = await WatchDesk.open(workerData as DeskParts, (answer) => port.postMessage(answer));
port.on("message", (request: WatchRequest) => desk.post(request));
