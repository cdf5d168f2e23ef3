/** Invites somebody by a single-use link, shown once; an admin invites into the own member only. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { createInvitation } from "../../members/index.js";
import { queueInvitation, warnProblem } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape, roleShape, textShape } from "../shapes.js";
import { emailInput, invitationShape } from "../sign-in-shapes.js";

export const invitationAdd = defineAction({
  id: "invitation-add",
  method: "POST",
  path: "/invitations",
  summary: "Invite a person by a single-use link that works for seven days",
  roles: ["operator", "admin"],
  input: z.object({
    name: textShape.trim().min(1, "Give the person's name").max(120),
    email: emailInput.min(1, "Give the person's e-mail address"),
    role: roleShape,
    memberId: idShape.nullable().default(null),
    /** Sends the link to the person as well; the link is answered in any case. */
    byMail: z.boolean().default(false),
  }),
  output: z.object({ link: z.string(), invitation: invitationShape }),
  async handle(center, caller, input) {
    const { person: asking } = caller;
    if (asking.memberId !== null && input.memberId !== null && input.memberId !== asking.memberId)
      return apiProblem("not-allowed", "People of another member are invited by that member or the center.");
    if (input.byMail && center.mail === null) return warnProblem("mail-off", "The invitation was not made.");
    const memberId = asking.memberId ?? input.memberId;
    const made = await createInvitation(
      center.state.db,
      center.clock,
      { ...input, memberId, maker: makerOf(caller) },
      actorOf(caller),
      (tx, invitation) => (input.byMail ? queueInvitation(tx, center.clock, invitation) : Promise.resolve()),
    );
    if (made instanceof Problem) return made;
    if (input.byMail) center.mail?.wake();
    center.log.info({ invitation: made.invitation.id, by: asking.id }, "invitation made");
    return { link: `${center.address}/invitation#${made.token}`, invitation: made.invitation };
  },
});
