/** Whom to reach at a member, in the order they are called. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listContacts } from "../../members/index.js";
import { defineAction } from "../action.js";
import { contactShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { recordsFor } from "../records.js";
import { idShape } from "../shapes.js";

export const contactList = defineAction({
  id: "contact-list",
  method: "GET",
  path: "/members/:id/contacts",
  summary: "A member's contacts, in the order they are called",
  roles: ["viewer", "analyst", "admin", "operator"],
  input: z.object({ id: idShape }),
  output: z.object({ rows: z.array(contactShape).readonly() }),
  async handle(center, { person }, { id }) {
    const memberId = memberAsked(person, id);
    if (memberId instanceof Problem) return memberId;
    const all = await listContacts(center.state.db, memberId);
    const rows = await recordsFor(center, person, { record: "contact", memberId }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
