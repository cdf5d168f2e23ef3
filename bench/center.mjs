// `npm run -s bench -- center [--quick] [--json]`: the whole job on real input. A center with all feeds; the WRCCDC,
// CTU and home-lab captures sent in as three members' telemetry; the center killed in the middle of one sending,
// started again, everything sent again: the totals must be those of an undisturbed run of the same input, which is
// made first and is the yardstick. The data is found at $BREAKWATER_TEST_DATA or beside the repository.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const data = process.env.BREAKWATER_TEST_DATA ?? resolve(root, "../shared/data");
const main = join(root, "dist/cli/main.js");
const quick = process.argv.includes("--quick");
const feeds = join(data, "03-indicators", quick ? "ipsum" : ".");
const members = [
  {
    name: "Bay Terminal",
    sector: "terminal operator",
    network: "10.47.0.0/16",
    telemetry: "wrccdc-2018-zeek-json",
  },
  { name: "Coast Line", sector: "shipping line", network: "192.168.1.0/24", telemetry: "ctu-labelled" },
  {
    name: "Dock Trucking",
    sector: "trucking",
    network: "192.168.1.0/24",
    telemetry: "suricata-eve-homelab-2023",
  },
];

for (const path of [main, feeds, ...members.map((member) => join(data, "01-network", member.telemetry))])
  if (!existsSync(path)) {
    console.error(`Nothing can be measured: ${path} is missing.`);
    process.exit(1);
  }

function command(args) {
  const run = spawnSync(process.execPath, [main, ...args, "--json"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (run.status !== 0) throw new Error(`breakwater ${args[0]} exited ${run.status}: ${run.stderr}`);
  return JSON.parse(run.stdout.trimEnd().split("\n").at(-1));
}

async function start(folder) {
  const child = spawn(
    process.execPath,
    [main, "up", "--data", folder, "--port", "0", "--syslog-port", "0", "--json"],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, BREAKWATER_LOG: "warn" },
    },
  );
  const ended = new Promise((done) => child.once("exit", done));
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = JSON.parse(line);
    child.stdout.resume();
    const end = (signal) => {
      child.kill(signal);
      return ended;
    };
    return { child, address: ready.address, end };
  }
  throw new Error("the center did not start");
}

/** Peak resident memory of a process, MB; Linux only. */
function peakMb(pid) {
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "";
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

function send(address, { token, telemetry }) {
  return command(["send", "--to", address, "--token", token, join(data, "01-network", telemetry)]);
}

/** Totals that stand still: everything acknowledged has had its consequences. */
async function settled(folder) {
  let before = "";
  for (;;) {
    const totals = command(["totals", "--data", folder]);
    const text = JSON.stringify(totals);
    if (text === before && totals.events === totals.records) return totals;
    before = text;
    await sleep(500);
  }
}

async function prepare(folder) {
  const center = await start(folder);
  const began = performance.now();
  const imported = command(["intel", "import", feeds, "--confidence", "80", "--data", folder]);
  const importSeconds = (performance.now() - began) / 1000;
  const senders = members.map((member) => {
    command([
      "member",
      "add",
      member.name,
      "--sector",
      member.sector,
      "--network",
      member.network,
      "--data",
      folder,
    ]);
    const { token } = command(["token", "add", "--member", member.name, "--name", "bench", "--data", folder]);
    return { ...member, token };
  });
  return { center, senders, imported, importSeconds };
}

async function undisturbed(folder) {
  const { center, senders, imported, importSeconds } = await prepare(folder);
  const began = performance.now();
  for (const sender of senders) send(center.address, sender);
  const sendSeconds = (performance.now() - began) / 1000;
  const totals = await settled(folder);
  const settledSeconds = (performance.now() - began) / 1000;
  const rss = peakMb(center.child.pid);
  await center.end("SIGTERM");
  return { totals, sendSeconds, settledSeconds, importSeconds, entries: imported.entries, rss };
}

async function killed(folder) {
  const { center, senders } = await prepare(folder);
  spawn(
    process.execPath,
    [
      main,
      "send",
      "--to",
      center.address,
      "--token",
      senders[0].token,
      join(data, "01-network", senders[0].telemetry),
    ],
    { stdio: "ignore" },
  );
  await sleep(2500);
  await center.end("SIGKILL");
  const began = performance.now();
  const again = await start(folder);
  const restartSeconds = (performance.now() - began) / 1000;
  const before = command(["totals", "--data", folder]);
  for (const sender of senders) send(again.address, sender);
  const totals = await settled(folder);
  await again.end("SIGTERM");
  return { totals, restartSeconds, recordsBeforeKill: before.records };
}

const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must reach its data
try {
  const calm = await undisturbed(join(folder, "calm"));
  const rough = await killed(join(folder, "rough"));
  const same =
    JSON.stringify({ ...calm.totals, batches: 0 }) === JSON.stringify({ ...rough.totals, batches: 0 });
  const figures = {
    ...calm.totals,
    import_entries: calm.entries,
    import_s: calm.importSeconds,
    send_s: calm.sendSeconds,
    settled_s: calm.settledSeconds,
    records_per_s: Math.round(calm.totals.records / calm.settledSeconds),
    center_peak_rss_mb: calm.rss,
    restart_s: rough.restartSeconds,
    records_before_kill: rough.recordsBeforeKill,
    same_totals_after_kill: same,
  };
  if (process.argv.includes("--json")) console.log(JSON.stringify({ bench: "center", figures }));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(24)} ${value}`);
  if (!same) {
    console.error(`After the kill: ${JSON.stringify(rough.totals)}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
