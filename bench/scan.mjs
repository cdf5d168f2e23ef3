// `npm run -s bench -- scan [--quick] [--json]`: the whole `breakwater scan` as a person runs it, on real telemetry
// with real feeds. The yardstick is `wc -l` over the same bytes, unpacked, in the same run. The data is found at
// $BREAKWATER_TEST_DATA or beside the repository; without it nothing can be measured, and the bench says so.
import { execFileSync, spawnSync } from "node:child_process";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createGunzip } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const data = process.env.BREAKWATER_TEST_DATA ?? resolve(root, "../shared/data");
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const main = join(root, "dist/cli/main.js");

const telemetry = join(data, "01-network", quick ? "ctu-labelled" : ".");
const feeds = join(data, "03-indicators", quick ? "ipsum" : ".");
for (const path of [main, telemetry, feeds]) {
  if (existsSync(path)) continue;
  console.error(`Nothing can be measured: ${path} is missing.`);
  process.exit(1);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** All telemetry in one plain file, as the scan sees it. */
async function unpack(into) {
  const files = readdirSync(telemetry, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const packed = readFileSync(path).subarray(0, 2).toString("hex") === "1f8b";
    const steps = [createReadStream(path), ...(packed ? [createGunzip()] : [])];
    await pipeline(...steps, createWriteStream(into, { flags: "a" }));
  }
}

function scan() {
  const run = spawnSync(process.execPath, [main, "scan", "--json", "--intel", feeds, telemetry], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (run.status !== 0) {
    console.error(`The scan ended with ${run.status}: ${run.stderr}`);
    process.exit(1);
  }
  return JSON.parse(run.stdout.trimEnd().split("\n").at(-1));
}

const folder = mkdtempSync(join(tmpdir(), "bench-scan-"));
try {
  const plain = join(folder, "all");
  await unpack(plain);
  execFileSync("wc", ["-l", plain]); // into the page cache
  const wcSeconds = median(
    Array.from({ length: 5 }, () => {
      const start = performance.now();
      execFileSync("wc", ["-l", plain]);
      return (performance.now() - start) / 1000;
    }),
  );
  const runs = Array.from({ length: quick ? 1 : 3 }, scan);
  const last = runs.at(-1);
  const scanSeconds = median(runs.map((run) => run.scan_seconds));
  const figures = {
    seconds: median(runs.map((run) => run.seconds)),
    load_seconds: median(runs.map((run) => run.load_seconds)),
    scan_seconds: scanSeconds,
    records: last.records,
    bytes: last.bytes,
    indicators: last.indicators,
    hits: last.hits,
    peak_rss_mb: Math.max(...runs.map((run) => run.peak_rss_mb)),
    records_per_s: Math.round(last.records / scanSeconds),
    ratio_wc: Number((wcSeconds / scanSeconds).toFixed(5)),
  };
  if (json) console.log(JSON.stringify({ bench: "scan", figures }));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(14)} ${value}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
