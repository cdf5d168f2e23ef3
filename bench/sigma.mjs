// `npm run -s bench -- sigma [--quick] [--json]`: how fast Sigma rules run over events of networks. 3,000 rules that it
// makes itself, over Suricata's and Zeek's records that it makes itself, beside one rule, and beside an engine that goes
// through the rules one by one (each compiled, records read once for all of them). Where the data folder is there, the
// same with SigmaHQ's rules. All engines must find the same. The sides take turns; figures are medians of CPU time, of
// this one thread and what the machine does for it, so that other work on the machine counts little.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  emptyCounts,
  IndicatorIndex,
  loadRules,
  ownTaxonomies,
  readRules,
  SigmaEngine,
  scanBatch,
} from "../dist/detect/index.js";
import { Program } from "../dist/detect/sigma/program.js";
import { RecordAnswers } from "../dist/detect/sigma/record-answers.js";
import { coversOf, isLogOf } from "../dist/detect/sigma/taxonomy.js";
import { readBatches, walkEvents } from "../dist/intake/index.js";
import { eveRecord } from "./match/eve.mjs";
import { median, rounded } from "./match/statistics.mjs";
import { World } from "./match/world.mjs";
import { zeekRecord } from "./match/zeek.mjs";
import { makeSigmaRules } from "./sigma/rules.mjs";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const megabytes = quick ? 12 : 60;
const rounds = quick ? 3 : 7;
const ruleCount = 3000;
/** Rule by rule is slow: it gets the first so many events. */
const byRuleEvents = quick ? 400 : 1500;

const goals = {
  ratio_one_rule: ["≥ 0.333", "speed with 3,000 rules over speed with one"],
  ratio_rule_by_rule: ["≥ 20", "speed over that of rule by rule"],
  ratio_one_rule_sigmahq: ["≥ 0.333", "the same, SigmaHQ's rules"],
  ratio_rule_by_rule_sigmahq: ["≥ 20", "the same, SigmaHQ's rules"],
};
const taxonomies = ownTaxonomies();
const data = process.env.BREAKWATER_TEST_DATA ?? resolve(import.meta.dirname, "../../shared/data");
const collection = join(data, "07-sigma/sigma-rules-all.tar.gz");

/** Batches of a format's records, in memory. */
async function madeBatches(format, record) {
  const world = new World(42);
  const source = async function* () {
    for (let bytes = 0; bytes < (megabytes * 1e6) / 2; ) {
      const text = Array.from({ length: 500 }, () => `${JSON.stringify(record(world))}\n`).join("");
      bytes += text.length;
      yield Buffer.from(text);
    }
  };
  const batches = [];
  for await (const batch of readBatches(source(), { fileName: "made.json", format, receivedUs: 1 }))
    batches.push({ ...batch, bytes: Buffer.from(batch.bytes) });
  return batches;
}

const index = new IndicatorIndex();

/** One pass over everything; `said` is what was found, where it is asked for. */
function scanAll(batches, engine, said = null) {
  const counts = emptyCounts();
  let detections = 0;
  const cpu = process.cpuUsage();
  for (const [number, batch] of batches.entries())
    scanBatch(
      batch,
      index,
      {
        onHit() {},
        onRefused() {},
        rules: engine.sink(({ rule }, { line }) => {
          detections++;
          if (said !== null) said.push(`${number}:${line} ${rule.place.line} ${rule.title}`);
        }),
      },
      counts,
    );
  const { user, system } = process.cpuUsage(cpu);
  return { rate: counts.records / ((user + system) / 1e6), detections };
}

/** Every rule on its own, on every event of its logs. */
class RuleByRule {
  #engines;

  constructor(rules) {
    this.#engines = rules.map((rule) => {
      const program = new Program();
      for (const cover of coversOf(rule.logSource, taxonomies)) program.add(0, rule, cover);
      return { rule, entries: program.entries, answers: new RecordAnswers(program) };
    });
  }

  matches(event) {
    const found = [];
    for (const { rule, entries, answers } of this.#engines) {
      answers.take(event);
      const holds = entries.some(
        ({ cover, when, holds: node }) =>
          isLogOf(event.log, cover.logs) && (when === null || answers.holds(when)) && answers.holds(node),
      );
      if (holds) found.push(rule);
    }
    return found;
  }
}

/** The first events, rule by rule; reading them is part of it. */
function scanByRule(batches, rules, said = null) {
  let events = 0;
  const cpu = process.cpuUsage();
  for (const [number, batch] of batches.entries()) {
    if (events >= byRuleEvents) break;
    walkEvents(batch, {
      event(event, _, line) {
        if (events++ >= byRuleEvents) return;
        const found = rules.matches(event);
        if (said !== null)
          for (const rule of found) said.push(`${number}:${line} ${rule.place.line} ${rule.title}`);
      },
      refused() {},
    });
  }
  const { user, system } = process.cpuUsage(cpu);
  return { rate: Math.min(events, byRuleEvents) / ((user + system) / 1e6), until: said?.at(-1) };
}

/** The first half of a scan's answers that rule by rule has looked at too. */
function compare(batches, engine, byRule) {
  const all = [];
  scanAll(batches, engine, all);
  const some = [];
  scanByRule(batches, byRule, some);
  const same = all.slice(0, some.length);
  if (some.length === 0 || same.join("\n") !== some.join("\n"))
    throw new Error(
      `the engines differ: ${some.find((each, at) => each !== same[at]) ?? "nothing was found"}`,
    );
}

async function measure(batches, rules, oneRule, suffix) {
  const sample = Buffer.concat([batches[0], batches.at(-1)].map(({ bytes }) => bytes));
  const started = performance.now();
  const all = SigmaEngine.of(rules, taxonomies, { sample });
  const compileMs = performance.now() - started;
  const one = SigmaEngine.of([oneRule], taxonomies, { sample });
  const byRule = new RuleByRule(rules);
  compare(batches, all, byRule);
  const rates = { all: [], one: [], byRule: [] };
  let detections = 0;
  for (let round = 0; round <= rounds; round++) {
    const first = scanAll(batches, one);
    const second = scanAll(batches, all);
    const third = scanByRule(batches, byRule);
    detections = second.detections;
    if (round === 0) continue; // that one warms up
    rates.one.push(first.rate);
    rates.all.push(second.rate);
    rates.byRule.push(third.rate);
  }
  const [fast, single, slow] = [rates.all, rates.one, rates.byRule].map(median);
  return {
    [`ratio_one_rule${suffix}`]: fast / single,
    [`ratio_rule_by_rule${suffix}`]: fast / slow,
    [`events_per_cpu_s${suffix}`]: fast,
    [`one_rule_events_per_cpu_s${suffix}`]: single,
    [`rule_by_rule_events_per_cpu_s${suffix}`]: slow,
    [`rules${suffix}`]: rules.length,
    [`detections${suffix}`]: detections,
    [`compile_ms${suffix}`]: compileMs,
  };
}

const batches = [...(await madeBatches("eve", eveRecord)), ...(await madeBatches("zeek-json", zeekRecord))];
const { documents, refusals } = readRules(makeSigmaRules(ruleCount), "made.yml");
if (refusals.length > 0) throw new Error(`a rule was refused: ${refusals[0].reason}`);
const figures = await measure(
  batches,
  documents,
  documents.find((rule) => rule.logSource.service === "http" && rule.title !== "Rule 0"),
  "",
);
const leftOut = {};
if (existsSync(collection)) {
  const loaded = await loadRules([collection]);
  const rules = loaded.documents.filter(({ kind }) => kind === "rule");
  const one = rules.find(({ logSource }) => logSource.product === "zeek" && logSource.service === "http");
  Object.assign(figures, await measure(batches, rules, one, "_sigmahq"));
} else leftOut.ratio_one_rule_sigmahq = `${collection} is not there`;

for (const [figure, reason] of Object.entries(leftOut)) console.error(`Not measured: ${figure}: ${reason}`);
const shown = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
if (json) console.log(JSON.stringify({ bench: "sigma", figures: shown, left_out: leftOut }));
else
  for (const [figure, value] of Object.entries(shown)) {
    const [goal, yardstick] = goals[figure] ?? ["", ""];
    console.log(
      `${figure.padEnd(38)} ${value.toLocaleString("en").padStart(12)}  ${goal.padEnd(10)} ${yardstick}`.trimEnd(),
    );
  }
