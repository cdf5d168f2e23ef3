// `npm test`: sets everything up on a fresh machine, then runs every check and every test and ends with one line:
// `N passed, N failed, N skipped`. Chromium and PostgreSQL are found, or installed from Debian as root; without
// them the tests that need them are skipped by name and say how to get them.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bin,
  ensureBuilt,
  ensureDebianPackage,
  ensureInstalled,
  isFolder,
  onPath,
  run,
  say,
} from "./steps.mjs";

ensureInstalled();
ensureBuilt();
const chromium = () => onPath(["chromium", "chromium-browser", "google-chrome"]) !== null;
if (!ensureDebianPackage("chromium", chromium))
  say(
    "No Chromium: the browser journeys are skipped. Install one (Debian: apt-get install chromium) and run again.",
  );
if (!ensureDebianPackage("postgresql", () => isFolder("/usr/lib/postgresql")))
  say(
    "No system PostgreSQL: its contract tests are skipped. Install one (Debian: apt-get install postgresql).",
  );

const node = (script, ...args) => run(process.execPath, [script, ...args]);
const checks = [
  ["the generated indexes", () => node("tools/generate.mjs", "--check")],
  ["format and lint", () => node(bin("@biomejs/biome", "biome"), "check", ".")],
  ["types", () => node(bin("typescript", "tsc"), "-p", "tsconfig.json")],
  ["dead files", () => node(bin("knip", "knip"), "--no-progress")],
];
let passed = 0;
let failed = 0;
let skipped = 0;
for (const [name, check] of checks)
  if (check() === 0) passed++;
  else {
    failed++;
    say(`Failed: ${name}.`);
  }

const folder = mkdtempSync(join(tmpdir(), "breakwater-test-"));
const report = join(folder, "report.json");
const code = node(
  bin("vitest", "vitest"),
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
);
if (existsSync(report)) {
  const results = JSON.parse(readFileSync(report, "utf8"));
  passed += results.numPassedTests;
  failed += results.numFailedTests;
  skipped += results.numPendingTests + (results.numTodoTests ?? 0);
  for (const file of results.testResults)
    for (const result of file.assertionResults)
      if (result.status === "pending" || result.status === "skipped") say(`Skipped: ${result.fullName}`);
}
if (code !== 0 && failed === 0) failed = 1; // a file that could not be loaded counts as a failure too
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
