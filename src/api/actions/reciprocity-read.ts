/** The policy of sharing in order to receive, and who shares: everybody for operators, itself for a member. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { dueReminderUs, readParticipations, readPolicy } from "../../members/index.js";
import { defineAction } from "../action.js";
import { participationShape, policyShape } from "../member-shapes.js";
import { recordsFor } from "../records.js";

export const reciprocityRead = defineAction({
  id: "reciprocity-read",
  method: "GET",
  path: "/reciprocity",
  summary: "The policy of sharing in order to receive, and who shares",
  roles: ["viewer", "analyst", "admin", "operator"],
  input: z.object({}),
  output: z.object({ policy: policyShape, rows: z.array(participationShape) }),
  async handle(center, { person }) {
    const nowUs = center.clock.nowUs();
    const policy = await readPolicy(center.state.db);
    const all = await readParticipations(center.state.db, policy, nowUs, person.memberId ?? undefined);
    const { memberId } = person;
    const rows = await recordsFor(center, person, { record: "participation", memberId }, all);
    if (rows instanceof Problem) return rows;
    return { policy, rows: rows.map((each) => ({ ...each, reminderUs: dueReminderUs(each, nowUs) })) };
  },
});
