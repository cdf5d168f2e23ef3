/** Adds a person; an admin adds people to the own member only. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { addPerson, emailUnavailable, readEmail } from "../../members/index.js";
import { uniqueViolation } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape, personShape, roleShape, textShape } from "../shapes.js";
import { emailInput } from "../sign-in-shapes.js";

export const personAdd = defineAction({
  id: "person-add",
  method: "POST",
  path: "/people",
  summary: "Add a person",
  roles: ["operator", "admin"],
  input: z.object({
    name: textShape.trim().min(1, "Give the person's name").max(120),
    role: roleShape,
    memberId: idShape.nullable().default(null),
    email: emailInput.nullable().default(null),
  }),
  output: personShape,
  async handle(center, caller, input) {
    const { person: asking } = caller;
    const ownOnly = asking.memberId !== null;
    if (ownOnly && input.memberId !== null && input.memberId !== asking.memberId)
      return apiProblem("not-allowed", "People of another member are added by that member or the center.");
    const memberId = asking.memberId ?? input.memberId;
    const email = readEmail(input.email);
    if (email instanceof Problem) return email;
    try {
      const person = await addPerson(
        center.state.db,
        center.clock,
        { ...input, email, memberId },
        actorOf(caller),
        makerOf(caller),
      );
      if (!(person instanceof Problem))
        center.log.info({ person: person.id, role: person.role }, "person added");
      return person;
    } catch (error) {
      if (uniqueViolation(error) === "person_email") return emailUnavailable();
      throw error;
    }
  },
});
