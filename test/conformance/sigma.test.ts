/**
 * All of SigmaHQ's rules and real events of the data folder, where they are at hand: every rule is read or refused for a
 * reason that is known here, what is read holds as a whole, and every event meets the rule that is named beside it. On real
 * telemetry of networks the kernel's candidates find what reading every record finds. Without the data these tests are skipped
 * by name.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type OpenedFile, openFiles, openLimits } from "../../src/base/index.js";
import {
  emptyCounts,
  hasTelemetry,
  IndicatorIndex,
  type LoadedRules,
  loadRules,
  ownTaxonomies,
  readRules,
  SigmaEngine,
  type SigmaRule,
  scanBatch,
} from "../../src/detect/index.js";
import { scanBatchSlowly } from "../../src/detect/scanner.js";
import { interpret } from "../../src/detect/sigma/testing.js";
import { openInputs, readBatches } from "../../src/intake/index.js";
import type { Event } from "../../src/model/index.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const sigma = join(root, "07-sigma");
const networks = [
  "wrccdc-2018-zeek-tsv",
  "rita-proxy-zeek-tsv",
  "apt29-evals-zeek-json",
  "suricata-eve-mixed",
  "suricata-eve-honeypot-2021",
].map((folder) => join(root, "01-network", folder));

interface NamedEvent {
  readonly path: string;
  readonly wanted: string;
  readonly events: readonly Event[];
}

/** The real events, with the id of the rule that each folder is for. */
async function regressionEvents(): Promise<readonly NamedEvent[]> {
  const named: { path: string; events: Event[] }[] = [];
  const wanted = new Map<string, string>();
  for await (const file of openFiles([join(sigma, "regression-events.tar.gz")], openLimits)) {
    if ("problem" in file) throw new Error(file.problem.detail);
    const bytes = await bytesOf(file);
    const folder = file.path.slice(0, file.path.lastIndexOf("/"));
    if (file.fileName === "info.yml") {
      wanted.set(folder, /rule_metadata:\s+- id: (\S+)/.exec(bytes.toString("utf8"))?.[1] ?? "none");
    } else if (file.fileName.endsWith(".json"))
      named.push({ path: folder, events: await eventsOf(bytes, file.fileName) });
  }
  return named.map(({ path, events }) => ({ path, events, wanted: wanted.get(path) ?? "none" }));
}

async function bytesOf(file: OpenedFile): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function eventsOf(bytes: Uint8Array, fileName: string): Promise<Event[]> {
  const events: Event[] = [];
  const source = async function* () {
    yield bytes;
  };
  const none = SigmaEngine.of([], []);
  const onCandidates = (_: unknown, { event }: { readonly event: Event }) => void events.push(event);
  for await (const batch of readBatches(source(), { fileName, receivedUs: 1 }))
    scanBatchSlowly(
      batch,
      new IndicatorIndex(),
      { onHit() {}, onRefused() {}, rules: { compiled: none.compiled, onCandidates } },
      emptyCounts(),
    );
  return events;
}

/** What a path says of telemetry, in order. */
async function detectionsIn(
  paths: readonly string[],
  engine: SigmaEngine,
  scan: typeof scanBatch,
): Promise<readonly string[]> {
  const said: string[] = [];
  for await (const input of openInputs(paths, { lent: true }))
    for await (const batch of readBatches(input.bytes, { fileName: input.fileName, receivedUs: 1 }))
      scan(
        batch,
        new IndicatorIndex(),
        {
          onHit() {},
          onRefused() {},
          rules: engine.sink(({ rule }, { line }) => void said.push(`${input.path}:${line} ${rule.title}`)),
        },
        emptyCounts(),
      );
  return said;
}

describe.skipIf(!existsSync(sigma))("SigmaHQ's rules", () => {
  let loaded: LoadedRules;
  let rules: readonly SigmaRule[];
  let engine: SigmaEngine;
  const taxonomies = ownTaxonomies();

  beforeAll(async () => {
    loaded = await loadRules([join(sigma, "sigma-rules-all.tar.gz")]);
    rules = loaded.documents.filter((document): document is SigmaRule => document.kind === "rule");
    engine = SigmaEngine.of(rules, taxonomies);
  });

  test("are read, or refused for the placeholder that nothing was given for", () => {
    const kinds = new Map<string, number>();
    for (const { kind } of loaded.refusals) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const covered = rules.filter(({ logSource }) => hasTelemetry(logSource, taxonomies)).length;
    process.stdout.write(
      `Sigma: ${loaded.files} files, ${rules.length} rules read (${rules.length - covered} of them without telemetry yet), ` +
        `${loaded.documents.length - rules.length} correlations and filters; refused: ` +
        `${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ")}\n`,
    );
    expect(loaded.documents.length + loaded.refusals.length).toBe(3780);
    expect(Object.fromEntries(kinds)).toEqual({ "placeholder-unknown": 24 });
    for (const { line, reason } of loaded.refusals) {
      expect(reason).toMatch(
        /^The rule needs values for the placeholders? %\w+%(?:, %\w+%)*, and none are configured\.$/,
      );
      expect(line).toBeGreaterThan(1);
    }
  });

  test("are all read once their placeholders are given", async () => {
    const names = loaded.refusals.flatMap(({ reason }) => reason.match(/(?<=%)\w+(?=%)/g) ?? []);
    const placeholders = Object.fromEntries(names.map((name) => [name, ["srv*", "adm_1"]]));
    const refused = new Set(loaded.refusals.map(({ file }) => file));
    let read = 0;
    for await (const file of openFiles([join(sigma, "sigma-rules-all.tar.gz")], openLimits)) {
      if ("problem" in file || !refused.has(file.path)) continue;
      const again = readRules(await bytesOf(file), file.path, { placeholders });
      expect(again.refusals).toEqual([]);
      read += again.documents.length;
    }
    expect(read).toBe(24);
  });

  test("are none that the kernel would read every record for", () => {
    expect(engine.compiled.always).toEqual([]);
  });

  test("meet the real events they are named beside, and nothing that an interpreter does not find", async () => {
    const named = await regressionEvents();
    expect(named).toHaveLength(125);
    const missed: string[] = [];
    let found = 0;
    for (const { path, wanted, events } of named) {
      const matches = events.map((event) => engine.matches("all", event));
      found += matches.flat().length;
      if (!matches.flat().some(({ rule }) => rule.id === wanted)) missed.push(path);
    }
    expect(missed).toEqual([]);
    process.stdout.write(
      `Sigma: ${named.length} real events meet the rule named beside them; ${found} detections in all\n`,
    );
    for (const { events } of named.slice(0, 2))
      for (const event of events.slice(0, 1)) {
        const wanted = rules.filter((rule) => interpret(rule, taxonomies, event)).map(({ title }) => title);
        expect(engine.matches("all", event).map(({ rule }) => rule.title)).toEqual(wanted);
      }
  });

  test.skipIf(!networks.every((folder) => existsSync(folder)))(
    "find the same in telemetry of networks by the kernel's candidates as by reading every record",
    async () => {
      const slow = await detectionsIn(networks, engine, scanBatchSlowly);
      expect(await detectionsIn(networks, engine, scanBatch)).toEqual(slow);
      process.stdout.write(`Sigma: ${slow.length} detections in telemetry of networks\n`);
      expect(slow.length).toBeGreaterThan(0);
    },
  );
});
