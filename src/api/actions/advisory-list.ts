/** Advisories that were imported, the last released first. */
import { z } from "zod";
import { listAdvisories } from "../../intel/index.js";
import { defineAction } from "../action.js";
import { advisoriesFor } from "../advisory-answers.js";
import { advisoryRow, advisoryRowShape } from "../advisory-shapes.js";
import { listOf, nextShape, pageInput, textShape } from "../shapes.js";

export const advisoryList = defineAction({
  id: "advisory-list",
  method: "GET",
  path: "/advisories",
  summary: "Advisories of makers and coordinators that were imported, the last released first",
  roles: ["viewer", "analyst", "admin", "operator"],
  scope: "read",
  input: z.object({
    ...pageInput,
    /** In its number, title, publisher or CVE numbers. */
    text: textShape.max(200).optional(),
  }),
  output: z.object({ rows: listOf(advisoryRowShape), next: nextShape }),
  async handle(center, { person }, input) {
    const { rows, next } = await listAdvisories(center.state.db, input);
    return { rows: (await advisoriesFor(center, person, rows)).map(advisoryRow), next };
  },
});
