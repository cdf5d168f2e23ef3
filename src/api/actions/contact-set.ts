/** Writes a member's contacts as a whole: their order is the on-call order. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { writeContacts } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { contactShape, contactsInput } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { idShape } from "../shapes.js";

export const contactSet = defineAction({
  id: "contact-set",
  method: "PUT",
  path: "/members/:id/contacts",
  summary: "Replace a member's contacts; their order is the on-call order",
  roles: ["admin", "operator"],
  input: z.object({ id: idShape, contacts: contactsInput }),
  output: z.object({ rows: z.array(contactShape).readonly() }),
  async handle(center, caller, { id, contacts }) {
    const memberId = memberAsked(caller.person, id);
    if (memberId instanceof Problem) return memberId;
    const rows = await writeContacts(center.state.db, center.clock, memberId, contacts, actorOf(caller));
    return rows instanceof Problem ? rows : { rows };
  },
});
