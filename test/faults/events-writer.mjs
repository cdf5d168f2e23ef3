// The process that `events-kill.test.ts` kills: the built store, spool and drainer over one folder, writing batches
// as fast as they are acknowledged. It tells on stdout, one JSON line each: the engine's process id, every batch
// before it is put and after it is acknowledged, and what it found at its start. A batch's id says how many rows
// it has, so that a partial one is seen without any other book-keeping.
import { existsSync, mkdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, dist, round, mode] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const { openLog, systemClock, sha256Hex } = await load("base/index.js");
const { newBlockBuilder, openDrainer, openEvents, openSpool } = await load("store/index.js");

const tell = (what) => writeSync(1, `${JSON.stringify(what)}\n`);
const log = openLog({ level: "fatal" });
const applied = join(folder, "applied");
mkdirSync(applied, { recursive: true });
const appliedPath = (id) => join(applied, sha256Hex(id).slice(0, 32));

const events = await openEvents({ folder: join(folder, "events"), log, clock: systemClock });
const spool = await openSpool({
  folder: join(folder, "spool"),
  log,
  isApplied: async (id) => existsSync(appliedPath(id)),
});

const wrong = await events.query(
  "SELECT origin, count() FROM event GROUP BY origin HAVING count() != toUInt64OrZero(splitByChar('-', origin)[3]) LIMIT 20",
);
tell({ kind: "start", wrong: wrong.rows ?? wrong, replayed: [...spool.pending()].length });

const drainer = openDrainer({
  spool,
  events,
  log,
  clock: systemClock,
  consequences: async ({ meta }) => writeFileSync(appliedPath(meta.id), meta.id),
  limits: { gatherMs: 100, pauseMsMin: 50 },
});

if (mode === "check") {
  await drainer.idle();
  const all = await events.query("SELECT origin, count(), uniqExact(id) FROM event GROUP BY origin");
  tell({ kind: "all", rows: all.rows, count: await events.count(), depth: spool.depth() });
  const buckets = await events.histogram({ fromUs: 0, toUs: 4e15, bucketMs: 86_400_000, terms: [] });
  tell({ kind: "projected", count: buckets.reduce((sum, bucket) => sum + bucket.events, 0) });
  await drainer.close();
  await spool.close();
  await events.close();
  process.exit(0);
}

let engine = 0;
setInterval(async () => {
  const { processId } = await events.health();
  if (processId === null || processId === engine) return;
  engine = processId;
  tell({ kind: "engine", pid: engine });
}, 10);

const startUs = Date.UTC(2026, 10, 22) * 1000;
async function put(id, rows) {
  const meta = { id, memberId: "m", door: "http", origin: id, receivedUs: startUs, bytes: 0, mark: null };
  const builder = newBlockBuilder();
  for (let row = 0; row < rows; row++)
    builder.append(
      {
        timeUs: startUs + Math.floor(Math.random() * 3600e6),
        log: "zeek-conn",
        source: { address: `10.0.${row % 256}.1`, port: row % 65_536 },
        destination: { address: "192.0.2.1", port: 443 },
        protocol: "tcp",
        service: "",
        action: "",
        carried: [],
        native: { id, row },
      },
      meta,
    );
  tell({ kind: "put", id });
  const outcome = { meta, records: rows, refused: 0, refusals: [], hits: [], logs: {} };
  const answer = await spool.put(outcome, builder.finish());
  tell({ kind: typeof answer === "string" ? answer : "refused", id, problem: answer });
}

const sent = [];
async function send(lane) {
  for (let n = 0; ; n++) {
    // Every fifth is a retry of one that was put before, perhaps while the first try is still being written.
    const again = n % 5 === 4 ? sent[Math.floor(Math.random() * sent.length)] : undefined;
    const rows = 200 + Math.floor(Math.random() * 6_000);
    const id = again ?? `${round}-${lane}x${n}-${rows}`;
    sent.push(id);
    await put(id, Number(id.split("-")[2]));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
// What the last round had put and not heard of is sent again, as a real sender would.
for (const id of (process.env.RETRY ?? "").split(",").filter(Boolean)) {
  sent.push(id);
  await put(id, Number(id.split("-")[2]));
}
await Promise.all([send("a"), send("b"), send("c")]);
