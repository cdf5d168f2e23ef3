// `npm run -s bench -- detection [--quick] [--json] [--only TEXT]`: what the detectors of behaviour, and our own rules beside them, find in captures of which
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

const ownRules = join(root, "content/rules");
const { runScan } = await import(join(root, "dist/cli/scan/run-scan.js"));

/** What `breakwater scan --json` writes, without a process for each capture. */
async function scan({ path, inside = [] }) {
  let text = "";
  const write = (more) => {
    text += more;
  };
  const quiet = process.stderr.write;
  process.stderr.write = () => true;
  try {
    const options = { intel: [], allow: [], rules: [ownRules], inside, behaviour: true, json: true };
    await runScan([join(data, path)], options, { write, settle: async () => undefined });
  } finally {
    process.stderr.write = quiet;
  }
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return {
    summary: lines.at(-1),
    said: lines.filter((line) => line.type === "detection"),
  };
}

/** Everybody whom a detection speaks of. */
const namesIn = (one) => [one.subject?.value ?? "", one.about ?? "", ...Object.values(one.fields)];
const speaksOf = (one, name) =>
  namesIn(one).some((text) => text === name || text.split(/[\s,:/]+/).includes(name));

function isMet({ subject, other, mentions, detectors }, said) {
  return said.some((one) =>
    one.rule.kind === "sigma"
      ? // A rule's line names the record and not the source; the capture is about one.
        detectors.some((id) => id.startsWith("rule:") && one.rule.title.startsWith(id.slice(5)))
      : detectors.some((id) => one.rule.id.startsWith(id)) &&
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
  const { summary, said } = await scan(capture);
  const wrong = new Map();
  for (const one of said) {
    const what = one.rule.kind === "sigma" ? "own Sigma rules" : one.rule.id;
    count(what, "said");
    const names = [one.subject?.value ?? "", ...(one.about ?? "").split(/[\s,]+/)].filter(
      (name) => name !== "",
    );
    if (names.length > 0 && capture.isFalse(names))
      wrong.set(`${one.rule.id} ${names[0] ?? ""} ${one.time.slice(0, 10)}`, one);
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
