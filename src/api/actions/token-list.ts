/** API tokens without their secrets; an admin sees those of the own member. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listTokens } from "../../members/index.js";
import { defineAction } from "../action.js";
import { recordsFor } from "../records.js";
import { idShape, tokenShape } from "../shapes.js";

export const tokenList = defineAction({
  id: "token-list",
  method: "GET",
  path: "/tokens",
  summary: "API tokens, without their secrets",
  roles: ["operator", "admin"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ rows: z.array(tokenShape).readonly() }),
  async handle(center, { person }, { memberId: asked }) {
    const memberId = person.memberId ?? asked;
    const all = await listTokens(center.state.db, memberId);
    const rows = await recordsFor(center, person, { record: "token", memberId }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
