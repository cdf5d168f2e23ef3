/** Accepts what a rule finds, of one member or all, of one value or any, until a day that is said. */
import { Problem } from "../../base/index.js";
import { addException } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { unknownRule } from "../rule-answers.js";
import { exceptionInput, exceptionShape } from "../rule-shapes.js";

export const ruleExceptionAdd = defineAction({
  id: "rule-exception-add",
  method: "POST",
  path: "/rules/exceptions",
  summary: "Accept what a rule finds, until a day that is said",
  roles: ["operator"],
  input: exceptionInput,
  output: exceptionShape,
  async handle({ state, clock, rules, changed }, caller, { memberId, field, value, owner, ...rest }) {
    await rules.ready;
    const rule = rules.keyOf(rest.rule);
    if (rule === null) return unknownRule(rest.rule);
    if (memberId !== undefined) {
      const member = await state.db
        .selectFrom("member")
        .select("id")
        .where("id", "=", memberId)
        .executeTakeFirst();
      if (member === undefined) return apiProblem("not-found", "No member has this id.");
    }
    const exception = {
      ...rest,
      rule,
      memberId: memberId ?? null,
      field: field ?? null,
      value: value ?? null,
      owner: owner ?? caller.person.name,
    };
    const added = await addException(state.db, clock, exception, actorOf(caller));
    if (added instanceof Problem) return added;
    await rules.reload();
    changed("source");
    return added;
  },
});
