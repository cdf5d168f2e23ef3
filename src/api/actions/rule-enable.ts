/** Switches a rule on, whatever the policy says. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { tuneRule } from "../rule-answers.js";
import { ruleKeyInput, ruleReasonInput, ruleRowShape } from "../rule-shapes.js";

export const ruleEnable = defineAction({
  id: "rule-enable",
  method: "PUT",
  path: "/rules/enable",
  summary: "Switch a rule on, whatever the policy says",
  roles: ["operator"],
  input: z.object({ rule: ruleKeyInput, reason: ruleReasonInput }),
  output: ruleRowShape,
  handle: async (center, caller, input) => tuneRule(center, caller, "rule-enable", { ...input, isOn: true }),
});
