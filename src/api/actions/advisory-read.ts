/** One advisory: its products, flaws and what it says to do. */
import { z } from "zod";
import { intelProblem, readAdvisory } from "../../intel/index.js";
import { defineAction } from "../action.js";
import { advisoriesFor } from "../advisory-answers.js";
import { advisoryShape, advisoryWhole } from "../advisory-shapes.js";
import { textShape } from "../shapes.js";

export const advisoryRead = defineAction({
  id: "advisory-read",
  method: "GET",
  path: "/advisories/:number",
  summary: "One advisory: its products, flaws and what it says to do",
  roles: ["viewer", "analyst", "admin", "operator"],
  scope: "read",
  input: z.object({ number: textShape.min(1).max(100) }),
  output: advisoryShape,
  async handle(center, { person }, { number }) {
    const found = await readAdvisory(center.state.db, number);
    const [released] = found === null ? [] : await advisoriesFor(center, person, [found]);
    return released === undefined
      ? intelProblem("advisory-unknown", `${JSON.stringify(number)} was not imported.`)
      : advisoryWhole(released);
  },
});
