// `npm run -s bench -- extract [--quick] [--json] [--misses]`: what `intel extract` finds in real reports, held against
// what their publishers listed for them (`10-reports`). Recall is of the indicators that stand in the text; precision
// is of what was found, in the kinds that a report's truth speaks of. `--quick` takes every third report. The data
// is found at $BREAKWATER_TEST_DATA or beside the repository; without it nothing can be measured.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, tableOf } from "./extract/measure.mjs";
import { readReports } from "./extract/truth.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const data = process.env.BREAKWATER_TEST_DATA ?? resolve(root, "../shared/data");
const has = (flag) => process.argv.includes(flag);
const folder = join(data, "10-reports");
if (!existsSync(folder)) {
  console.error(`Nothing can be measured: ${folder} is missing.`);
  process.exit(1);
}
const intel = await import(join(root, "dist/intel/index.js"));
const { normalizeHash } = await import(join(root, "dist/model/index.js"));

const all = readReports(folder, { readValue: intel.readValue, normalizeHash });
const reports = has("--quick") ? all.filter((_, at) => at % 3 === 0) : all;
const started = performance.now();
const extractions = [];
for (const report of reports) {
  const extraction = await intel.extract({ text: report.text });
  if (!("observables" in extraction)) {
    console.error(`${report.name} was refused: ${extraction.detail}`);
    process.exit(1);
  }
  extractions.push(extraction);
}
const seconds = (performance.now() - started) / 1000;
const { kinds, totals, misses, extras } = measure(reports, extractions);
if (totals.wanted === 0) {
  console.error("Nothing can be measured: no indicator stands in these reports.");
  process.exit(1);
}
const share = (part, whole) => (whole === 0 ? null : Number((part / whole).toFixed(4)));
const megabytes = reports.reduce((sum, { text }) => sum + text.length, 0) / 2 ** 20;
const figures = {
  recall: share(totals.met, totals.wanted),
  precision: share(totals.right, totals.found),
  precision_same_place: share(totals.right + totals.samePlace, totals.found),
  reports: reports.length,
  wanted: totals.wanted,
  found: totals.found,
  megabytes_per_s: Number((megabytes / seconds).toFixed(2)),
  kinds: Object.fromEntries(
    Object.entries(kinds).map(([kind, row]) => [
      kind,
      { ...row, recall: share(row.met, row.wanted), precision: share(row.right, row.found) },
    ]),
  ),
};
if (has("--json")) console.log(JSON.stringify({ bench: "extract", figures }));
else {
  console.log(tableOf(figures));
  if (has("--misses")) console.log([...misses, ...extras].join("\n"));
  else console.log("\n--misses lists what was not found and what was found beyond the truth.");
}
