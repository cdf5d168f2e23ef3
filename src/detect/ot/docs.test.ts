/**
 * The section "What is detected" of `docs/cranes.md` and the detectors of control networks say the same (written anew with
 * --update). The page's other sections are kept by hand.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { detectionLevels, learningDaysDefault } from "../../model/index.js";
import { detectors } from "./detectors/index.js";

const root = resolve(import.meta.dirname, "../../..");
const page = join(root, "docs/cranes.md");
const mark = "## What is detected";

const section = (): string =>
  [
    mark,
    "Each is one file in `src/detect/ot/detectors/`, of kind `ot` in detections. They only listen: nothing is ever sent into a",
    "control network. `breakwater scan` asks them as it asks those of [behaviour](behaviour.md); the center shows them every batch.",
    "",
    `**Learning.** For ${learningDaysDefault} days from a member's first message (or as many as the member has set) relations are learned: who asks`,
    "whom, by which protocol, for what, at which hours. Learning suppresses nothing: what would be told afterwards is told in it",
    "too, milder where it is daily work, with `learning: yes`. Show an older recording first, and learning is done at once.",
    "",
    "**Counting.** A count is of messages: requests and answers, as the records tell them; `requests`, `answers` and `refused`",
    "tell them apart. A log of details beside a plain one adds points and counts nothing. The first is told at once, with its",
    "record; what follows is gathered and told later, each count being what is new since the one before, so that all of them",
    "add up. A scan tells the rest at the end of each file.",
    "",
    "**Bounds.** Each detector holds so many machines, relations or points, and forgets those that matter least; what was",
    "forgotten, waited for its telling then or not, is counted in the figures of detection. Names, units, errors and points are",
    "kept with their first 80 characters, in lists of what was seen with 40; 1,024 records of each detector that show what",
    "waits are kept, and what waits beyond is told without one. Sweeps know 256 things of one station and machine: the sweep",
    "that goes on beyond says `no more are told apart`, and is the last that is told of these two.",
    "",
    "**Explaining.** Work orders and maintenance windows suppress nothing: what they cover is one level milder and names them.",
    "",
    "Level as told after learning (see each for others), ATT&CK for ICS techniques, and the memory that one member's state takes",
    "at most; beyond it relations that matter least are forgotten and counted (`dropped`).",
    "",
    "| detector | level | techniques | memory |",
    "|---|---|---|---|",
    ...detectors.map(
      ({ id, level, techniques, stateBytesMax }) =>
        `| [\`${id}\`](#${id}) | ${level} | ${techniques.join(", ")} | ${Math.round(stateBytesMax / 2 ** 20)} MiB |`,
    ),
    "",
    ...detectors.map(({ id, title, explains }) => `### ${id}\n${title}. ${explains}\n`),
  ].join("\n");

function written(): string {
  const text = existsSync(page) ? readFileSync(page, "utf8") : "# Cranes and control networks\n";
  const from = text.indexOf(mark);
  if (from < 0) return `${text.trimEnd()}\n\n${section()}`;
  const next = text.indexOf("\n## ", from);
  return text.slice(0, from) + section() + (next < 0 ? "" : text.slice(next));
}

test("docs/cranes.md has every detector of control networks as it is", async () => {
  await expect(written()).toMatchFileSnapshot(page);
});

test("each says what it means, by what technique, and within what bound", () => {
  const ids = detectors.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, kind, title, explains, level, techniques, stateBytesMax } of detectors) {
    expect(existsSync(join(import.meta.dirname, "detectors", `${id}.ts`)), id).toBe(true);
    expect(kind, id).toBe("ot");
    expect(title.length, id).toBeGreaterThan(5);
    expect(explains.length, id).toBeGreaterThan(60);
    expect(detectionLevels, id).toContain(level);
    expect(techniques.length, id).toBeGreaterThan(0);
    for (const technique of techniques) expect(technique, id).toMatch(/^T0\d{3}$/);
    expect(stateBytesMax, id).toBeLessThanOrEqual(64 * 2 ** 20);
  }
});
