/** Sets which rules are on where nothing is set for them; with `dryRun` it only says how many would be. */
import { z } from "zod";
import { setPolicy } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { policyShape } from "../rule-shapes.js";

export const rulePolicySet = defineAction({
  id: "rule-policy-set",
  method: "PUT",
  path: "/rules/policy",
  summary: "Set which rules are on by themselves",
  roles: ["operator"],
  input: policyShape.extend({ dryRun: z.boolean().default(false) }),
  output: z.object({
    policy: policyShape,
    on: z.number(),
    /** That are off now, and that are on now and would not be. */
    switchedOn: z.number(),
    switchedOff: z.number(),
  }),
  async handle({ state, clock, rules, changed }, caller, { dryRun, ...policy }) {
    await rules.ready;
    const before = rules.decided;
    const after = [...rules.decideBy(policy).values()];
    const was = (key: string) => before.get(key)?.isOn === true;
    if (!dryRun) {
      await setPolicy(state.db, clock, policy, actorOf(caller));
      await rules.reload();
      changed("source");
    }
    return {
      policy,
      on: after.filter(({ isOn }) => isOn).length,
      switchedOn: after.filter(({ key, isOn }) => isOn && !was(key)).length,
      switchedOff: after.filter(({ key, isOn }) => !isOn && was(key)).length,
    };
  },
});
