/** Sets how grave what a rule finds is, in place of what its author said. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { tuneRule } from "../rule-answers.js";
import { levelShape, ruleKeyInput, ruleReasonInput, ruleRowShape } from "../rule-shapes.js";

export const ruleLevelSet = defineAction({
  id: "rule-level-set",
  method: "PUT",
  path: "/rules/level",
  summary: "Set a rule's level in place of its own",
  roles: ["operator"],
  input: z.object({
    rule: ruleKeyInput,
    /** Null for its own again. */
    level: levelShape.nullable(),
    reason: ruleReasonInput,
  }),
  output: ruleRowShape,
  handle: async (center, caller, input) => tuneRule(center, caller, "rule-level-set", input),
});
