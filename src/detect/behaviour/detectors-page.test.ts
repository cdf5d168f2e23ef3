/** Every detector stands in docs/detectors.md as it explains itself: the page is written from the code. */
import { expect, test } from "vitest";
import { detectionLevels } from "../../model/index.js";
import { detectors } from "./detectors/index.js";

const sized = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${Math.round(bytes / 1024)} kB`;

test("docs/detectors.md tells of every detector what it means and when it speaks", async () => {
  const byId = [...detectors].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(new Set(byId.map(({ id }) => id)).size).toBe(byId.length);
  for (const { id, level, techniques, explains } of byId) {
    expect(detectionLevels, id).toContain(level);
    expect(explains, id).toMatch(/^[\p{Lu}\d][\s\S]{80,}[.)]$/u);
    for (const technique of techniques) expect(technique, id).toMatch(/^T\d{4}(\.\d{3})?$/);
  }
  const page = [
    "# Detectors of behaviour",
    "",
    "What each detector finds, in its own words, with its thresholds. Each looks at one member's telemetry, or at all",
    "members' where it says *port*. The level is what it says as a rule; a finding may be graver or milder, as its words",
    "tell. High and critical warn the member; milder ones stand in the list of detections. Memory is the most that one",
    "member's state takes, about. This page is written from the code by",
    "`npx vitest run -u src/detect/behaviour/detectors-page.test.ts`.",
    "",
    "| id | finds | level | ATT&CK | scope | memory |",
    "|---|---|---|---|---|---|",
    ...byId.map(
      ({ id, title, level, techniques, scope, stateBytesMax }) =>
        `| [\`${id}\`](#${id}) | ${title} | ${level} | ${techniques.join(", ")} | ${scope} | ${sized(stateBytesMax)} |`,
    ),
    "",
    ...byId.flatMap(({ id, title, explains }) => [`## ${id}`, "", `*${title}.* ${explains}`, ""]),
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../../docs/detectors.md");
});
