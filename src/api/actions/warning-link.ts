/** Makes a one-time link to one warning for one person, to be handed over by other means than mail. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { makeWarningLink } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { idShape, timeShape } from "../shapes.js";
import { emailInput } from "../sign-in-shapes.js";

export const warningLink = defineAction({
  id: "warning-link",
  method: "POST",
  path: "/warnings/:id/link",
  summary: "Make a one-time link to a warning for a person of its member",
  roles: ["operator"],
  input: z.object({ id: idShape, email: emailInput.min(1, "Give the person's e-mail address") }),
  output: z.object({ link: z.string(), expiresUs: timeShape, personName: z.string() }),
  async handle(center, caller, { id, email }) {
    const input = { warningId: id, email };
    const made = await makeWarningLink(
      center.state,
      center.clock,
      caller.person,
      input,
      actorOf(caller),
      makerOf(caller),
    );
    if (made instanceof Problem) return made;
    return {
      link: `${center.address}/w/${made.token}`,
      expiresUs: made.expiresUs,
      personName: made.person.name,
    };
  },
});
