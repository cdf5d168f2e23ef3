/** The problems of this room; `docs/problems.md` lists them all. */
import { defineProblems } from "./problem.js";

export const baseProblem = defineProblems("base", {
  "pattern-refused": {
    title: "A regular expression can't be used",
    hint: "Write it in RE2 syntax: no back-references and no look-around.",
    status: 422,
  },
});
