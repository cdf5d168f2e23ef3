// `npm run -s bench -- exchange [--quick] [--json]`: 100,000 indicators pulled page by page from a center's TAXII over
// HTTP, through the gate, on the bundled PostgreSQL; and what thirty clients cost that ask every second when nothing is
// new; and the same indicators as a MISP pulls them, from its feed. The yardstick of the pull is the same rows read from
// the database and written as JSON, without a gate. The memory that a pull takes is the server's, which is a process of
// its own for that: it has grown to its working size after a first pull and must not grow by further ones. And how many
// verdicts on STIX are wrong, where the validator's cases are at hand.
import { fork } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parsePattern } from "../dist/intel/stix-pattern/index.js";
import { parseStix, stixRules, validateStix } from "../dist/model/index.js";
import { compare } from "./exchange/verdicts.mjs";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const count = quick ? 20_000 : 100_000;
const clients = 30;
const pollSeconds = quick ? 5 : 20;
const mib = (bytes) => Math.round(bytes / 1_048_576);
const root = fileURLToPath(new URL("..", import.meta.url));

/** Verdicts on the validator's own cases; null where they are not at hand. */
function countVerdicts() {
  const data = process.env.BREAKWATER_TEST_DATA ?? resolve(root, "../shared/data");
  const cases = join(data, "04-stix-misp/stix-valid-invalid");
  if (!existsSync(cases)) return null;
  const ours = { parsePattern, parseStix, stixRules, validateStix };
  const counted = ["2.0", "2.1"].map((version) => {
    const text = readFileSync(join(cases, `v${version.replace(".", "")}.jsonl`), "utf8");
    const lines = text.trim().split("\n");
    const { differing, wrong } = compare(ours, lines, version);
    return { count: lines.length, wrong: wrong.length, explained: differing.length - wrong.length };
  });
  const sum = (key) => counted.reduce((all, each) => all + each[key], 0);
  return {
    stix_verdicts: sum("count"),
    stix_verdicts_wrong: sum("wrong"),
    stix_verdicts_explained: sum("explained"),
  };
}

/** The center as a process of its own. */
async function startCenter(folder) {
  const child = fork(join(root, "bench/exchange/server.mjs"), [folder, String(count)], {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map();
  const ready = await new Promise((done, refuse) => {
    child.once("exit", (code) => refuse(new Error(`The center ended with ${code}.`)));
    child.on("message", (message) =>
      message.ready === true ? done(message) : waiting.get(message.id)(message.answer),
    );
  });
  const ask = (what) =>
    new Promise((done) => {
      waiting.set(what, done);
      child.send({ id: what, what });
    });
  return { ...ready, process: child, ask };
}

const verdicts = countVerdicts();
const folder = mkdtempSync(join(tmpdir(), "bench-exchange-"));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must reach its data
let center;
try {
  center = await startCenter(folder);
  const ask = async (query) => {
    const response = await fetch(`${center.address}/taxii2/port/collections/indicators/objects/?${query}`, {
      headers: { accept: "application/taxii+json;version=2.1", authorization: `Bearer ${center.token}` },
    });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return { last: response.headers.get("x-taxii-date-added-last"), body: await response.json() };
  };

  /** Pulls everything; answers seconds and the place of the last. */
  const pull = async () => {
    const start = performance.now();
    const ids = new Set();
    let last = null;
    for (let query = ""; ; ) {
      const page = await ask(query);
      for (const { id } of page.body.objects ?? []) ids.add(id);
      last = page.last ?? last;
      if (page.body.more !== true) break;
      query = `next=${encodeURIComponent(page.body.next)}`;
    }
    if (ids.size !== count) throw new Error(`${ids.size} of ${count} indicators came.`);
    return { seconds: (performance.now() - start) / 1000, last };
  };
  const { seconds: pullS, last } = await pull();
  const first = await center.ask("memory");
  const resident = [];
  for (let n = 0; n < 2; n++) {
    await pull();
    resident.push((await center.ask("memory")).rss);
  }

  const file = async (name) => {
    const response = await fetch(`${center.address}/misp/feed/${name}`, {
      headers: { authorization: center.token },
    });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return response;
  };
  const mispBefore = await center.ask("memory");
  const mispStart = performance.now();
  const uuids = Object.keys(await (await file("manifest.json")).json());
  const manifestS = (performance.now() - mispStart) / 1000;
  let attributes = 0;
  for (const uuid of uuids) {
    attributes += (await (await file(`${uuid}.json`)).json()).Event.Attribute.length;
  }
  const mispS = (performance.now() - mispStart) / 1000;
  const hashesStart = performance.now();
  const hashes = (await (await file("hashes.csv")).text()).trim().split("\n").length;
  const hashesS = (performance.now() - hashesStart) / 1000;
  const mispAfter = await center.ask("memory");
  if (attributes !== count || hashes !== count)
    throw new Error(`${attributes} attributes and ${hashes} hashes of ${count} indicators came.`);
  const againStart = performance.now();
  await (await file("manifest.json")).text();
  const againS = (performance.now() - againStart) / 1000;

  const { plainS, bytes } = await center.ask("plain");
  const serverStart = await center.ask("cpu");
  const cpuStart = process.cpuUsage();
  const pollStart = performance.now();
  let asked = 0;
  for (let second = 0; second < pollSeconds; second++) {
    const until = pollStart + (second + 1) * 1000;
    await Promise.all(
      Array.from({ length: clients }, async () => {
        const page = await ask(`added_after=${last}`);
        if (page.body.objects !== undefined) throw new Error("Something was new.");
        asked++;
      }),
    );
    await new Promise((done) => setTimeout(done, Math.max(0, until - performance.now())));
  }
  const cpu = process.cpuUsage(cpuStart);
  const serverCpu = (await center.ask("cpu")) - serverStart;
  const pollCores = ((cpu.user + cpu.system) / 1e6 + serverCpu) / ((performance.now() - pollStart) / 1000);
  await center.ask("end");

  const figures = {
    indicators: count,
    made_ready_s: Number(center.syncS.toFixed(2)),
    pull_s: Number(pullS.toFixed(2)),
    pull_100k_s: Number(((pullS * 100_000) / count).toFixed(2)),
    ratio_plain: Number((plainS / pullS).toFixed(3)),
    misp_events: uuids.length,
    misp_made_ready_s: Number(center.eventsS.toFixed(2)),
    misp_manifest_s: Number(manifestS.toFixed(2)),
    misp_manifest_again_s: Number(againS.toFixed(3)),
    misp_pull_s: Number(mispS.toFixed(2)),
    misp_hashes_s: Number(hashesS.toFixed(2)),
    misp_rss_growth_mib: mib(mispAfter.rss - mispBefore.rss),
    pull_rss_mb: mib(first.rss),
    pull_rss_growth_mb: mib(resident.at(-1) - first.rss),
    pull_rss_growths_mb: [mib(resident[0] - first.rss), mib(resident[1] - resident[0])],
    poll_clients: clients,
    poll_cores: Number(pollCores.toFixed(3)),
    ...verdicts,
  };
  if (json) console.log(JSON.stringify({ bench: "exchange", figures }));
  else {
    console.log(`${center.changed} indicators made ready for exchange in ${figures.made_ready_s} s`);
    console.log(`pulled over TAXII through the gate in ${figures.pull_s} s (to reach: 60 s for 100,000)`);
    console.log(
      `  the rows alone, as JSON (${bytes} bytes): ${plainS.toFixed(2)} s, ${figures.ratio_plain} of it`,
    );
    console.log(
      `  the server holds ${figures.pull_rss_mb} MiB after the first pull, and ${figures.pull_rss_growths_mb.join(" and ")} MiB more after the second and the third`,
    );
    console.log(
      `as a MISP pulls them: ${figures.misp_events} events in ${figures.misp_pull_s} s, of which the first manifest ${figures.misp_manifest_s} s; hashes.csv ${figures.misp_hashes_s} s; the manifest again ${figures.misp_manifest_again_s} s; the server's memory grew by ${figures.misp_rss_growth_mib} MiB`,
    );
    console.log(
      `${clients} clients asking every second (${asked} requests), nothing new: ${figures.poll_cores} cores, client's share included (to reach: 0.25)`,
    );
    console.log(
      verdicts === null
        ? "verdicts on STIX are not counted: the validator's cases are not at hand ($BREAKWATER_TEST_DATA)"
        : `verdicts on STIX: ${verdicts.stix_verdicts_wrong} wrong of ${verdicts.stix_verdicts}, ${verdicts.stix_verdicts_explained} others explained in docs/stix.md`,
    );
  }
} finally {
  center?.process.kill();
  rmSync(folder, { recursive: true, force: true });
}
