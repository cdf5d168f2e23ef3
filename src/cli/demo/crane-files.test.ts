import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeCraneFiles } from "./crane-files.js";

const to = mkdtempSync(join(tmpdir(), "bw-cranes-"));
afterAll(() => rmSync(to, { recursive: true, force: true }));

test("a file a day up to the last midnight, a list a file, and what is to be warned of", async () => {
  const nowUs = Date.UTC(2026, 10, 27, 15) * 1000;
  const made = await writeCraneFiles({ to, days: 1, learning: 1, seed: 1, every: 3600 }, nowUs);
  const days = readdirSync(join(to, "days")).sort();
  expect(days).toEqual(["2026-11-25.ndjson", "2026-11-26.ndjson"]);
  const lines = days.flatMap((day) =>
    readFileSync(join(to, "days", day), "utf8")
      .trimEnd()
      .split("\n"),
  );
  expect(lines).toHaveLength(made.records);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ _path: expect.any(String), ts: expect.any(Number) });
  expect(made.lists).toContain("work-orders");
  for (const list of made.lists)
    expect(readFileSync(join(to, `${list}.csv`), "utf8")).toMatch(/^\w+,.+\n.+\n/);
  expect(made.expected).toEqual(["the maker comes in at night without a work order"]);
});
