// What is checked without running the program; `npm run check` and `npm test` share it.
import { bin, start } from "./steps.mjs";
import { timed } from "./timing.mjs";

const node = (script, ...args) => start(process.execPath, [script, ...args]);

/** Runs each check, with `fix` mending what can be mended; answers the names of those that failed, and how many passed. */
export async function runChecks({ fix = false } = {}) {
  const checks = {
    "the generated indexes": () => node("tools/generate.mjs", ...(fix ? [] : ["--check"])),
    "format and lint": () => node(bin("@biomejs/biome", "biome"), "check", ...(fix ? ["--write"] : []), "."),
    types: () => node(bin("typescript", "tsc"), "-p", "tsconfig.json"),
    "dead files": () => node(bin("knip", "knip"), "--no-progress"),
  };
  const wrong = [];
  for (const [name, check] of Object.entries(checks)) if ((await timed(name, check)) !== 0) wrong.push(name);
  return { passed: Object.keys(checks).length - wrong.length, wrong };
}
