/** The companies of the port's community. */
import { z } from "zod";
import { listMembers } from "../../members/index.js";
import { defineAction } from "../action.js";
import { memberShape } from "../shapes.js";

export const memberList = defineAction({
  id: "member-list",
  method: "GET",
  path: "/members",
  summary: "All members",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({}),
  output: z.object({ rows: z.array(memberShape) }),
  handle: async (center) => ({ rows: [...(await listMembers(center.state.db))] }),
});
