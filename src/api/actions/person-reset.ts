/** For the day phone and codes are lost: takes every sign-in method from a person, who starts again by a link. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { resetPerson } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { idShape, personShape } from "../shapes.js";
import { lookedAfter } from "../whose.js";

export const personReset = defineAction({
  id: "person-reset",
  method: "POST",
  path: "/people/:id/reset",
  summary: "Take all sign-in methods, sessions, links and tokens from a person",
  roles: ["operator", "admin"],
  session: "revokes",
  input: z.object({ id: idShape }),
  output: personShape,
  async handle(center, caller, { id }) {
    const person = await lookedAfter(center, caller.person, id);
    if (person instanceof Problem) return person;
    return resetPerson(center.state.db, center.clock, id, actorOf(caller), makerOf(caller));
  },
});
