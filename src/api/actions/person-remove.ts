/** Removes a person; sessions, links, methods and the tokens the person made end at once. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { removePerson } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { idShape, personShape } from "../shapes.js";
import { lookedAfter } from "../whose.js";

export const personRemove = defineAction({
  id: "person-remove",
  method: "DELETE",
  path: "/people/:id",
  summary: "Remove a person, with sessions and tokens, at once",
  roles: ["operator", "admin"],
  session: "revokes",
  input: z.object({ id: idShape }),
  output: personShape,
  async handle(center, caller, { id }) {
    const person = await lookedAfter(center, caller.person, id);
    if (person instanceof Problem) return person;
    return removePerson(center.state.db, center.clock, id, actorOf(caller), makerOf(caller));
  },
});
