/**
 * Makes a new sign-in link for a person, shown once. Whoever holds the link is that person, so an admin makes
 * links for the own member's people only, and only an operator for the center's.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { createSignInLink, readPerson, signInLinkMs } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape, timeShape } from "../shapes.js";

export const personLink = defineAction({
  id: "person-link",
  method: "POST",
  path: "/people/:id/link",
  summary: "Make a one-time sign-in link for a person",
  roles: ["operator", "admin"],
  input: z.object({ id: idShape }),
  output: z.object({ link: z.string(), expiresUs: timeShape }),
  async handle(center, caller, { id }) {
    const { person: asking } = caller;
    const person = await readPerson(center.state.db, id);
    if (person === null || (asking.memberId !== null && person.memberId !== asking.memberId))
      return apiProblem("not-found", "No person has this id.");
    const token = await createSignInLink(
      center.state.db,
      center.clock,
      id,
      signInLinkMs,
      actorOf(caller),
      makerOf(caller),
    );
    if (token instanceof Problem) return token;
    center.log.info({ person: id, by: asking.id }, "sign-in link made");
    return {
      link: `${center.address}/sign-in#${token}`,
      expiresUs: center.clock.nowUs() + signInLinkMs * 1000,
    };
  },
});
