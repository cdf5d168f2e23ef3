/**
 * Rows of real logs made by the kernel equal those that each record's format makes, over every file of
 * `../shared/data/01-network` and `02-ics` (or BREAKWATER_TEST_DATA), and nearly all records of the common logs are
 * plain enough for it. BREAKWATER_TEST_TABLE=1 prints how many went the slow way, and why.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { compareRows, TestRows } from "../../src/detect/rows/testing.js";
import { openInputs } from "../../src/intake/inputs.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const folders = ["01-network", "02-ics"].map((name) => join(root, name));
const here = folders.every((folder) => existsSync(folder));
const common = /^(?:zeek-(?:conn|dns|http|ssl|files|x509)|eve-(?:flow|dns|http|tls|fileinfo|alert))$/;

describe.skipIf(!here)("real logs", () => {
  test("rows made by the kernel are the rows that formats make", { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    const table: string[] = [];
    const rows = new TestRows();
    const perLog = new Map<string, { fast: number; slow: number }>();
    const of = (log: string) => {
      const counts = perLog.get(log) ?? { fast: 0, slow: 0 };
      perLog.set(log, counts);
      return counts;
    };
    for (const folder of folders)
      for await (const input of openInputs([folder])) {
        const before = new Map(rows.writer.reasons);
        const { difference, counts, reasons } = await compareRows(
          input.bytes,
          { fileName: input.fileName },
          rows,
          (_text, log) => {
            of(log).slow++;
          },
        );
        if (difference !== null) wrong.push(`${input.path}: ${difference}`);
        for (const [log, count] of counts.logs) of(log).fast += count;
        const why = [...reasons].flatMap(([reason, count]) => {
          const more = count - (before.get(reason) ?? 0);
          return more > 0 ? [`${more} × ${reason}`] : [];
        });
        if (counts.slow > 0)
          table.push(`${input.path}: ${counts.fast} fast, ${counts.slow} slow: ${why.join(", ")}`);
      }
    if (process.env["BREAKWATER_TEST_TABLE"] !== undefined) {
      const logs = [...perLog].map(([log, { fast, slow }]) => `${log}: ${fast} fast, ${slow} slow`);
      console.info([...table, "", ...logs].join("\n"));
    }
    expect(wrong).toEqual([]);
    for (const [log, { fast, slow }] of perLog)
      if (common.test(log) && fast + slow >= 1000)
        expect(fast / (fast + slow), `${log}: ${fast} fast, ${slow} slow`).toBeGreaterThan(0.9);
  });
});
