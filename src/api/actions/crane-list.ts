/** Cranes with how each is: what its plan is colored by. A member's own, any member's or all for the center's people. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listCranes } from "../../members/index.js";
import { craneFigures, loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { craneRowShape } from "../crane-shapes.js";
import { membersAsked } from "../inventory-answers.js";
import { recordsFor } from "../records.js";
import { idShape, listOf } from "../shapes.js";

export const craneList = defineAction({
  id: "crane-list",
  method: "GET",
  path: "/cranes",
  summary: "Cranes, with what is heard of each, what waits for an answer and what was detected on it",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ rows: listOf(craneRowShape) }),
  async handle(center, { person }, asked) {
    const memberId = membersAsked(person, asked.memberId);
    if (memberId instanceof Problem) return memberId;
    const { state, clock } = center;
    const cranes = await listCranes(state.db, { memberId });
    const figures = await craneFigures(state.db, await loadCommunity(state.db), {
      person,
      memberId,
      cranes,
      nowUs: clock.nowUs(),
    });
    const found = cranes.flatMap((owned) => {
      const of = figures.get(owned.crane.id);
      return of === undefined ? [] : [{ ...owned, ...of }];
    });
    const rows = await recordsFor(center, person, { record: "site", memberId }, found);
    return rows instanceof Problem ? rows : { rows };
  },
});
