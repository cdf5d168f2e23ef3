/** What an invitation says to whoever holds its link; spends nothing. */
import { z } from "zod";
import { openInvitation } from "../../members/index.js";
import { defineAction } from "../action.js";
import { openedInvitationShape, tokenInput } from "../sign-in-shapes.js";

export const invitationOpen = defineAction({
  id: "invitation-open",
  method: "POST",
  path: "/invitation/open",
  summary: "Read the invitation of a link",
  roles: "public",
  input: z.object({ token: tokenInput }),
  output: openedInvitationShape,
  async handle(center, _caller, { token }) {
    return openInvitation(center.state.db, center.clock, token);
  },
});
