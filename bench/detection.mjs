// `npm run -s bench -- detection [--quick] [--json] [--only TEXT]`: what the detectors of behaviour find in captures of which
// it is known what is in them (bench/detection/expected.json), and what else they say. For each capture: what should be
// found, what was, and the false alarms; then the sums, by detector too. A false alarm is a detector and a subject in one
// capture and day, however often it was said. At the end the engine alone: facts a second on one core, and its memory under
// a flood of a million distinct sources a minute. `--quick` leaves out the two largest captures and shortens the flood.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { capturesIn } from "./detection/truth.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const data = process.env.BREAKWATER_TEST_DATA ?? resolve(root, "../shared/data");
const has = (flag) => process.argv.includes(flag);
const only = has("--only") ? process.argv[process.argv.indexOf("--only") + 1] : "";
const main = join(root, "dist/cli/main.js");
const expected = JSON.parse(readFileSync(join(root, "bench/detection/expected.json"), "utf8"));
const say = has("--json") ? () => undefined : (line) => console.log(line);

const { captures, missing } = capturesIn(data, expected);
if (captures.length === 0 || !existsSync(main)) {
  console.error(`Nothing can be measured: ${existsSync(main) ? data : main} is missing.`);
  process.exit(1);
}
if (missing.length > 0) {
  console.error(`Nothing can be measured in full: ${missing.join(", ")} missing below ${data}.`);
  process.exit(1);
}

function scan({ path, inside = [] }) {
  const own = inside.flatMap((network) => ["--inside", network]);
  const run = spawnSync(process.execPath, [main, "scan", "--json", ...own, join(data, path)], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (run.status !== 0) {
    console.error(`The scan of ${path} ended with ${run.status}: ${run.stderr}`);
    process.exit(1);
  }
  const lines = run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return {
    summary: lines.at(-1),
    said: lines.filter((line) => line.type === "detection" && line.rule.kind === "behaviour"),
  };
}

/** Everybody whom a detection speaks of. */
const namesIn = (one) => [one.subject?.value ?? "", one.about ?? "", ...Object.values(one.fields)];
const speaksOf = (one, name) =>
  namesIn(one).some((text) => text === name || text.split(/[\s,:/]+/).includes(name));

function isMet({ subject, other, mentions, detectors }, said) {
  return said.some(
    (one) =>
      detectors.some((id) => one.rule.id.startsWith(id)) &&
      (subject === undefined || speaksOf(one, subject)) &&
      (other === undefined || speaksOf(one, other)) &&
      (mentions === undefined || speaksOf(one, mentions)),
  );
}

const byDetector = new Map();
const count = (id, what) => {
  const row = byDetector.get(id) ?? { said: 0, false: 0 };
  row[what]++;
  byDetector.set(id, row);
};

const sums = { named: 0, found: 0, records: 0, false: 0, benignFalse: 0, benignHours: 0 };
const large = new Set(["wrccdc scanner", "ctu 009 Kovter"]);
const misses = [];
for (const capture of captures) {
  if (!capture.name.includes(only) || (has("--quick") && large.has(capture.name))) continue;
  const { summary, said } = scan(capture);
  const wrong = new Map();
  for (const one of said) {
    count(one.rule.id, "said");
    const names = [one.subject?.value ?? "", ...(one.about ?? "").split(/[\s,]+/)].filter(
      (name) => name !== "",
    );
    if (capture.isFalse(names)) wrong.set(`${one.rule.id} ${names[0] ?? ""} ${one.time.slice(0, 10)}`, one);
  }
  for (const { rule } of wrong.values()) count(rule.id, "false");
  const met = capture.expect.filter((one) => isMet(one, said));
  sums.named += capture.expect.length;
  sums.found += met.length;
  sums.records += summary.records;
  sums.false += wrong.size;
  if (capture.benign !== undefined && capture.hours !== undefined) {
    sums.benignHours += capture.hours;
    sums.benignFalse += [...wrong.values()].filter((one) =>
      capture.benign.some((address) => speaksOf(one, address)),
    ).length;
  }
  say(
    `${capture.name.padEnd(36)} ${String(met.length).padStart(2)} of ${String(capture.expect.length).padStart(2)} found` +
      `  ${String(said.length).padStart(4)} said  ${String(wrong.size).padStart(3)} false  ${summary.records} records`,
  );
  for (const one of capture.expect) {
    const ok = met.includes(one);
    if (!ok) misses.push(`${capture.name}: ${one.what}`);
    say(`    ${ok ? "found " : "MISSED"} ${one.subject ?? ""} ${one.what} (${one.detectors.join(", ")})`);
  }
  for (const [key, one] of wrong) say(`    false  ${key} ${one.about ?? ""} ${JSON.stringify(one.fields)}`);
}

function alone(kind, facts) {
  const run = spawnSync(
    process.execPath,
    ["--expose-gc", join(root, "bench/detection/flood.mjs"), join(root, "dist"), kind, String(facts)],
    { encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  if (run.status !== 0) {
    console.error(`The engine alone ended with ${run.status}: ${run.stderr}`);
    process.exit(1);
  }
  return JSON.parse(run.stdout);
}

const plain = alone("facts", has("--quick") ? 100_000 : 400_000);
const flood = alone("flood", has("--quick") ? 200_000 : 1_000_000);
const rate = (part, whole) => Number((whole === 0 ? 0 : part / whole).toFixed(3));
const figures = {
  named: sums.named,
  found: sums.found,
  false_per_100k: rate(sums.false * 100_000, sums.records),
  false_per_day_benign: rate(sums.benignFalse * 24, sums.benignHours),
  records: sums.records,
  benign_hours: sums.benignHours,
  detectors: Object.fromEntries([...byDetector].sort(([a], [b]) => (a < b ? -1 : 1))),
  facts_per_cpu_s: plain.facts_per_cpu_s,
  flood_facts_per_cpu_s: flood.facts_per_cpu_s,
  flood_rss_peak_mb: flood.rss_peak_mb,
  flood_held: flood.held,
  flood_dropped: flood.dropped,
  flood_said: flood.said,
  missed: misses,
};
if (has("--json")) console.log(JSON.stringify({ bench: "detection", figures }));
else {
  say("");
  for (const [id, row] of byDetector)
    say(`${id.padEnd(28)} said ${String(row.said).padStart(5)}  false ${row.false}`);
  say("");
  for (const [name, value] of Object.entries(figures))
    if (typeof value === "number") say(`${name.padEnd(24)} ${value}`);
}
