// `npm run -s bench -- edge [--quick] [--json]`: what an edge costs the machine it stands on. A real edge, as a process of
// its own, pulls a million indicators through the gate from a center on the bundled PostgreSQL; then its memory, its work
// while nothing comes in, with the center's rules and detectors at work, its start without the center, and what hashed values cost each record. `--quick` has fewer
// indicators and waits less; the memory of a million is then worked out from the memory of an edge that has none.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openServer } from "../dist/api/index.js";
import { openLog, Problem, systemClock } from "../dist/base/index.js";
import { EdgeContent } from "../dist/cli/center/edge-blobs.js";
import { builtInRules, RuleKeeper, readRulePath, takeVersion } from "../dist/detect/index.js";
import { importEntries } from "../dist/intel/index.js";
import { addMember, createToken, ensureCenterMember } from "../dist/members/index.js";
import { setBlind, syncClaims } from "../dist/share/index.js";
import { newAuditKey, openState } from "../dist/store/index.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const main = join(root, "dist/cli/main.js");
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
/** `--rules PATH`: Sigma rules beside the program's own. */
const rulesPath = process.argv.includes("--rules")
  ? process.argv[process.argv.indexOf("--rules") + 1]
  : undefined;
const count = quick ? 50_000 : 1_000_000;
const hashed = quick ? 5_000 : 50_000;
const idleSeconds = quick ? 8 : 60;
const records = quick ? 100_000 : 400_000;
const log = openLog({ level: "silent" });
const clock = systemClock;
const given = (answer) => {
  if (answer instanceof Problem) throw new Error(`${answer.title}: ${answer.detail}`);
  return answer;
};
if (process.platform !== "linux") {
  console.error("Nothing can be measured: memory and work of a process are read from /proc.");
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), "bench-edge-"));
chmodSync(folder, 0o711);
const state = await openState({ folder: join(folder, "center"), form: "postgres", log, clock });

function entry(n) {
  const observable =
    n % 3 === 0
      ? { type: "ipv4", value: `${11 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.7` }
      : n % 3 === 1
        ? { type: "domain", value: `host${n}.bad${n % 977}.example` }
        : { type: "sha256", value: n.toString(16).padStart(64, "0") };
  return {
    observable,
    claim: { labels: [["emotet", "botnet", "scanner"][n % 3]], confidence: n % 100 },
    line: n,
  };
}
async function load(name, tlp, from, to) {
  const source = { name, tlp, confidence: 50, mark: null };
  for (let at = from; at < to; at += 20_000)
    await importEntries(
      state,
      clock,
      source,
      Array.from({ length: Math.min(20_000, to - at) }, (_, n) => entry(at + n)),
    );
  await syncClaims(state, clock);
}

/** Each time over a connection of its own: one that is kept may just be ending. */
const statusOf = async (edge) =>
  (await fetch(`${edge.address}/status.json`, { headers: { connection: "close" } })).json();
const memoryOf = ({ child }, name) =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;
/** Seconds of work of a process, all threads together; a tick is a hundredth. */
const workOf = ({ child }) => {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** As docs/edge.md starts it: what was freed goes back to the machine, in place of being kept for the next burst. */
const asAService = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_TRIM_THRESHOLD_: "131072",
  MALLOC_MMAP_THRESHOLD_: "65536",
};

async function startEdge(center, data, token) {
  const began = performance.now();
  const args = ["edge", "--center", center, "--data", data, "--port", "0", "--syslog-port", "0", "--json"];
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...asAService, BREAKWATER_TOKEN: token, BREAKWATER_LOG: "error" },
  });
  const ended = new Promise((done) => child.once("exit", done));
  for await (const line of createInterface({ input: child.stdout })) {
    const { address } = JSON.parse(line);
    child.stdout.resume();
    const end = () => {
      child.kill("SIGTERM");
      return ended;
    };
    return { child, address, end, startMs: performance.now() - began };
  }
  throw new Error("the edge did not start");
}

async function until(edge, is) {
  for (;;) {
    const status = await statusOf(edge);
    if (is(status)) return status;
    await sleep(250);
  }
}

/** What was acknowledged is looked at behind its answer: it is through once nothing is done for eight seconds. */
async function untilQuiet(edge) {
  for (let quiet = 0; quiet < 8; ) {
    const before = workOf(edge);
    await sleep(1000);
    quiet = workOf(edge) - before < 0.05 ? quiet + 1 : 0;
  }
}

const telemetry = Buffer.from(
  Array.from({ length: records }, (_, n) =>
    JSON.stringify({
      _path: "dns",
      ts: 1_795_000_000 + n / 1000,
      uid: `C${n}`,
      "id.orig_h": `10.1.${(n >> 8) & 255}.${n & 255}`,
      "id.orig_p": 50_000,
      "id.resp_h": "10.0.0.53",
      "id.resp_p": 53,
      proto: "udp",
      query: `www${n % 5000}.site${n % 7919}.example`,
    }),
  ).join("\n"),
);
/** Seconds of work for the records. */
async function scan(edge, name) {
  const before = workOf(edge);
  const answer = await fetch(`${edge.address}/ingest`, {
    method: "POST",
    headers: { "x-breakwater-batch": name },
    body: telemetry,
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  return workOf(edge) - before;
}

let server = null;
let edge = null;
try {
  await ensureCenterMember(state.db, clock);
  const members = [];
  for (let n = 0; n < 24; n++)
    members.push(
      given(
        await addMember(state.db, clock, {
          name: `Company Number ${n}`,
          sector: "trucking",
          networks: [`203.0.${n}.0/24`],
          tlpCeiling: "TLP:AMBER",
        }),
      ),
    );
  const memberId = members[0].id;
  const { token } = given(await createToken(state.db, clock, { memberId, name: "bench", scopes: ["edge"] }));
  const rules = new RuleKeeper({ state, clock, builtIn: builtInRules() });
  await rules.ready;
  if (rulesPath !== undefined) {
    const files = given(await readRulePath(rulesPath));
    const { sha256 } = await rules.checkGiven("bench", rulesPath, files, "bench");
    given(await takeVersion(state.db, clock, "bench", sha256, "bench"));
    await rules.reload();
  }
  const content = new EdgeContent({ state, clock, log, rules });
  const center = {
    clock,
    log,
    state,
    signer: newAuditKey(),
    rules,
    edgeBlobs: (id, gate) => content.blobsFor(id, gate),
    listed: () => null,
    takeSeen: async () => "stored",
    localCaller: async () => null,
    onChange: () => () => undefined,
    counts: () => ({}),
    slowRecords: () => new Map(),
    health: () => [],
    version: "bench",
  };
  server = await openServer({
    center,
    ingest: (_request, response) => response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const data = join(folder, "edge");
  edge = await startEdge(server.address, data, token);
  await until(edge, ({ exchange }) => exchange.currentUs !== null);
  const emptyMb = memoryOf(edge, "VmRSS");
  await edge.end();

  await load("Bench list", "TLP:GREEN", 0, count);
  edge = await startEdge(server.address, data, token);
  const pullStart = performance.now();
  await until(edge, ({ set }) => set.indicators >= count && !set.begunAnew);
  const pullS = (performance.now() - pullStart) / 1000;
  const pulledMb = memoryOf(edge, "VmRSS");
  const peakMb = memoryOf(edge, "VmHWM");
  await sleep(2000);
  const before = workOf(edge);
  await sleep(idleSeconds * 1000);
  const idleCores = (workOf(edge) - before) / idleSeconds;
  await scan(edge, "warm");
  const plainS = await scan(edge, "plain");
  const workingMb = memoryOf(edge, "VmHWM");
  await untilQuiet(edge);
  const workedMb = memoryOf(edge, "VmRSS");
  const { set, detection } = await statusOf(edge);
  const setBytes = set.bytes;
  await edge.end();

  edge = await startEdge("http://127.0.0.1:9", data, token);
  const { startMs } = edge;
  await until(edge, ({ set }) => set.indicators >= count);
  await sleep(3000);
  const startedMb = memoryOf(edge, "VmRSS");
  const indexMib = statSync(join(data, "set/set.index")).size / 2 ** 20;
  await edge.end();

  await load("Secret list", "TLP:RED", count, count + hashed);
  given(await setBlind(state.db, clock, memberId, "on"));
  edge = await startEdge(server.address, data, token);
  await until(edge, ({ set }) => set.blind > 0 && !set.begunAnew);
  await scan(edge, "warm-again");
  const blindS = await scan(edge, "hashed");
  const { blind } = (await statusOf(edge)).set;
  const anewMb = memoryOf(edge, "VmHWM");
  await edge.end();
  edge = null;

  const worked = (mb) => (quick ? emptyMb + ((mb - emptyMb) * 1_000_000) / count : mb);
  const figures = {
    indicators: count,
    empty_mb: Math.round(emptyMb),
    rss_mb: Math.round(worked(pulledMb)),
    rss_started_mb: Math.round(worked(startedMb)),
    rss_worked_mb: Math.round(worked(workedMb)),
    peak_working_mb: Math.round(workingMb),
    rules: detection.rules,
    peak_mb: Math.round(peakMb),
    peak_anew_mb: Math.round(anewMb),
    idle_cores: Number(idleCores.toFixed(4)),
    pull_s: Number(pullS.toFixed(1)),
    start_ms: Math.round(startMs),
    set_mib: Number((setBytes / 2 ** 20).toFixed(1)),
    index_mib: Number(indexMib.toFixed(1)),
    hashed: blind,
    records_per_cpu_s: Math.round(records / plainS),
    hashed_ratio: Number((blindS / plainS).toFixed(2)),
  };
  if (json) console.log(JSON.stringify({ bench: "edge", figures }));
  else {
    const of = quick ? ` (worked out for a million from ${count})` : "";
    console.log(
      `memory with a million indicators: ${figures.rss_mb} MB after the pull, ${figures.rss_started_mb} MB after a start, ${figures.rss_worked_mb} MB after ${2 * records} records by ${figures.rules} rules and detectors${of} (to reach: under 300)`,
    );
    console.log(
      `  peak ${figures.peak_mb} MB while pulling, ${figures.peak_working_mb} MB while it works through those records at once, ${figures.peak_anew_mb} MB while a second set is begun anew; ${figures.empty_mb} MB without any`,
    );
    console.log(
      `idle: ${(figures.idle_cores * 100).toFixed(2)} % of a core over ${idleSeconds} s (to reach: under 5)`,
    );
    console.log(
      `pulled ${count} through the gate in ${figures.pull_s} s (${figures.set_mib} MiB on disk); a start without the center takes ${figures.start_ms} ms`,
    );
    console.log(
      `${figures.records_per_cpu_s} records a second of work; with ${blind} hashed values ${figures.hashed_ratio} times the work`,
    );
  }
} finally {
  await edge?.end();
  await server?.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
}
