/** What extraction finds in real reports, held against what their publishers listed: the figures of `bench -- extract`. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { builtPath } from "../built.js";

const root = resolve(import.meta.dirname, "../..");
const data = process.env["BREAKWATER_TEST_DATA"] ?? resolve(root, "../shared/data");

test.skipIf(!existsSync(join(data, "10-reports")))(
  "97 of 100 indicators are found, and 90 of 100 found are indicators",
  () => {
    builtPath("intel/index.js");
    const said = execFileSync(process.execPath, [join(root, "bench/extract.mjs"), "--json"], {
      encoding: "utf8",
    });
    const { bench, figures } = JSON.parse(said.trimEnd().split("\n").at(-1) as string);
    expect(bench).toBe("extract");
    expect(figures.wanted).toBeGreaterThan(3000);
    expect(figures.recall).toBeGreaterThanOrEqual(0.97);
    expect(figures.precision).toBeGreaterThanOrEqual(0.9);
  },
);
