/** All exceptions from rules, those that have ended too until somebody removes them. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { exceptionShape } from "../rule-shapes.js";
import { listOf } from "../shapes.js";

export const ruleExceptionList = defineAction({
  id: "rule-exception-list",
  method: "GET",
  path: "/rules/exceptions",
  summary: "Exceptions from rules, with reason, owner and end",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({}),
  output: z.object({ rows: listOf(exceptionShape) }),
  async handle({ rules }) {
    await rules.ready;
    return { rows: rules.tuning.exceptions };
  },
});
