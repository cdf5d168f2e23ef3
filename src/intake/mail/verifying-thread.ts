/**
 * The thread that verifies one mail and ends. DNS is asked for by the center's own thread, where it is bounded and where
 * tests put their own: a question goes there, its records or its code come back.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { FromVerifying, MailEvidence, ToVerifying } from "./verdict.js";
import { verifySender } from "./verify-sender.js";

const port = parentPort;
if (port === null) throw new Error("verifying-thread.ts runs as a thread only");

const waiting = new Map<number, { resolve(records: unknown): void; reject(error: Error): void }>();
let asked = 0;

port.on("message", (message: ToVerifying) => {
  const asker = waiting.get(message.id);
  waiting.delete(message.id);
  if ("records" in message) asker?.resolve(message.records);
  else asker?.reject(Object.assign(new Error(`DNS: ${message.code}`), { code: message.code }));
});

const tell = (message: FromVerifying): void => port.postMessage(message);

const verdict = await verifySender(workerData as MailEvidence, (name, type) => {
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    tell({ kind: "ask", id, name, type });
  });
});
tell({ kind: "done", verdict });
port.close();
