/** Invitations without their links; an admin sees those of the own member. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listInvitations } from "../../members/index.js";
import { defineAction } from "../action.js";
import { recordsFor } from "../records.js";
import { idShape } from "../shapes.js";
import { invitationShape } from "../sign-in-shapes.js";

export const invitationList = defineAction({
  id: "invitation-list",
  method: "GET",
  path: "/invitations",
  summary: "Invitations, of one member where it is given, without their links",
  roles: ["operator", "auditor", "admin"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ rows: z.array(invitationShape).readonly() }),
  async handle(center, { person }, { memberId: asked }) {
    const memberId = person.memberId ?? asked;
    const all = await listInvitations(center.state.db, center.clock, memberId);
    const rows = await recordsFor(center, person, { record: "invitation", memberId }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
