// `npm run -s bench -- exchange [--quick] [--json]`: 100,000 indicators pulled page by page from a center's TAXII over
// HTTP, through the gate, on the bundled PostgreSQL; and what thirty clients cost that ask every second when nothing is
// new; and the same indicators as a MISP pulls them, from its feed. The yardstick of the pull is the same rows read from the database and written as JSON, without a gate.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../dist/api/index.js";
import { openLog, Problem, systemClock } from "../dist/base/index.js";
import { importEntries } from "../dist/intel/index.js";
import { addMember, createToken, ensureCenterMember } from "../dist/members/index.js";
import { syncClaims, syncMispEvents } from "../dist/share/index.js";
import { openState } from "../dist/store/index.js";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const count = quick ? 20_000 : 100_000;
const clients = 30;
const pollSeconds = quick ? 5 : 20;
const log = openLog({ level: "silent" });
const clock = systemClock;
const given = (answer) => {
  if (answer instanceof Problem) throw new Error(`${answer.title}: ${answer.detail}`);
  return answer;
};

const folder = mkdtempSync(join(tmpdir(), "bench-exchange-"));
chmodSync(folder, 0o711);
const state = await openState({ folder, form: "postgres", log, clock });

/** Some two dozen members with names, networks and domains of their own: what the gate looks for in every object. */
async function makeCommunity() {
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
  return members;
}

function entries() {
  const labels = ["emotet", "phishing", "botnet", "scanner", "qakbot"];
  return Array.from({ length: count }, (_, n) => {
    const observable =
      n % 3 === 0
        ? { type: "ipv4", value: `${11 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.7` }
        : n % 3 === 1
          ? { type: "domain", value: `host${n}.bad${n % 977}.example` }
          : { type: "sha256", value: n.toString(16).padStart(64, "0") };
    return { observable, claim: { labels: [labels[n % 5]], confidence: n % 100 }, line: n };
  });
}

const centerOf = () => ({
  clock,
  log,
  state,
  localCaller: async () => null,
  onChange: () => () => undefined,
  counts: () => ({}),
  slowRecords: () => new Map(),
  health: () => [],
  version: "bench",
});

try {
  const [member] = await makeCommunity();
  const source = { name: "Bench list", tlp: "TLP:GREEN", confidence: 50, mark: null };
  for (let from = 0, all = entries(); from < all.length; from += 20_000)
    await importEntries(state, clock, source, all.slice(from, from + 20_000));
  const syncStart = performance.now();
  const { changed } = await syncClaims(state, clock);
  const syncS = (performance.now() - syncStart) / 1000;
  const eventsStart = performance.now();
  await syncMispEvents(state, clock);
  const eventsS = (performance.now() - eventsStart) / 1000;
  const { token } = given(
    await createToken(state.db, clock, { memberId: member.id, name: "bench", scopes: ["read"] }),
  );
  const server = await openServer({
    center: centerOf(),
    ingest: (_request, response) => response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const ask = async (query) => {
    const response = await fetch(`${server.address}/taxii2/port/collections/indicators/objects/?${query}`, {
      headers: { accept: "application/taxii+json;version=2.1", authorization: `Bearer ${token}` },
    });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return { last: response.headers.get("x-taxii-date-added-last"), body: await response.json() };
  };

  const before = process.memoryUsage.rss();
  let peak = before;
  const pullStart = performance.now();
  const ids = new Set();
  let last = null;
  for (let query = ""; ; ) {
    const page = await ask(query);
    for (const { id } of page.body.objects ?? []) ids.add(id);
    last = page.last ?? last;
    peak = Math.max(peak, process.memoryUsage.rss());
    if (page.body.more !== true) break;
    query = `next=${encodeURIComponent(page.body.next)}`;
  }
  const pullS = (performance.now() - pullStart) / 1000;
  if (ids.size !== count) throw new Error(`${ids.size} of ${count} indicators came.`);

  const file = async (name) => {
    const response = await fetch(`${server.address}/misp/feed/${name}`, {
      headers: { authorization: token },
    });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return response;
  };
  let mispPeak = process.memoryUsage.rss();
  const mispBefore = mispPeak;
  const mispStart = performance.now();
  const uuids = Object.keys(await (await file("manifest.json")).json());
  const manifestS = (performance.now() - mispStart) / 1000;
  let attributes = 0;
  for (const uuid of uuids) {
    attributes += (await (await file(`${uuid}.json`)).json()).Event.Attribute.length;
    mispPeak = Math.max(mispPeak, process.memoryUsage.rss());
  }
  const mispS = (performance.now() - mispStart) / 1000;
  const hashesStart = performance.now();
  const hashes = (await (await file("hashes.csv")).text()).trim().split("\n").length;
  const hashesS = (performance.now() - hashesStart) / 1000;
  mispPeak = Math.max(mispPeak, process.memoryUsage.rss());
  if (attributes !== count || hashes !== count)
    throw new Error(`${attributes} attributes and ${hashes} hashes of ${count} indicators came.`);
  const againStart = performance.now();
  await (await file("manifest.json")).text();
  const againS = (performance.now() - againStart) / 1000;

  const plainStart = performance.now();
  let bytes = 0;
  for (let after = 0; ; ) {
    const rows = await state.db
      .selectFrom("exchange_claim as e")
      .innerJoin("indicator as i", "i.id", "e.indicator_id")
      .select(["e.stix_id", "e.added_us", "i.type", "i.value"])
      .where("e.added_us", ">", after)
      .orderBy("e.added_us")
      .limit(5000)
      .execute();
    if (rows.length === 0) break;
    bytes += JSON.stringify(rows).length;
    after = rows.at(-1).added_us;
  }
  const plainS = (performance.now() - plainStart) / 1000;

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
  const pollCores = (cpu.user + cpu.system) / 1e6 / ((performance.now() - pollStart) / 1000);
  await server.close();

  const figures = {
    indicators: count,
    made_ready_s: Number(syncS.toFixed(2)),
    pull_s: Number(pullS.toFixed(2)),
    pull_100k_s: Number(((pullS * 100_000) / count).toFixed(2)),
    ratio_plain: Number((plainS / pullS).toFixed(3)),
    misp_events: uuids.length,
    misp_made_ready_s: Number(eventsS.toFixed(2)),
    misp_manifest_s: Number(manifestS.toFixed(2)),
    misp_manifest_again_s: Number(againS.toFixed(3)),
    misp_pull_s: Number(mispS.toFixed(2)),
    misp_hashes_s: Number(hashesS.toFixed(2)),
    misp_rss_growth_mib: Math.round((mispPeak - mispBefore) / 1_048_576),
    rss_growth_mib: Math.round((peak - before) / 1_048_576),
    poll_clients: clients,
    poll_cores: Number(pollCores.toFixed(3)),
  };
  if (json) console.log(JSON.stringify({ bench: "exchange", figures }));
  else {
    console.log(`${changed} indicators made ready for exchange in ${figures.made_ready_s} s`);
    console.log(`pulled over TAXII through the gate in ${figures.pull_s} s (to reach: 60 s for 100,000)`);
    console.log(
      `  the rows alone, as JSON (${bytes} bytes): ${plainS.toFixed(2)} s, ${figures.ratio_plain} of it`,
    );
    console.log(`  memory of client and server grew by ${figures.rss_growth_mib} MiB`);
    console.log(
      `as a MISP pulls them: ${figures.misp_events} events in ${figures.misp_pull_s} s, of which the first manifest ${figures.misp_manifest_s} s; hashes.csv ${figures.misp_hashes_s} s; the manifest again ${figures.misp_manifest_again_s} s; memory grew by ${figures.misp_rss_growth_mib} MiB`,
    );
    console.log(
      `${clients} clients asking every second (${asked} requests), nothing new: ${figures.poll_cores} cores, client's share included (to reach: 0.25)`,
    );
  }
} finally {
  await state.close();
  rmSync(folder, { recursive: true, force: true });
}
