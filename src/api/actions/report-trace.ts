/** Whose copy of a report a leaked text is: each member's copy has marks of its own (docs/reports.md). */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { traceReport } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape, textShape } from "../shapes.js";

export const reportTrace = defineAction({
  id: "report-trace",
  method: "POST",
  path: "/reports/:id/trace",
  summary: "Whose copy of a report a leaked text is",
  roles: ["operator"],
  input: z.object({ id: idShape, text: textShape.min(1).max(200_000) }),
  output: z.object({
    copies: z
      .array(z.object({ memberId: idShape, name: z.string(), agreeing: z.number(), marks: z.number() }))
      .readonly(),
  }),
  async handle(center, caller, { id, text }) {
    const { gate, byId } = await loadCommunity(center.state.db);
    const traced = await traceReport(
      center.state,
      center.clock,
      gate,
      caller.person,
      id,
      text,
      actorOf(caller),
    );
    if (traced instanceof Problem) return traced;
    return {
      copies: traced.map(({ recipientId, ...marks }) => ({
        memberId: recipientId,
        name: byId.get(recipientId)?.name ?? "",
        ...marks,
      })),
    };
  },
});
