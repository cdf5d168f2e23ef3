// In a process of its own: what the engine does with a flood. `facts`: facts a second of a mixed stream, on one core;
// `flood`: a million distinct sources a minute for as long as the count lasts, and the memory at its highest.
// Prints one JSON object. Usage: node flood.mjs <dist> facts|flood <count>
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, kind, countText] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { BehaviourEngine, factsOf, oneOwner } = await load("detect/index.js");
const { newBlockBuilder, readBlockRows, blockBytes } = await load("store/index.js");
const count = Number(countText);
const meta = {
  id: "bench",
  memberId: "member",
  door: "bench",
  origin: "",
  receivedUs: 1.8e15,
  bytes: 0,
  mark: null,
};
const address = (n) => `${11 + ((n >>> 24) & 63)}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
const states = ["SF", "SF", "SF", "S0", "REJ"];

/** Connections from outside; in the flood each from a source of its own, else from 5,000 that come again. */
function eventAt(at, flood) {
  const source = flood ? address(Math.imul(at, 2654435761) >>> 0) : address(1000 + ((at * 7919) % 5000));
  const destination = `10.0.${(at >> 3) & 15}.${(at * 31) & 255}`;
  const port = flood ? [22, 23, 445, 3389][at & 3] : [443, 443, 80, 53, 22][at % 5];
  const native = {
    uid: `C${at.toString(36)}`,
    proto: "tcp",
    conn_state: flood ? "S0" : states[at % states.length],
    orig_bytes: 512,
    resp_bytes: 4096,
    orig_pkts: 6,
    resp_pkts: 8,
    duration: 0.5,
    history: "ShADadfF",
  };
  return {
    // A million a minute: one every 60 microseconds.
    timeUs: 1.75e15 + at * (flood ? 60 : 2000),
    log: "zeek-conn",
    source: { address: source, port: 40_000 },
    destination: { address: destination, port },
    protocol: "tcp",
    service: "",
    action: "",
    carried: [],
    native,
  };
}

const engine = new BehaviourEngine();
const whose = oneOwner();
let cpuUs = 0;
let said = 0;
let peak = 0;
globalThis.gc?.();
const before = process.memoryUsage().rss;
for (let from = 0; from < count; from += 20_000) {
  const builder = newBlockBuilder({ daysMax: 0 });
  for (let at = from; at < Math.min(count, from + 20_000); at++)
    builder.append(eventAt(at, kind === "flood"), meta);
  for (const block of builder.finish()) {
    const rows = readBlockRows(blockBytes(block));
    const start = process.cpuUsage();
    said += engine.see(factsOf(rows, whose)).length;
    const { user, system } = process.cpuUsage(start);
    cpuUs += user + system;
    block.release();
  }
  peak = Math.max(peak, process.memoryUsage().rss);
}
const { facts, members, forgotten, unsaid, detectors } = engine.figures();
console.log(
  JSON.stringify({
    facts,
    facts_per_cpu_s: Math.round(facts / (cpuUs / 1e6)),
    members,
    said,
    unsaid,
    forgotten,
    rss_before_mb: Math.round(before / 2 ** 20),
    rss_peak_mb: Math.round(peak / 2 ** 20),
    held: [...detectors.values()].reduce((sum, one) => sum + one.held, 0),
    dropped: [...detectors.values()].reduce((sum, one) => sum + one.dropped, 0),
  }),
);
