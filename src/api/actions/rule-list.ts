/** Detection rules, whether each is on, and why. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { countDetections, ruleRows } from "../rule-answers.js";
import { detectedShape, levelShape, policyShape, ruleRowShape } from "../rule-shapes.js";
import { listOf, nextShape, pageInput, textShape } from "../shapes.js";

export const ruleList = defineAction({
  id: "rule-list",
  method: "GET",
  path: "/rules",
  summary: "Detection rules, whether each is on, and why",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({
    ...pageInput,
    /** In the title or the id. */
    text: textShape.max(200).optional(),
    source: textShape.max(60).optional(),
    level: levelShape.optional(),
    state: z.enum(["on", "off"]).optional(),
  }),
  output: z.object({
    rows: listOf(ruleRowShape.extend({ detected: detectedShape })),
    next: nextShape,
    /** Of those that were asked for. */
    total: z.number(),
    on: z.number(),
    refused: z.number(),
    policy: policyShape,
  }),
  async handle(center, { person }, { after, limit, text, source, level, state }) {
    const { rules, clock } = center;
    const wanted = text?.toLowerCase();
    const all = (await ruleRows(rules, clock.nowUs())).filter(
      (row) =>
        (wanted === undefined ||
          row.title.toLowerCase().includes(wanted) ||
          row.key.toLowerCase().includes(wanted)) &&
        (source === undefined || row.source === source) &&
        (level === undefined || row.level === level) &&
        (state === undefined || row.isOn === (state === "on")),
    );
    const from = after === undefined ? 0 : all.findIndex(({ key }) => key === after) + 1;
    const rows = all.slice(from, from + limit);
    const counts =
      person.role === "operator"
        ? await countDetections(
            center,
            rows.map(({ key }) => key),
          )
        : null;
    return {
      rows: rows.map((row) => ({ ...row, detected: counts?.get(row.key) ?? null })),
      next: from + limit < all.length ? (rows.at(-1)?.key ?? null) : null,
      total: all.length,
      on: all.filter(({ isOn }) => isOn).length,
      refused: rules.book.refusals.length,
      policy: rules.tuning.policy,
    };
  },
});
