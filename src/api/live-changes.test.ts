import { expect, test } from "vitest";
import { openTestState } from "../store/state/testing.js";
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
