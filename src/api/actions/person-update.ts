/** Changes a person's name, mail address or role; another role ends sessions, links and tokens. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { updatePerson } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { idShape, personShape, roleShape, textShape } from "../shapes.js";
import { emailInput } from "../sign-in-shapes.js";
import { lookedAfter } from "../whose.js";

export const personUpdate = defineAction({
  id: "person-update",
  method: "PUT",
  path: "/people/:id",
  summary: "Change a person's name, e-mail address or role",
  roles: ["operator", "admin"],
  session: "revokes",
  input: z.object({
    id: idShape,
    name: textShape.trim().min(1).max(120).optional(),
    email: emailInput.nullable().optional(),
    role: roleShape.optional(),
  }),
  output: personShape,
  async handle(center, caller, { id, ...change }) {
    const person = await lookedAfter(center, caller.person, id);
    if (person instanceof Problem) return person;
    return updatePerson(center.state.db, center.clock, id, change, actorOf(caller), makerOf(caller));
  },
});
