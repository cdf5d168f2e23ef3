/** Vendors' remote sessions, each documented whether or not it is suspicious (33 CFR 101.650(f)(3)). */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { sessionVerdicts } from "../../model/index.js";
import { listSessions } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { membersAsked } from "../inventory-answers.js";
import { vendorSessionShape } from "../inventory-shapes.js";
import { recordsFor } from "../records.js";
import { idShape, listOf, nextShape, pageInput, textShape, timeShape } from "../shapes.js";

export const vendorSessionList = defineAction({
  id: "vendor-session-list",
  method: "GET",
  path: "/vendor-sessions",
  summary: "Vendors' remote sessions: who, where, how long, by which work order, and what was changed",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({
    ...pageInput,
    memberId: idShape.optional(),
    /** Begun within. */
    fromUs: z.coerce.number().pipe(timeShape).optional(),
    toUs: z.coerce.number().pipe(timeShape).optional(),
    verdict: z.enum(sessionVerdicts).optional(),
    crane: textShape.max(100).optional(),
  }),
  output: z.object({ rows: listOf(vendorSessionShape), next: nextShape }),
  async handle(center, { person }, { crane, ...query }) {
    const memberId = membersAsked(person, query.memberId);
    if (memberId instanceof Problem) return memberId;
    const page = await listSessions(center.state.db, { ...query, memberId, craneId: crane });
    const rows = await recordsFor(center, person, { record: "vendor session", memberId }, page.rows);
    return rows instanceof Problem ? rows : { rows, next: page.next };
  },
});
