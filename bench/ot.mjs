// `npm run -s bench -- ot [--quick] [--json]`: the watch of control networks. First, where the real captures are: what each
// of their logs asks of controllers, by function, against the exact counts that are known. Then generated crane days (four
// cranes, shifts, ordered work, and six things that somebody must hear of), learned for two weeks and watched for one:
// which warnings come and which should. The same run gives records a second on one core and the memory of what was learned.
// `--quick` reads the controllers less often.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const data = process.env.BREAKWATER_TEST_DATA ?? resolve(root, "../shared/data");
const has = (flag) => process.argv.includes(flag);
const say = has("--json") ? () => undefined : (line) => console.log(line);
if (!existsSync(join(root, "dist/detect/index.js"))) {
  console.error("Nothing can be measured: the program is not built (`npm run build`).");
  process.exit(1);
}
const load = (path) => import(pathToFileURL(join(root, "dist", path)).href);
const { BehaviourEngine, compileSite, factsOf, groupDetections, mergeDetections, oneOwner } =
  await load("detect/index.js");
const { newBlockBuilder, readBlockRows, blockBytes } = await load("store/index.js");
const { craneDays, craneSite, expectedWarnings } = await load("work/index.js");
const { zeekEvent } = await load("intake/zeek/event.js");
const { detected } = await load("warn/detection-rules/detected.js");

const figures = {};
const truthFile = join(data, "12-ground-truth/ot-functions.json");
if (existsSync(truthFile)) await countFunctions();
else say(`The captures are not below ${data}: their functions are not counted.\n`);
watchCranes();
if (has("--json")) console.log(JSON.stringify({ bench: "ot", figures }));
else {
  say("");
  for (const [name, value] of Object.entries(figures)) say(`${name.padEnd(28)} ${value}`);
}

/** What `breakwater scan --json` tells of commands in a log, by function, beside what is known of it. */
async function countFunctions() {
  const { runScan } = await load("cli/scan/run-scan.js");
  const { changing, grave } = await import("./ot/commands.mjs");
  const sums = { logs: 0, functions: 0, functions_wrong: 0, commands: 0 };
  for (const { log, values } of JSON.parse(readFileSync(truthFile, "utf8"))) {
    let text = "";
    const write = (more) => {
      text += more;
    };
    const out = { write, settle: async () => undefined };
    await runScan([join(data, log)], { intel: [], allow: [], rules: [], behaviour: true, json: true }, out);
    const told = new Map();
    for (const line of text.trimEnd().split("\n")) {
      const { type, rule, count, fields } = JSON.parse(line);
      if (type !== "detection" || !["grave-command", "new-command"].includes(rule.id)) continue;
      told.set(fields.function, (told.get(fields.function) ?? 0) + count);
    }
    const known = Object.entries(values).filter(([name]) => grave.test(name) || changing.test(name));
    const wrong = known.filter(([name, count]) => told.get(name) !== count);
    sums.logs++;
    sums.functions += known.length;
    sums.functions_wrong += wrong.length;
    sums.commands += known.reduce((sum, [, count]) => sum + count, 0);
    say(`${wrong.length === 0 ? "exact" : "WRONG"}  ${log}`);
    for (const [name, count] of known)
      say(`       ${name.padEnd(34)} ${String(count).padStart(5)} known, ${told.get(name) ?? 0} told`);
  }
  say("");
  Object.assign(figures, sums);
}

function watchCranes() {
  const startUs = Date.UTC(2026, 5, 1) * 1000;
  const learningDays = 14;
  const options = { seed: 7, startUs, learningDays, watchedDays: 7, pollS: has("--quick") ? 60 : 10 };
  const site = compileSite(craneSite("", startUs, learningDays));
  const surroundings = { placeOf: () => null, siteOf: () => site };
  let engine = new BehaviourEngine({ surroundings });
  const whose = oneOwner(["10.80.0.0/14"]);
  const meta = {
    id: "ot",
    memberId: "terminal",
    door: "bench",
    origin: "",
    receivedUs: 1.9e15,
    bytes: 0,
    mark: null,
  };
  const found = [];
  let records = 0;
  let learningSaid = 0;
  let cpuUs = 0;
  let day = -learningDays;
  for (const lines of craneDays(options)) {
    const builder = newBlockBuilder({ daysMax: 0 });
    for (const { log, fields } of lines) builder.append(zeekEvent(fields, log, []), meta);
    for (const block of builder.finish()) {
      const rows = readBlockRows(blockBytes(block));
      const start = process.cpuUsage();
      const said = engine
        .see(factsOf(rows, whose))
        .map(({ detection }) => ({ ...detection, memberId: "terminal" }));
      const { user, system } = process.cpuUsage(start);
      cpuUs += user + system;
      if (day < 0) learningSaid += said.length;
      else found.push(...said);
      block.release();
    }
    records += lines.length;
    day++;
    // As after a restart: what was learned is in what is saved.
    if (day === 1) engine = new BehaviourEngine({ surroundings }, structuredClone(engine.save()));
  }
  const gathered = groupDetections("terminal", found).map((group, at) =>
    mergeDetections(null, group, null, () => `d-${at}`),
  );
  const member = { id: "terminal", name: "Pier 9", networks: ["10.80.0.0/14"] };
  const warned = gathered.filter(
    (detection) => detected.draft({ detection, member, machines: [] }).length > 0,
  );
  const speaksOf = (one, { rule, about, day: on }) =>
    one.rule.id === rule &&
    Math.floor((one.firstUs - startUs) / 86_400e6) === on &&
    [one.subject?.value ?? "", one.about, ...Object.values(one.fields)].some((text) =>
      text.split(/[\s,:/]+/).includes(about),
    );
  const told = new Set();
  for (const one of expectedWarnings) {
    const met = warned.filter((each) => speaksOf(each, one));
    for (const each of met) told.add(each);
    say(`${met.length > 0 ? "found " : "MISSED"} day ${one.day} ${one.what} (${one.rule}, ${one.about})`);
  }
  const keyOf = ({ rule, subject, about }) => `${rule.id} ${subject?.value ?? ""} ${about}`;
  const other = new Set(warned.filter((one) => !told.has(one)).map(keyOf));
  for (const key of other) say(`other  ${key}`);
  const { detectors } = engine.figures();
  const held = [...detectors.values()].reduce((sum, one) => sum + one.held, 0);
  Object.assign(figures, {
    expected: expectedWarnings.length,
    found: expectedWarnings.filter((one) => warned.some((each) => speaksOf(each, one))).length,
    other: other.size,
    said_while_learning: learningSaid,
    listed_only: gathered.length - warned.length,
    records,
    records_per_cpu_s: Math.round(records / (cpuUs / 1e6)),
    keys_held: held,
    state_bytes: Buffer.byteLength(JSON.stringify(engine.save(), (_k, v) => (v instanceof Map ? [...v] : v))),
    rss_mb: Math.round(process.memoryUsage().rss / 2 ** 20),
  });
}
