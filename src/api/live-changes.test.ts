import { expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember } from "../members/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "../warn/index.js";
import { testBatch, testHit } from "../warn/testing.js";
import { readChanges } from "./live-changes.js";

test("a warning that the gate kept back is not told as released", async () => {
  const state = await openTestState();
  const at = { created_us: 5, updated_us: 5 };
  await state.db
    .insertInto("member")
    .values({
      id: "m",
      name: "M",
      sector: "other",
      providers: [],
      tlp_ceiling: "TLP:AMBER",
      mark: null,
      created_us: 1,
    })
    .execute();
  for (const id of ["kept", "told", "withdrawn"])
    await state.db
      .insertInto("warning")
      .values({
        id,
        rule: "r",
        key: id,
        member_id: "m",
        draft: "{}",
        urgency: "low",
        state: "open",
        close_reason: null,
        mark: null,
        ...at,
      })
      .execute();
  const receipt = { object_kind: "warning", recipient_kind: "member", recipient_id: "m", channel: "console" };
  const decided = { rule: "tlp-ceiling", reason: "", form_hash: "", at_us: 5, mark: null };
  await state.db
    .insertInto("release")
    .values([
      { ...receipt, ...decided, object_id: "kept", released: false },
      { ...receipt, ...decided, object_id: "told", released: true },
      { ...receipt, ...decided, object_id: "withdrawn", released: true },
      { ...receipt, ...decided, object_id: "withdrawn", released: false },
    ])
    .execute();
  const { warnings } = await readChanges(state, 1, new Set(["warning"]));
  expect(Object.fromEntries(warnings.map(({ id, released }) => [id, released]))).toEqual({
    kept: false,
    told: true,
    withdrawn: false,
  });
  expect((await readChanges(state, 5, new Set(["warning"]))).warnings).toEqual([]);
  await state.close();
});

test("a sighting that its list keeps back by its marking is not told as released", async () => {
  const state = await openTestState();
  const clock = fixedClock(Date.UTC(2026, 10, 22) * 1000);
  const input = { name: "Quay", sector: "other", networks: ["203.0.113.0/28"] };
  const member = await addMember(state.db, clock, input);
  if (member instanceof Problem) throw new Error(member.detail);
  const hits = (["TLP:RED", "TLP:CLEAR"] as const).map((tlp, at) => {
    const value = `192.0.2.${at}`;
    return testHit({
      timeUs: clock.nowUs(),
      from: "203.0.113.7",
      to: value,
      listed: { type: "ipv4", value },
      change: { tlps: [tlp] },
    });
  });
  await applyOutcome(state, clock, {}, testBatch("batch", member.id, hits));
  const { sightings } = await readChanges(state, 1, new Set(["sighting"]));
  const values = new Map(
    (await state.db.selectFrom("sighting").select(["id", "value"]).execute()).map(({ id, value }) => [
      id,
      value,
    ]),
  );
  expect(Object.fromEntries(sightings.map(({ id, released }) => [values.get(id), released]))).toEqual({
    "192.0.2.0": false,
    "192.0.2.1": true,
  });
  await state.close();
});
