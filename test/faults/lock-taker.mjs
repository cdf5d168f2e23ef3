// Says that it is ready, then at each message takes a folder's lock and says whether it got it; who has it keeps it
// until it is killed. Usage: lock-taker.mjs <dist> <folder>
import { writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, folder] = process.argv.slice(2);
const { lockFolder } = await import(pathToFileURL(join(dist, "store", "folder-lock.js")).href);
const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
// All takers wait for the same instant, so that they meet.
process.on("message", async () => {
  const answer = await lockFolder(folder);
  say("release" in answer ? { won: process.pid } : { lost: answer.detail });
});
say("ready");
