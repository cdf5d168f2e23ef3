/**
 * The process that reads one document from outside and ends. Mail, PDF and archive readers work on what strangers made:
 * here they may loop, fail or fill memory without the center noticing more than a refusal. A thread beside them
 * ends the process when it takes too much memory, as buffers outside the heap have no bound of their own.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Problem } from "../../../base/pure.js";
import { readDocument, readMailParts } from "./read-document.js";
import type { ReadingAnswer, ReadingRequest } from "./reading-protocol.js";

/** Mebibytes that this process may take, from its command line. */
const watch = new Worker(new URL("./memory-watch.js", import.meta.url), { workerData: process.argv[2] });
/** Nothing is read before somebody watches. */
const watching = once(watch, "message").then(() => watch.unref());

process.on("disconnect", () => process.exit(0));
process.once("message", async ({ bytes, asMail }: ReadingRequest) => {
  await watching;
  process.send?.(await answerTo(bytes, asMail), () => process.exit(0));
});

async function answerTo(bytes: Uint8Array, asMail: boolean): Promise<ReadingAnswer> {
  if (asMail) {
    const mail = await readMailParts(bytes);
    return mail instanceof Problem ? refusal(mail) : { kind: "mail", mail };
  }
  const reading = await readDocument(bytes);
  return reading instanceof Problem ? refusal(reading) : { kind: "read", ...reading };
}

const refusal = (problem: Problem): ReadingAnswer => ({
  kind: "refused",
  ...problem.toJSON(),
  status: problem.status,
});
