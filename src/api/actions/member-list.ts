/** The companies of the port's community. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listMembers } from "../../members/index.js";
import { defineAction } from "../action.js";
import { recordsFor } from "../records.js";
import { memberShape } from "../shapes.js";

export const memberList = defineAction({
  id: "member-list",
  method: "GET",
  path: "/members",
  summary: "All members",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({}),
  output: z.object({ rows: z.array(memberShape).readonly() }),
  async handle(center, { person }) {
    const all = await listMembers(center.state.db);
    const rows = await recordsFor(center, person, { record: "member", memberId: null }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
