/** API tokens without their secrets; an admin sees those of the own member. */
import { z } from "zod";
import { listTokens } from "../../members/index.js";
import { defineAction } from "../action.js";
import { idShape, tokenShape } from "../shapes.js";

export const tokenList = defineAction({
  id: "token-list",
  method: "GET",
  path: "/tokens",
  summary: "API tokens, without their secrets",
  roles: ["operator", "admin"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ rows: z.array(tokenShape) }),
  async handle(center, { person }, { memberId }) {
    return { rows: await listTokens(center.state.db, person.memberId ?? memberId) };
  },
});
