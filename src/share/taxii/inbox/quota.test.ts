import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "../../../base/index.js";
import { addMember, ensureCenterMember } from "../../../members/index.js";
import type { Member } from "../../../model/index.js";
import { inTransaction, type State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { charge, quota, secondsToNextDay } from "./quota.js";

let state: State;
let members: readonly Member[];
const noonUs = 20_000 * 86_400e6 + 43_200e6;
const clock = { nowUs: () => noonUs, monotonicMs: () => 0 };

beforeAll(async () => {
  state = await openTestState();
  await ensureCenterMember(state.db, clock);
  const add = (name: string) =>
    addMember(state.db, clock, { name, sector: "terminal operator", networks: [] });
  members = [(await add("Pier One")) as Member, (await add("Beta Lines")) as Member];
});
afterAll(() => state.close());

const give = (objects: readonly unknown[], nowUs = noonUs, member = 0) =>
  inTransaction(state.db, (tx) => charge(tx, (members[member] as Member).id, objects, nowUs));
const many = (count: number) => Array.from({ length: count }, () => ({}));

test("a member's objects of a day end; another's don't, and the next day it begins anew", async () => {
  expect(await give(many(quota.objects - 1))).toBeNull();
  expect(await give(many(2))).toMatchObject({ code: "share.taxii-quota", status: 429 });
  expect(await give(many(1))).toBeNull();
  expect(await give(many(1))).toBeInstanceOf(Problem);
  expect(await give(many(1), noonUs, 1)).toBeNull();
  expect(await give(many(1), noonUs + 86_400e6)).toBeNull();
});

test("and so do its bytes", async () => {
  const nextUs = noonUs + 3 * 86_400e6;
  const large = [{ name: "x".repeat(quota.bytes / 2) }];
  expect(await give(large, nextUs)).toBeNull();
  expect(await give(large, nextUs)).toMatchObject({ detail: expect.stringContaining("bytes today") });
  expect(await give([{}], nextUs)).toBeNull();
});

test("the day ends at midnight of UTC", () => {
  expect(secondsToNextDay(noonUs)).toBe(43_200);
  expect(secondsToNextDay(noonUs + 43_200e6 - 1)).toBe(1);
});
