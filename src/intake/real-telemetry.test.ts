/**
 * Real logs, where they are at hand: `../shared/data` beside the checkout, or BREAKWATER_TEST_DATA. Every log's
 * events and refusals together are the records that somebody else counted in it; nothing throws; and one
 * record written by Zeek in two ways gives one event. BREAKWATER_TEST_TABLE=1 prints records a second.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Event } from "../model/index.js";
import { readBatches } from "./batches.js";
import { openInputs } from "./inputs.js";
import { walkEvents } from "./record-batch.js";
import { testReceivedUs } from "./testing.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const countsFile = join(root, "12-ground-truth/record-counts.json");
const here = existsSync(countsFile);
const table: string[] = [];

interface FileResult {
  readonly events: Event[];
  readonly refused: Map<string, number>;
  formats: Set<string>;
}

async function readPath(path: string): Promise<FileResult> {
  const result: FileResult = { events: [], refused: new Map(), formats: new Set() };
  const refuse = (code: string) => result.refused.set(code, (result.refused.get(code) ?? 0) + 1);
  for await (const input of openInputs([path])) {
    for await (const batch of readBatches(input.bytes, {
      fileName: input.fileName,
      receivedUs: testReceivedUs,
    })) {
      result.formats.add(batch.format.id);
      walkEvents(batch, {
        event: (event) => result.events.push(event),
        refused: (_line, problem) => refuse(problem.code),
      });
    }
    const damage = input.damage();
    if (damage !== null) refuse(damage.code);
  }
  return result;
}

describe.skipIf(!here)("real logs", () => {
  const counts: Record<string, { records: number }> = here
    ? JSON.parse(readFileSync(countsFile, "utf8"))
    : {};

  test("events and refusals of every log are its records", { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    for (const [path, { records: counted }] of Object.entries(counts)) {
      // counted there are all lines but comments; Argus' line of column names is one, and no record
      const records = path.endsWith(".binetflow") ? counted - 1 : counted;
      const start = process.hrtime.bigint();
      const { events, refused, formats } = await readPath(join(root, path));
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const refusals = [...refused.values()].reduce((sum, count) => sum + count, 0);
      const said = [...refused].map(([code, count]) => `${code} ${count}`).join(", ");
      table.push(
        `${[...formats]}\t${path}\t${records}\t${events.length}\t${said}\t${Math.round(records / seconds)}/s`,
      );
      if (events.length + refusals !== records)
        wrong.push(`${path}: ${events.length} + ${said} is not ${records}`);
    }
    if (process.env["BREAKWATER_TEST_TABLE"] !== undefined) console.log(table.join("\n"));
    expect(wrong).toEqual([]);
  });
});
