/** Rules of all sources that don't run: which, where they stand, and why. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { refusalShape } from "../rule-shapes.js";
import { listOf, nextShape, pageInput, textShape } from "../shapes.js";

export const ruleRefusalList = defineAction({
  id: "rule-refusal-list",
  method: "GET",
  path: "/rules/refusals",
  summary: "Rules that were refused: file, line and reason",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({ ...pageInput, source: textShape.max(60).optional() }),
  output: z.object({ rows: listOf(refusalShape), next: nextShape, total: z.number() }),
  async handle({ rules }, _caller, { after, limit, source }) {
    await rules.ready;
    const all = rules.book.refusals.filter((one) => source === undefined || one.source === source);
    const from = /^\d{1,7}$/.test(after ?? "") ? Number(after) : 0;
    const next = from + limit < all.length ? String(from + limit) : null;
    return { rows: all.slice(from, from + limit), next, total: all.length };
  },
});
