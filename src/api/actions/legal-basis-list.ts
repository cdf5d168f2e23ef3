/** The law that sharing stands on, with its days, and which of it holds today. */
import { z } from "zod";
import { legalBasesAt, listLegalBases } from "../../members/index.js";
import { defineAction } from "../action.js";
import { legalBasisRowShape } from "../member-shapes.js";

export const legalBasisList = defineAction({
  id: "legal-basis-list",
  method: "GET",
  path: "/legal-bases",
  summary: "The legal bases of sharing, with the days they hold",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({}),
  output: z.object({ rows: z.array(legalBasisRowShape) }),
  async handle(center) {
    const bases = await listLegalBases(center.state.db);
    const holding = legalBasesAt(bases, center.clock.nowUs());
    return { rows: bases.map((basis) => ({ ...basis, holds: holding.includes(basis) })) };
  },
});
