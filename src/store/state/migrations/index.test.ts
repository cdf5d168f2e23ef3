import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { migrations } from "./index.js";

test("the list holds every file of the folder, in order, forward only", () => {
  const files = readdirSync(dirname(fileURLToPath(import.meta.url)))
    .filter((name) => /^\d{4}-.+\.ts$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => name.slice(0, -3))
    .sort();
  expect(Object.keys(migrations)).toEqual(files);
  expect(Object.values(migrations).filter((migration) => "down" in migration)).toEqual([]);
});
