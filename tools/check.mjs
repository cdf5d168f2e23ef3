// `npm run check`: indexes, format and lint, types, and the unit tests (the tidy test among them); under a minute.
// With --fix, what can be mended is mended.
import { bin, ensureInstalled, ensureKernel, fail, run } from "./steps.mjs";

ensureInstalled();
ensureKernel();
const fix = process.argv.includes("--fix");
const node = (script, ...args) => run(process.execPath, [script, ...args]);
const steps = [
  ["the generated indexes", () => node("tools/generate.mjs", ...(fix ? [] : ["--check"]))],
  ["format and lint", () => node(bin("@biomejs/biome", "biome"), "check", ...(fix ? ["--write"] : []), ".")],
  ["types", () => node(bin("typescript", "tsc"), "-p", "tsconfig.json")],
  ["dead files", () => node(bin("knip", "knip"), "--no-progress")],
  ["unit tests", () => node(bin("vitest", "vitest"), "run", "--project", "unit")],
];
const wrong = steps.filter(([, step]) => step() !== 0).map(([name]) => name);
if (wrong.length > 0) fail(`Not right yet: ${wrong.join(", ")}.`);
