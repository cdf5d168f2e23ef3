/**
 * The fast path beside the slow one on real telemetry: every file of the network and plant captures, once with
 * all feeds listed, once with every fiftieth value of the files themselves, so that hits abound. Hits, refusals
 * and counts must be identical. Printed at the end: records and hits of each format, and how many records went
 * the slow way, and why. Without the data this is skipped by name.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scanBatch } from "../../src/detect/fast-scanner.js";
import { IndicatorIndex } from "../../src/detect/index.js";
import { scanBatchSlowly } from "../../src/detect/scanner.js";
import { difference, emptyFindings, sinkInto } from "../../src/detect/testing/comparing.js";
import { openInputs, readBatches, walkEvents } from "../../src/intake/index.js";
import { loadFeeds } from "../../src/intel/index.js";
import { normalizeNetwork, type Observable, observe } from "../../src/model/index.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const folders = ["01-network", "02-ics"] as const;
const missing = [...folders, "03-indicators"].some((folder) => !existsSync(join(root, folder)));
const receivedUs = Date.UTC(2026, 10, 22) * 1000;
/** Every so manieth carried value is listed in the second index. */
const everyNth = 50;
const shownMax = 20;

/** What was compared of one format. */
interface Row {
  files: number;
  records: number;
  refused: number;
  hits: number;
  readonly handedOver: Map<string, number>;
}

/** Lists a value that some record carries, sometimes with what lies around it. */
function listAround(index: IndicatorIndex, observable: Observable, count: number): void {
  const claim = {
    source: "the files",
    confidence: 80,
    validFromUs: null,
    validUntilUs: null,
    tlp: "TLP:CLEAR" as const,
    labels: [],
  };
  index.add(observable, claim);
  const { type, value } = observable;
  if (type === "domain" && count % 5 === 0 && value.split(".").length > 2)
    index.add({ type, value: value.slice(value.indexOf(".") + 1) }, claim);
  const prefix = type === "ipv4" ? [24, 16, 31] : type === "ipv6" ? [64, 48, 127] : [];
  const network = prefix.length > 0 ? normalizeNetwork(`${value}/${prefix[count % 3]}`) : null;
  if (network !== null && count % 7 === 0) index.add(network, claim);
}

async function* batchesOf(folder: string) {
  for await (const input of openInputs([join(root, folder)]))
    for await (const batch of readBatches(input.bytes, { fileName: input.fileName, receivedUs }))
      yield { batch, path: `${folder}/${input.path}` };
}

async function indexOfFiles(): Promise<IndicatorIndex> {
  const index = new IndicatorIndex();
  for (const folder of folders) {
    let path = "";
    let count = 0;
    for await (const one of batchesOf(folder)) {
      // so that small files give some as well
      if (one.path !== path) count = everyNth - 3;
      path = one.path;
      walkEvents(one.batch, {
        event(event) {
          for (const { meaning, text } of event.carried) {
            if (++count % everyNth !== 0) continue;
            const observable = observe(meaning, text);
            if (observable !== null) listAround(index, observable, count / everyNth);
          }
        },
        refused: () => {},
      });
    }
  }
  return index;
}

async function indexOfFeeds(): Promise<IndicatorIndex> {
  const index = new IndicatorIndex();
  await loadFeeds([join(root, "03-indicators")], { entry: (listed, claim) => index.add(listed, claim) });
  return index;
}

describe.skipIf(missing)("the fast path on real telemetry (01-network, 02-ics, 03-indicators)", () => {
  const table: string[] = [];

  const indexes: { readonly name: string; readonly index: IndicatorIndex }[] = [];
  beforeAll(async () => {
    indexes.push({ name: "all feeds", index: await indexOfFeeds() });
    indexes.push({ name: "values of the files", index: await indexOfFiles() });
  });

  test.each(folders)("%s: hits, refusals and counts are those of the slow path", async (folder) => {
    const wrong: string[] = [];
    const rows = new Map<string, Row>();
    const seen = new Set<string>();
    for await (const { batch, path } of batchesOf(folder))
      for (const { name, index } of indexes) {
        const slowly = emptyFindings();
        const quickly = emptyFindings();
        scanBatchSlowly(batch, index, sinkInto(slowly), slowly.counts);
        scanBatch(batch, index, sinkInto(quickly), quickly.counts);
        const found = difference(slowly, quickly);
        if (found !== null) wrong.push(`${path} with ${name}: ${found}`);

        const key = `${name}, ${batch.format.id}`;
        const row = rows.get(key) ?? { files: 0, records: 0, refused: 0, hits: 0, handedOver: new Map() };
        rows.set(key, row);
        if (!seen.has(`${key} ${path}`)) row.files++;
        seen.add(`${key} ${path}`);
        for (const what of ["records", "refused", "hits"] as const) row[what] += quickly.counts[what];
        for (const [why, count] of quickly.counts.slow)
          row.handedOver.set(why, (row.handedOver.get(why) ?? 0) + count);
      }
    for (const [key, { files, records, refused, hits, handedOver }] of [...rows].sort()) {
      const whys = [...handedOver].sort((a, b) => b[1] - a[1]).map(([why, count]) => `${why} ${count}`);
      table.push(
        `${folder}, ${key}: ${files} files, ${records} records, ${refused} refused, ${hits} hits; handed over: ${whys.join(", ") || "none"}`,
      );
    }
    expect(wrong.slice(0, shownMax).join("\n"), `${wrong.length} batches differ`).toBe("");
    const ofFiles = [...rows].filter(([key]) => key.startsWith("values"));
    expect(
      ofFiles.reduce((sum, [, row]) => sum + row.hits, 0),
      "hits abound",
    ).toBeGreaterThan(1000);
  });

  afterAll(() => {
    console.log(table.join("\n"));
  });
});
