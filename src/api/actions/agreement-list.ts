/** What a member signed. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listAgreements } from "../../members/index.js";
import { defineAction } from "../action.js";
import { agreementShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { idShape } from "../shapes.js";

export const agreementList = defineAction({
  id: "agreement-list",
  method: "GET",
  path: "/members/:id/agreements",
  summary: "A member's agreements, the last signed first",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({ id: idShape }),
  output: z.object({ rows: z.array(agreementShape).readonly() }),
  async handle(center, { person }, { id }) {
    const memberId = memberAsked(person, id);
    return memberId instanceof Problem ? memberId : { rows: await listAgreements(center.state.db, memberId) };
  },
});
