/** What sharing refuses. A refusal of the gate tells its reader nothing of why: the receipt does, for operators. */
import { defineProblems } from "../base/index.js";

export const shareProblem = defineProblems("share", {
  "not-released": {
    title: "This is not released to you",
    hint: "Ask the center's operators if you need it; they see the rule that decided.",
    status: 404,
  },
});
