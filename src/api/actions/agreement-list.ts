/** What a member signed. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listAgreements } from "../../members/index.js";
import { defineAction } from "../action.js";
import { agreementShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { recordsFor } from "../records.js";
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
    if (memberId instanceof Problem) return memberId;
    const all = await listAgreements(center.state.db, memberId);
    const rows = await recordsFor(center, person, { record: "agreement", memberId }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
