/** Switches a rule off, whatever the policy says. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { tuneRule } from "../rule-answers.js";
import { ruleKeyInput, ruleReasonInput, ruleRowShape } from "../rule-shapes.js";

export const ruleDisable = defineAction({
  id: "rule-disable",
  method: "PUT",
  path: "/rules/disable",
  summary: "Switch a rule off, whatever the policy says",
  roles: ["operator"],
  input: z.object({ rule: ruleKeyInput, reason: ruleReasonInput }),
  output: ruleRowShape,
  handle: async (center, caller, input) =>
    tuneRule(center, caller, "rule-disable", { ...input, isOn: false }),
});
