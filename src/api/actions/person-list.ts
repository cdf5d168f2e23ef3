/** People; an admin sees those of the own member. */
import { z } from "zod";
import { listPeople } from "../../members/index.js";
import { defineAction } from "../action.js";
import { idShape, personShape } from "../shapes.js";

export const personList = defineAction({
  id: "person-list",
  method: "GET",
  path: "/people",
  summary: "People, of one member where it is given",
  roles: ["operator", "auditor", "admin"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ rows: z.array(personShape) }),
  async handle(center, { person }, { memberId }) {
    return { rows: await listPeople(center.state.db, person.memberId ?? memberId) };
  },
});
