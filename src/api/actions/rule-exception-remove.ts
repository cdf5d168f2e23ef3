/** Ends an exception: what the rule finds counts again. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { removeException } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { textShape } from "../shapes.js";

export const ruleExceptionRemove = defineAction({
  id: "rule-exception-remove",
  method: "POST",
  path: "/rules/exceptions/remove",
  summary: "End an exception",
  roles: ["operator"],
  input: z.object({ exception: textShape.min(1).max(100) }),
  output: z.object({ rule: z.string() }),
  async handle({ state, clock, rules, changed }, caller, { exception }) {
    const rule = await removeException(state.db, clock, exception, actorOf(caller));
    if (rule instanceof Problem) return rule;
    await rules.reload();
    changed("source");
    return { rule };
  },
});
