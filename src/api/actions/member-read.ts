/** A company's record, for its own people and the center's operators, as the gate releases it. */
import { z } from "zod";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { apiProblem } from "../problems.js";
import { idShape, memberShape } from "../shapes.js";

export const memberRead = defineAction({
  id: "member-read",
  method: "GET",
  path: "/members/:id",
  summary: "A member's record",
  roles: ["viewer", "analyst", "admin", "operator"],
  input: z.object({ id: idShape }),
  output: memberShape,
  async handle(center, { person }, { id }) {
    const { byId, gate } = await loadCommunity(center.state.db);
    const member = byId.get(id);
    const decision =
      member === undefined
        ? null
        : gate.decide({
            object: { kind: "member", id, member },
            recipient: { kind: "person", person },
            channel: "console",
          });
    return decision?.released ? decision.form : apiProblem("not-found", "No member of yours has this id.");
  },
});
