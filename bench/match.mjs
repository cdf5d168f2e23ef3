// `npm run -s bench -- match [--quick] [--json] [--only name,name] [--clean]`: how fast telemetry is matched, and all
// that goes with it, on input that it makes itself. Each figure has its yardstick in the same run; each measurement
// runs in processes of its own, on one core where `taskset` is there. docs/bench-match.md says what they mean.
// A figure that can't be measured is named with why; exits 1 where nothing excuses that.
import { Bench } from "./match/bench.mjs";
import { goals } from "./match/figures.mjs";
import { removeInput } from "./match/input.mjs";
import { changing, feeds, memory, networks, ready } from "./match/keeping.mjs";
import { CannotMeasure, canPin, endAll, measuredCore } from "./match/processes.mjs";
import { count, escapes, most, parse, parseMany, ripgrep } from "./match/speed.mjs";
import { rounded } from "./match/statistics.mjs";
import { everything, rows, socket, storing, threads, wholeScan } from "./match/whole.mjs";

/** In this order; fifty million come last, as they need the machine's memory. */
const measurements = {
  count,
  memory,
  ready,
  parse,
  parse_many: parseMany,
  rows,
  everything,
  threads,
  changing,
  socket,
  escapes,
  networks,
  feeds,
  storing,
  ripgrep,
  whole_scan: wholeScan,
  most,
};

/** Left out of a quick run, with why; figures that a quick run has under another name are among them. */
const notQuick = {
  ratio_parse_10m: "Maps of ten million take half a minute to build",
  parse_mb_per_s_10m: "Maps of ten million take half a minute to build",
  map_ready_s: "it is measured with ratio_parse",
  map_bytes_per_indicator: "it is measured with ratio_parse",
  ratio_10m_10k: "a quick run has one million: see ratio_1m_10k",
  ratio_50m_10k: "fifty million take minutes to build",
};

/** What takes long and comes late is left out of a quick run that has taken so long already. */
const quickSecondsMax = 34;

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const size = quick ? "quick" : "full";

if (process.argv.includes("--clean")) {
  for (const each of ["quick", "full"]) removeInput(each);
  process.exit(0);
}

const only = optionOf("--only")?.split(",") ?? null;
const known = new Set(Object.entries(measurements).flatMap(([name, { figures }]) => [name, ...figures]));
for (const name of only ?? [])
  if (!known.has(name)) {
    console.error(`There is no ${name}. There are: ${[...known].join(", ")}.`);
    process.exit(2);
  }

function optionOf(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

const wanted = (name, measurement) =>
  only === null || only.includes(name) || measurement.figures.some((figure) => only.includes(figure));

const bench = new Bench(size);
const figures = {
  indicators: bench.mixed,
  eve_mb: bench.files.eve,
  zeek_mb: bench.files.zeek,
  rounds: bench.rounds,
};
const leftOut = {};
let failed = false;

process.on("exit", () => {
  endAll();
  bench.end();
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

if (!canPin) console.error("There is no taskset here: the measurements may move between cores.");
else console.error(`One core is core ${measuredCore}.`);

await bench.makeInput();

for (const [name, measurement] of Object.entries(measurements)) {
  if (!wanted(name, measurement)) continue;
  if (quick && measurement.figures.every((figure) => figure in notQuick)) {
    for (const figure of measurement.figures) if (!(figure in figures)) leftOut[figure] = notQuick[figure];
    continue;
  }
  const started = performance.now();
  try {
    if (quick && name === "whole_scan" && started > quickSecondsMax * 1000)
      throw new CannotMeasure("a quick run had no time left for it", { allowed: true });
    const measured = await measurement.run(bench);
    for (const [figure, value] of Object.entries(measured))
      if (value !== undefined) figures[figure] = rounded(value);
    for (const figure of measurement.figures)
      if (!(figure in figures)) {
        leftOut[figure] = (quick && notQuick[figure]) || "it was not measured";
        failed ||= !(quick && figure in notQuick);
      }
  } catch (error) {
    const excused = error instanceof CannotMeasure && error.allowed;
    for (const figure of measurement.figures) leftOut[figure] = error.message.split("\n")[0];
    if (!(error instanceof CannotMeasure)) console.error(error.stack);
    failed ||= !excused;
    endAll();
  }
  if (!json) console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

if (!json)
  for (const [figure, value] of Object.entries(figures)) {
    const [goal, yardstick] = goals[figure] ?? ["", ""];
    console.log(
      `${figure.padEnd(34)} ${value.toLocaleString("en").padStart(12)}  ${goal.padEnd(12)} ${yardstick}`.trimEnd(),
    );
  }
for (const [figure, reason] of Object.entries(leftOut)) console.error(`Not measured: ${figure}: ${reason}`);
if (json) console.log(JSON.stringify({ bench: "match", figures, left_out: leftOut }));
process.exitCode = failed ? 1 : 0;
