import { afterAll, beforeAll, expect, test } from "vitest";
import { fixedClock } from "../../base/index.js";
import { testMember } from "../../members/testing.js";
import { listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { openGate } from "./gate.js";
import { formHash, readReceipts, receiptOf, writeReceipts } from "./receipts.js";
import type { CountsObject, GateRequest } from "./request.js";

let state: State;
beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());

const gate = openGate([testMember({ id: "line" })]);
const request = (memberId: string): GateRequest<CountsObject> => ({
  object: { kind: "counts", id: `counts of ${memberId}`, memberId, counts: { hits: 3 } },
  recipient: { kind: "member", memberId: "line" },
  channel: "api",
});

test("releases and refusals are kept in order, with what left as a hash", async () => {
  const receipts = ["line", "rail"].map((id) => receiptOf(request(id), gate.decide(request(id)), "demo"));
  await state.db.transaction().execute((tx) => writeReceipts(tx, fixedClock(7), receipts));
  const read = await readReceipts(state.db, "counts", ["counts of line", "counts of rail"]);
  expect(read).toMatchObject([
    {
      released: true,
      rule: "own-member",
      formHash: formHash({ hits: 3 }),
      recipientId: "line",
      atUs: 7,
      mark: "demo",
    },
    { released: false, rule: "not-addressed", formHash: "" },
  ]);
  expect(await readReceipts(state.db, "warning", ["counts of line"])).toEqual([]);
});

test("six thousand receipts are written in two statements and all are there", async () => {
  const one = receiptOf(request("line"), gate.decide(request("line")), null);
  const many = Array.from({ length: 6000 }, () => ({ ...one, objectId: "many" }));
  await state.db.transaction().execute((tx) => writeReceipts(tx, fixedClock(8), many));
  expect(await readReceipts(state.db, "counts", ["many"])).toHaveLength(6000);
  // All of them are one entry of the audit chain.
  const [entry, before] = await listAudit(state.db, { limit: 2 });
  expect(entry).toMatchObject({ kind: "release", actor: "center" });
  expect(JSON.parse(entry?.detail ?? "")).toMatchObject({ receipts: 6000, released: 6000 });
  expect(JSON.parse(before?.detail ?? "")).toMatchObject({ receipts: 2, released: 1, mark: "demo" });
});

test("the hash is of what a form says, not of when it changed or who answered", () => {
  const form = { sentence: "a", updatedUs: 1, reactions: [] };
  expect(formHash({ ...form, updatedUs: 2, reactions: [1] })).toBe(formHash(form));
  expect(formHash({ ...form, sentence: "b" })).not.toBe(formHash(form));
});
