/** What knocks everywhere is left out of a page and counted: each reader's own, by the same filters, and no other's. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember } from "../members/index.js";
import type { Person, Targetedness } from "../model/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "../warn/index.js";
import { testBatch, testDetection } from "../warn/testing.js";
import { readDetections } from "./detection-rows.js";

let state: State;
const ids: string[] = [];

beforeAll(async () => {
  state = await openTestState();
  const clock = fixedClock(Date.UTC(2026, 10, 22) * 1000);
  for (const [name, network, targets] of [
    ["Quay Nine Terminal", "203.0.113.0/28", ["everybody", "only-us", "everybody", "unknown"]],
    ["Crane One Services", "203.0.113.16/28", ["everybody"]],
  ] as const) {
    const member = await addMember(state.db, clock, { name, sector: "other", networks: [network] });
    if (member instanceof Problem) throw new Error(member.detail);
    ids.push(member.id);
    for (const [at, targetedness] of (targets as readonly Targetedness[]).entries()) {
      clock.advanceMs(1000);
      const fired = testDetection({
        timeUs: clock.nowUs(),
        from: `192.0.2.${at}`,
        to: network.replace("/28", ""),
        change: { targetedness },
      });
      await applyOutcome(
        state,
        clock,
        {},
        testBatch(`${name} ${at}`, member.id, [], { detections: [fired] }),
      );
    }
  }
});
afterAll(() => state.close());

const reader = (role: Person["role"], memberId: string | null): Person => ({
  id: "p",
  name: "P",
  role,
  memberId,
});
const read = async (person: Person, more: Partial<Parameters<typeof readDetections>[2]> = {}) => {
  const { rows, hidden } = await readDetections(state.db, person, { limit: 50, ...more });
  return [rows.map(({ subject }) => subject?.value), hidden] as const;
};

test("a member's page leaves its own noise out and counts it; with it shown, nothing is counted", async () => {
  const [memberId] = ids as [string];
  const person = reader("analyst", memberId);
  expect(await read(person, { memberId, isNoiseHidden: true })).toEqual([["192.0.2.3", "192.0.2.1"], 2]);
  expect(await read(person, { memberId })).toEqual([["192.0.2.3", "192.0.2.2", "192.0.2.1", "192.0.2.0"], 0]);
});

test("the count follows the filters, and is of all members for an operator", async () => {
  const operator = reader("operator", null);
  expect((await read(operator, { isNoiseHidden: true }))[1]).toBe(3);
  expect((await read(operator, { isNoiseHidden: true, value: "192.0.2.2" }))[1]).toBe(1);
  expect((await read(operator, { isNoiseHidden: true, level: "critical" }))[1]).toBe(0);
});

test("whoever may read none is told no count, nor a member another's", async () => {
  const [own, other] = ids as [string, string];
  expect(await read(reader("auditor", null), { isNoiseHidden: true })).toEqual([[], 0]);
  expect(await read(reader("analyst", own), { memberId: other, isNoiseHidden: true })).toEqual([[], 0]);
});
