/** What docs/behaviour.md states of bounds is what the code holds; the detectors themselves stand in docs/detectors.md. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { latenessUs } from "./detector.js";
import { detectors } from "./detectors/index.js";
import { bounds } from "./engine.js";
import { distinctError, exactMax } from "./sketches/distinct-counter.js";

const page = readFileSync(resolve(import.meta.dirname, "../../../docs/behaviour.md"), "utf8").replace(
  /\s+/g,
  " ",
);
const number = (value: number) => value.toLocaleString("en");

test("each detector is a file of its name, and states a bound of its memory", () => {
  for (const { id, stateBytesMax } of detectors) {
    expect(existsSync(join(import.meta.dirname, "detectors", `${id}.ts`)), id).toBe(true);
    expect(stateBytesMax, id).toBeGreaterThan(0);
    expect(stateBytesMax, id).toBeLessThanOrEqual(64 * 2 ** 20);
  }
});

test("lateness, bounds and errors are those of the page", () => {
  for (const stated of [
    `up to ${latenessUs / 60e6} minutes older`,
    `exact up to ${exactMax}`,
    `standard error of ${(distinctError * 100).toFixed(2)}%`,
    `${number(bounds.keysMax)} keys`,
    `${number(bounds.membersMax)} members`,
    `${number(bounds.findingsPerHourMax)} findings`,
  ])
    expect(page).toContain(stated);
});
