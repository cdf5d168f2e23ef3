/** The first steps on *Now*: to do until they are done, each caller's own, and never by the sample port. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import type { Person } from "../model/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let ana: Person;
let other: Person;
beforeAll(async () => {
  center = await openTestCenter();
}, 60_000);
afterAll(() => center.close());

async function ask<Answer>(person: Person, id: string, input: object): Promise<Answer> {
  const answer = await callAction(center, { person, sessionHash: null }, id, input);
  if (answer instanceof Problem) throw new Error(answer.detail);
  return answer as Answer;
}

async function todo(person: Person): Promise<readonly string[]> {
  const { steps } = await ask<{ steps: readonly { id: string; done: boolean }[] }>(person, "now-read", {});
  return steps.map(({ id, done }) => `${id} ${done ? "done" : "to do"}`);
}

const sent = (memberId: string, mark: string | null) =>
  center.state.db
    .insertInto("batch")
    .values({
      id: `batch of ${memberId} ${mark}`,
      member_id: memberId,
      door: "http",
      received_us: 1,
      records: 1,
      refused: 0,
      hits: 0,
      bytes: 10,
      mark,
    })
    .execute();

test("a new center has everything to do, and the sample port does none of it", async () => {
  const all = ["telemetry to do", "indicators to do", "members to do", "exposures to do", "people to do"];
  expect(await todo(center.operator)).toEqual(all);
  const sample = await center.addMember("Sample Terminal", []);
  await center.state.db.updateTable("member").set({ mark: "demo" }).where("id", "=", sample.id).execute();
  await sent(sample.id, "demo");
  await ask(center.operator, "exposure-add", {
    memberId: sample.id,
    kind: "domain",
    value: "sample.example",
  });
  expect(await todo(center.operator)).toEqual(all);
});

test("each step is done by its own doing, for the member it is of", async () => {
  const own = await center.addMember("Pier Seven Terminal", []);
  const blue = await center.addMember("Blue Anchor Lines", []);
  ana = await center.addPerson("Ana", "admin", own.id);
  other = await center.addPerson("Omar", "admin", blue.id);
  const none = ["telemetry to do", "exposures to do", "people to do"];
  expect(await todo(ana)).toEqual(none);
  await sent(own.id, null);
  await ask(ana, "exposure-add", { memberId: own.id, kind: "domain", value: "pier7.example" });
  await ask(ana, "invitation-add", {
    name: "Ben",
    email: "ben@pier7.example",
    role: "viewer",
    memberId: own.id,
  });
  expect(await todo(ana)).toEqual(["telemetry done", "exposures done", "people done"]);
  expect(await todo(other)).toEqual(none);
  expect(await todo(center.operator)).toEqual([
    "telemetry done",
    "indicators to do",
    "members done",
    "exposures done",
    "people done",
  ]);
  expect(await todo(await center.addPerson("Aude", "auditor", null))).toEqual([]);
});
