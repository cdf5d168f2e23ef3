// Takes a folder's lock, says whether it got it, and keeps it until it is killed. Usage: lock-taker.mjs <dist> <folder>
import { writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, folder] = process.argv.slice(2);
const { lockFolder } = await import(pathToFileURL(join(dist, "store", "folder-lock.js")).href);
// All takers wait for the same instant, so that they meet.
await new Promise((resolve) => process.once("message", resolve));
const answer = await lockFolder(folder);
writeSync(1, `${JSON.stringify("release" in answer ? { won: process.pid } : { lost: answer.detail })}\n`);
if ("release" in answer) setInterval(() => undefined, 60_000);
else process.disconnect();
