/** Revokes an open invitation: its link is worthless from now on. */
import { z } from "zod";
import { revokeInvitation } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape } from "../shapes.js";
import { invitationShape } from "../sign-in-shapes.js";

export const invitationRevoke = defineAction({
  id: "invitation-revoke",
  method: "DELETE",
  path: "/invitations/:id",
  summary: "Revoke an open invitation",
  roles: ["operator", "admin"],
  input: z.object({ id: idShape }),
  output: invitationShape,
  async handle(center, caller, { id }) {
    const memberId = caller.person.memberId ?? undefined;
    return revokeInvitation(center.state.db, center.clock, id, memberId, actorOf(caller));
  },
});
