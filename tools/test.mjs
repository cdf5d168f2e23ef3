// `npm test`: sets everything up on a fresh machine, then runs every check and every test and ends with one line:
// `N passed, N failed, N skipped`. Chromium and PostgreSQL are found, or installed from Debian as root; without
// them the tests that need them are skipped by name and say how to get them. What can run side by side does.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.mjs";
import { ensureDebianPackages } from "./debian.mjs";
import { bin, ensureBuilt, ensureInstalled, isFolder, onPath, root, say, start } from "./steps.mjs";
import { slowestFiles, stepSeconds, timed } from "./timing.mjs";

const chromium = () => onPath(["chromium", "chromium-browser", "google-chrome"]) !== null;
const postgres = () => isFolder("/usr/lib/postgresql");

// rsyslog with its outputs, NATS, and the libraries of syslog-ng, which the tests unpack beside the system.
const isThere = (path) => () => existsSync(path);
const rsyslog = "/usr/lib/x86_64-linux-gnu/rsyslog";
const shippers = {
  rsyslog: isThere("/usr/sbin/rsyslogd"),
  "rsyslog-elasticsearch": isThere(`${rsyslog}/omelasticsearch.so`),
  "rsyslog-gnutls": isThere(`${rsyslog}/lmnsd_gtls.so`),
  "rsyslog-relp": isThere(`${rsyslog}/omrelp.so`),
  "nats-server": () => onPath(["nats-server"]) !== null,
  libivykis0: isThere("/usr/lib/x86_64-linux-gnu/libivykis.so.0"),
  libnet1: isThere("/usr/lib/x86_64-linux-gnu/libnet.so.1"),
};

async function findPrograms() {
  await ensureDebianPackages({ chromium, postgresql: postgres, ...shippers });
  if (Object.values(shippers).some((found) => !found()))
    say("No rsyslog or nats-server: the tests with them are skipped. Debian has them under these names.");
  if (!chromium())
    say(
      "No Chromium: the browser journeys are skipped. Install one (Debian: apt-get install chromium) and run again.",
    );
  if (!postgres())
    say(
      "No system PostgreSQL: its contract tests are skipped. Install one (Debian: apt-get install postgresql).",
    );
}

async function setUpAndCheck() {
  await timed("npm's packages", ensureInstalled);
  const [checked] = await Promise.all([runChecks(), ensureBuilt()]);
  return checked;
}

async function prepareAndTest() {
  const [checked] = await Promise.all([setUpAndCheck(), timed("Debian's packages", findPrograms)]);
  for (const name of checked.wrong) say(`Failed: ${name}.`);
  const tests = [
    bin("vitest", "vitest"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ];
  const code = await timed("tests", () => start(process.execPath, tests, { stdio: ["ignore", 2, 2] }));
  return { checked, code };
}

const folder = mkdtempSync(join(tmpdir(), "breakwater-test-"));
const report = join(folder, "report.json");
const { checked, code } = await timed("all", prepareAndTest);
let { passed } = checked;
let failed = checked.wrong.length;
let skipped = 0;
say(`\nSteps, some of them side by side:\n${stepSeconds()}`);
if (existsSync(report)) {
  const results = JSON.parse(readFileSync(report, "utf8"));
  passed += results.numPassedTests;
  failed += results.numFailedTests;
  skipped += results.numPendingTests + (results.numTodoTests ?? 0);
  say(`Slowest test files:\n${slowestFiles(results, root, 10)}\n`);
  for (const file of results.testResults)
    for (const result of file.assertionResults)
      if (result.status === "pending" || result.status === "skipped") say(`Skipped: ${result.fullName}`);
}
if (code !== 0 && failed === 0) failed = 1; // a file that could not be loaded counts as a failure too
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
