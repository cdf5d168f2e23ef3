/** The page of the detectors and the registry say the same (`docs/behaviour.md`; written anew with --update). */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { detectionLevels } from "../../model/index.js";
import { latenessUs } from "./detector.js";
import { detectors } from "./detectors/index.js";
import { bounds } from "./engine.js";
import { distinctError, exactMax } from "./sketches/distinct-counter.js";

const root = resolve(import.meta.dirname, "../../..");
const page = join(root, "docs/behaviour.md");

/** The page up to its table, kept by hand; the table and what follows come from the detectors. */
const mark = "## The detectors";

function written(): string {
  const before = existsSync(page) ? readFileSync(page, "utf8").split(mark)[0] : "";
  const rows = detectors.map(
    ({ id, level, techniques, scope, stateBytesMax }) =>
      `| [\`${id}\`](#${id}) | ${level} | ${techniques.join(", ")} | ${scope} | ${Math.round(stateBytesMax / 2 ** 20)} MiB |`,
  );
  const each = detectors.map(({ id, title, explains }) => `### ${id}\n${title}. ${explains}\n`);
  return [
    `${before}${mark}`,
    "Level as said first (a finding may be graver or milder), ATT&CK techniques, whose facts one run sees, and the memory that one run takes at most.",
    "",
    "| detector | level | techniques | scope | memory |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    ...each,
  ].join("\n");
}

test("docs/behaviour.md has every detector as it is", async () => {
  await expect(written()).toMatchFileSnapshot(page);
});

test("each detector says what it means, by what technique, and within what bound", () => {
  const ids = detectors.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, title, explains, level, techniques, stateBytesMax } of detectors) {
    expect(existsSync(join(import.meta.dirname, "detectors", `${id}.ts`)), id).toBe(true);
    expect(title.length, id).toBeGreaterThan(5);
    expect(explains.length, id).toBeGreaterThan(60);
    expect(detectionLevels, id).toContain(level);
    for (const technique of techniques) expect(technique, id).toMatch(/^T\d{4}(?:\.\d{3})?$/);
    expect(stateBytesMax, id).toBeGreaterThan(0);
    expect(stateBytesMax, id).toBeLessThanOrEqual(64 * 2 ** 20);
  }
});

test("lateness, bounds and errors are those of the page", () => {
  const text = readFileSync(page, "utf8").replace(/\s+/g, " ");
  const number = (value: number) => value.toLocaleString("en");
  for (const stated of [
    `up to ${latenessUs / 60e6} minutes older`,
    `exact up to ${exactMax}`,
    `standard error of ${(distinctError * 100).toFixed(2)}%`,
    `${number(bounds.keysMax)} keys`,
    `${number(bounds.membersMax)} members`,
    `${number(bounds.findingsPerHourMax)} findings`,
  ])
    expect(text).toContain(stated);
});
