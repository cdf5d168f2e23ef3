// `npm run check`: indexes, format and lint, types, and the unit tests (the tidy test among them); under a minute.
// With --fix, what can be mended is mended.
import { runChecks } from "./checks.mjs";
import { bin, ensureInstalled, ensureKernel, fail, run } from "./steps.mjs";

await ensureInstalled();
const [{ wrong }] = await Promise.all([
  runChecks({ fix: process.argv.includes("--fix") }),
  ensureKernel(), // its sources are no check's business: AssemblyScript's compiler checks them
]);
if (run(process.execPath, [bin("vitest", "vitest"), "run", "--project", "unit"]) !== 0)
  wrong.push("unit tests");
if (wrong.length > 0) fail(`Not right yet: ${wrong.join(", ")}.`);
