/**
 * Learns a member's baseline from the events that are stored, in place of what was learned so far; answers at once, and
 * `learning-read` says how far it is. What detectors found in those events was told when they came in.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { learnStateShape } from "../inventory-shapes.js";
import { apiProblem } from "../problems.js";
import { recordFor } from "../records.js";
import { idShape } from "../shapes.js";

export const learningStart = defineAction({
  id: "learning-start",
  method: "POST",
  path: "/learning",
  summary: "Learn the baseline of a control network from the last days' events",
  roles: ["operator"],
  input: z.object({ memberId: idShape, days: z.number().int().min(1).max(365).default(14) }),
  output: learnStateShape,
  async handle(center, caller, { memberId, days }) {
    const { state, clock, learning } = center;
    const known = await state.db
      .selectFrom("member")
      .select("id")
      .where("id", "=", memberId)
      .executeTakeFirst();
    if (known === undefined) return apiProblem("not-found", "No member of yours has this id.");
    const started = learning.start(memberId, days);
    if (started instanceof Problem) return started;
    const entry = { kind: "learning-start", actor: actorOf(caller), subject: memberId, detail: { days } };
    await inTransaction(state.db, (tx) => appendAudit(tx, clock, [entry]));
    return recordFor(center, caller.person, { record: "asset", memberId }, started);
  },
});
