import { expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember } from "../members/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "../warn/index.js";
import { testBatch, testHit } from "../warn/testing.js";
import { readSightings } from "./sighting-rows.js";

test("pages are full and end as if what the gate keeps back were not there", async () => {
  const state = await openTestState();
  const clock = fixedClock(Date.UTC(2026, 10, 22) * 1000);
  const input = { name: "Quay", sector: "other", networks: ["203.0.113.0/28"] };
  const member = await addMember(state.db, clock, input);
  if (member instanceof Problem) throw new Error(member.detail);
  for (const [at, tlp] of (
    ["TLP:RED", "TLP:CLEAR", "TLP:RED", "TLP:RED", "TLP:CLEAR", "TLP:RED"] as const
  ).entries()) {
    clock.advanceMs(1000);
    const value = `192.0.2.${at}`;
    const hit = testHit({
      timeUs: clock.nowUs(),
      from: "203.0.113.7",
      to: value,
      listed: { type: "ipv4", value },
      change: { tlps: [tlp] },
    });
    await applyOutcome(state, clock, {}, testBatch(`batch ${at}`, member.id, [hit]));
  }
  const person = { id: "p", name: "P", role: "viewer", memberId: member.id } as const;
  const read = async (after?: string) => {
    const { rows, next } = await readSightings(state.db, person, { memberId: member.id, limit: 1, after });
    return [rows.map(({ observable }) => observable.value), next] as const;
  };
  const [first, next] = await read();
  expect(first).toEqual(["192.0.2.4"]);
  expect(await read(next ?? "")).toEqual([["192.0.2.1"], null]);
  await state.close();
});
