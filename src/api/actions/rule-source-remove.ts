/** Removes a source: its rules end, and its versions with them. What is set for its rules stays for when they come back. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { removeSource } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { sourceNameInput } from "../rule-shapes.js";

export const ruleSourceRemove = defineAction({
  id: "rule-source-remove",
  method: "POST",
  path: "/rules/sources/remove",
  summary: "Remove a source with its rules",
  roles: ["operator"],
  input: z.object({ name: sourceNameInput }),
  output: z.object({ name: z.string() }),
  async handle({ state, clock, rules, changed }, caller, { name }) {
    const refused = await removeSource(state.db, clock, name, actorOf(caller));
    if (refused instanceof Problem) return refused;
    await rules.reload();
    changed("source");
    return { name };
  },
});
