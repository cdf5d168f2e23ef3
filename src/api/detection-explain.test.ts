/** What a detection means is told in the program's own words to all who may read it, in a port's own to its center only. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { packFiles } from "../detect/index.js";
import type { Person } from "../model/index.js";
import { applyOutcome } from "../warn/index.js";
import { testBatch, testDetection } from "../warn/testing.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

const written = `title: The drill of the harbour master
id: 0b1c2d3e-0000-4000-8000-00000000f00d
description: Made for the tower of Blue Anchor Lines.
logsource: { category: webserver }
detection: { s: { cs-uri|contains: drill }, condition: s }
`;

let center: TestCenter;
let reader: Person;

const ask = async (person: Person, id: string, input: unknown): Promise<Record<string, unknown>> => {
  const answer = await callAction(center, await center.callerOf(person), id, input);
  if (answer instanceof Problem) throw new Error(`${answer.title}: ${answer.detail}`);
  return answer as Record<string, unknown>;
};

beforeAll(async () => {
  center = await openTestCenter();
  const member = await center.addMember("Pier Seven Terminal", ["203.0.113.0/28"]);
  reader = await center.addPerson("Olga", "analyst", member.id);
  const files = { files: [{ file: "drill.yml", text: written }], unread: [], passedOver: 0 };
  const given = { name: "ours", place: "drill.yml", content: packFiles(files).toString("base64") };
  const { sha256 } = await ask(center.operator, "rule-source-check", given);
  await ask(center.operator, "rule-source-import", { name: "ours", sha256 });
  const timeUs = center.clock.nowUs();
  const fired = testDetection({ timeUs, from: "192.0.2.9", to: "203.0.113.7" });
  const detections = ["test-detector", "0b1c2d3e-0000-4000-8000-00000000f00d"].map((id) => ({
    ...fired,
    rule: { ...fired.rule, id },
  }));
  await applyOutcome(center.state, center.clock, {}, testBatch("batch", member.id, [], { detections }));
}, 60_000);
afterAll(() => center.close());

async function explains(person: Person, ruleId: string): Promise<unknown> {
  const row = await center.state.db
    .selectFrom("detection")
    .select("id")
    .where("rule_id", "=", ruleId)
    .executeTakeFirstOrThrow();
  return (await ask(person, "detection-explain", { id: row.id })).explains;
}

test("a detector's words are for whoever reads the detection", async () => {
  expect(await explains(reader, "test-detector")).toBe("For tests.");
  expect(await explains(center.operator, "test-detector")).toBe("For tests.");
});

test("what a port's own rule says is for its center", async () => {
  const rule = "0b1c2d3e-0000-4000-8000-00000000f00d";
  expect(await explains(center.operator, rule)).toContain("Blue Anchor Lines");
  expect(await explains(reader, rule)).toBe("");
});
