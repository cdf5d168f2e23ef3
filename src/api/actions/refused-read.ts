/** One refused record: where it stood, what it said and what was wrong; a member reads its own. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { apiProblem } from "../problems.js";
import { recordFor } from "../records.js";
import { refusedForm } from "../refused-form.js";
import { refusedShape } from "../shapes.js";

export const refusedRead = defineAction({
  id: "refused-read",
  method: "GET",
  path: "/refused/:number",
  summary: "One refused record",
  roles: ["operator", "auditor", "admin", "analyst"],
  scope: "read",
  input: z.object({ number: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  output: refusedShape,
  async handle(center, { person }, { number }) {
    let query = center.state.db.selectFrom("refused_record").selectAll().where("id", "=", number);
    if (person.memberId !== null) query = query.where("member_id", "=", person.memberId);
    const row = await query.executeTakeFirst();
    if (row === undefined)
      return apiProblem(
        "not-found",
        "No refused record that you may read and that is still kept has this number.",
      );
    const { memberId } = person;
    return recordFor(center, person, { record: "refused record", memberId }, refusedForm(row, person));
  },
});
