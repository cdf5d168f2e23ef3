/** A name and password for a program that knows HTTP Basic only, standing for an API token that is made with it. */
import { z } from "zod";
import { addBasicUser, tokenScopes } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { idShape, textShape, timeShape, tokenShape } from "../shapes.js";

export const basicUserAdd = defineAction({
  id: "basic-user-add",
  method: "POST",
  path: "/tokens/basic",
  summary: "Give a program a name and password that stand for a token",
  roles: ["operator"],
  input: z.object({
    memberId: idShape.nullable().default(null),
    name: textShape.trim().min(1).max(100),
    password: textShape.min(1).max(256),
    scopes: z.array(z.enum(tokenScopes)).min(1).default(["read"]),
    expiresUs: timeShape.nullable().default(null),
  }),
  output: tokenShape,
  async handle(center, caller, input) {
    const memberId = caller.person.memberId ?? input.memberId;
    const maker = makerOf(caller);
    return addBasicUser(center.state.db, center.clock, { ...input, memberId, maker }, actorOf(caller));
  },
});
