/** Takes back what was set for a rule: it is on by the policy again, and has its own level. Exceptions stay. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { tuneRule } from "../rule-answers.js";
import { ruleKeyInput, ruleRowShape } from "../rule-shapes.js";

export const ruleReset = defineAction({
  id: "rule-reset",
  method: "PUT",
  path: "/rules/reset",
  summary: "Let the policy and the rule's own level count again",
  roles: ["operator"],
  input: z.object({ rule: ruleKeyInput }),
  output: ruleRowShape,
  handle: async (center, caller, { rule }) =>
    tuneRule(center, caller, "rule-reset", { rule, reason: "", isOn: null, level: null }),
});
