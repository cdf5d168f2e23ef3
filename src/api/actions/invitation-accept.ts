/** Accepts an invitation, once: makes the person and a session in which a sign-in method is to be set up. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { acceptInvitation, unknownSender } from "../../members/index.js";
import { defineAction } from "../action.js";
import { signedInShape, tokenInput } from "../sign-in-shapes.js";
import { opened } from "../whose.js";

export const invitationAccept = defineAction({
  id: "invitation-accept",
  method: "POST",
  path: "/invitation/accept",
  summary: "Accept an invitation and sign in to set up a sign-in method",
  roles: "public",
  session: "opens",
  input: z.object({ token: tokenInput }),
  output: signedInShape,
  async handle(center, { sender = unknownSender }, { token }) {
    const signed = await acceptInvitation(center.state.db, center.clock, token, sender);
    if (signed instanceof Problem) return signed;
    center.log.info({ person: signed.person.id }, "invitation accepted");
    return opened(center, signed);
  },
});
