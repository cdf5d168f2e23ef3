/** Makes an API token; its secret is in this answer and nowhere else. */
import { z } from "zod";
import { createToken, tokenScopes } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { idShape, textShape, timeShape, tokenShape } from "../shapes.js";

export const tokenCreate = defineAction({
  id: "token-create",
  method: "POST",
  path: "/tokens",
  summary: "Make an API token; the secret is shown once",
  roles: ["operator", "admin"],
  input: z.object({
    memberId: idShape.nullable().default(null),
    name: textShape.trim().min(1, "Give the token a name").max(120),
    scopes: z.array(z.enum(tokenScopes)).min(1).default(["ingest"]),
    expiresUs: timeShape.nullable().default(null),
  }),
  output: z.object({ token: z.string(), record: tokenShape }),
  async handle(center, caller, input) {
    const memberId = caller.person.memberId ?? input.memberId;
    const maker = makerOf(caller);
    return createToken(center.state.db, center.clock, { ...input, memberId, maker }, actorOf(caller));
  },
});
