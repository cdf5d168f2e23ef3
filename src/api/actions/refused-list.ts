/** Records that were refused, newest first, with file, line and what was wrong; a member sees its own. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { defineAction } from "../action.js";
import { recordsFor } from "../records.js";
import { refusedForm } from "../refused-form.js";
import { nextShape, pageInput, refusedShape } from "../shapes.js";

export const refusedList = defineAction({
  id: "refused-list",
  method: "GET",
  path: "/refused",
  summary: "Refused records, newest first",
  roles: ["operator", "auditor", "admin", "analyst"],
  scope: "read",
  input: z.object({ ...pageInput, after: z.coerce.number().int().optional() }),
  output: z.object({ rows: z.array(refusedShape), next: nextShape }),
  async handle(center, { person }, { after, limit }) {
    let query = center.state.db.selectFrom("refused_record").selectAll();
    if (person.memberId !== null) query = query.where("member_id", "=", person.memberId);
    if (after !== undefined) query = query.where("id", "<", after);
    const { memberId } = person;
    const page = await query.orderBy("id", "desc").limit(limit).execute();
    const rows = await recordsFor(center, person, { record: "refused record", memberId }, page);
    if (rows instanceof Problem) return rows;
    return {
      rows: rows.map((row) => refusedForm(row, person)),
      next: rows.length < limit ? null : String(rows.at(-1)?.id ?? ""),
    };
  },
});
