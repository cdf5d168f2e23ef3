/**
 * Real logs, where they are at hand: `../shared/data` beside the checkout, or BREAKWATER_TEST_DATA. Every log's
 * events and refusals together are the records that somebody else counted in it; nothing throws; and one
 * record written by Zeek in two ways gives one event. BREAKWATER_TEST_TABLE=1 prints records a second.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readBatches } from "../../src/intake/batches.js";
import { openInputs } from "../../src/intake/inputs.js";
import { walkEvents } from "../../src/intake/record-batch.js";
import { testReceivedUs } from "../../src/intake/testing.js";
import type { Event } from "../../src/model/index.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const countsFile = join(root, "12-ground-truth/record-counts.json");
const here = existsSync(countsFile);
interface FileCount {
  events: number;
  readonly refused: Map<string, number>;
  readonly formats: Set<string>;
  seconds: number;
}

/** Reads every file below a path, counting; `see` is shown each event. */
async function readPath(path: string, see?: (event: Event) => void): Promise<Map<string, FileCount>> {
  const files = new Map<string, FileCount>();
  for await (const input of openInputs([path])) {
    const count: FileCount = { events: 0, refused: new Map(), formats: new Set(), seconds: 0 };
    const refuse = (code: string) => count.refused.set(code, (count.refused.get(code) ?? 0) + 1);
    const start = process.hrtime.bigint();
    for await (const batch of readBatches(input.bytes, {
      fileName: input.fileName,
      receivedUs: testReceivedUs,
    })) {
      count.formats.add(batch.format.id);
      walkEvents(batch, {
        event(event) {
          count.events++;
          see?.(event);
        },
        refused: (_line, problem) => refuse(problem.code),
      });
    }
    const damage = input.damage();
    if (damage !== null) refuse(damage.code);
    count.seconds = Number(process.hrtime.bigint() - start) / 1e9;
    files.set(input.path, count);
  }
  return files;
}

describe.skipIf(!here)("real logs", () => {
  const counts: Record<string, { records: number }> = here
    ? JSON.parse(readFileSync(countsFile, "utf8"))
    : {};

  test("events and refusals of every log are its records, and no file throws", {
    timeout: 120_000,
  }, async () => {
    const wrong: string[] = [];
    const table: string[] = [];
    const left = new Set(Object.keys(counts));
    for (const folder of ["01-network", "02-ics"])
      for (const [file, { events, refused, formats, seconds }] of await readPath(join(root, folder))) {
        const path = `${folder}/${file}`;
        const counted = counts[path]?.records;
        if (counted === undefined || !left.delete(path)) continue;
        // counted there are all lines but comments; Argus' line of column names is one, and no record
        const records = path.endsWith(".binetflow") ? counted - 1 : counted;
        const refusals = [...refused.values()].reduce((sum, count) => sum + count, 0);
        const said = [...refused].map(([code, count]) => `${code} ${count}`).join(", ");
        table.push(
          `${[...formats]}\t${path}\t${records}\t${events}\t${said}\t${Math.round(records / seconds)}/s`,
        );
        if (events + refusals !== records) wrong.push(`${path}: ${events} + ${said} is not ${records}`);
      }
    if (process.env["BREAKWATER_TEST_TABLE"] !== undefined) console.log(table.join("\n"));
    expect(wrong).toEqual([]);
    expect([...left]).toEqual([]);
  });

  const twins = ["rdp", "syslog", "modbus", "notice", "ntlm"];
  test.each(twins)("the JSON and TSV twins of %s agree record for record", async (log) => {
    const json: string[] = [];
    const tsv: string[] = [];
    await readPath(join(root, `01-network/wrccdc-2018-zeek-json/${log}.json.gz`), (event) =>
      json.push(alike(event)),
    );
    await readPath(join(root, `01-network/wrccdc-2018-zeek-tsv/${log}.log.gz`), (event) =>
      tsv.push(alike(event)),
    );
    expect(tsv.length).toBeGreaterThan(200);
    expect(tsv.sort()).toEqual(json.sort());
  });
});

/** An event without what only one of the two ways of writing has: JSON's `_path`, the form of times. */
function alike(event: Event): string {
  const { native, ...rest } = event;
  const { _path, _write_ts, ts, ...own } = native;
  const values = Object.entries(own).map(([key, value]) => [key, rounded(value)]);
  return JSON.stringify({ ...rest, native: Object.fromEntries(values.sort()) });
}

/** TSV has six decimals, JSON as many as there are; empty sets are left out of some JSON. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value;
}
