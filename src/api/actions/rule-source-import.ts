/** The second step to other rules: takes the very version that was shown, or an earlier one again. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { takeVersion } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { sourceNameInput } from "../rule-shapes.js";
import { textShape } from "../shapes.js";

export const ruleSourceImport = defineAction({
  id: "rule-source-import",
  method: "POST",
  path: "/rules/sources/import",
  summary: "Take the version of a source that was shown",
  roles: ["operator"],
  input: z.object({
    name: sourceNameInput,
    sha256: textShape.regex(/^[0-9a-f]{64}$/, "is not the hash that a check has shown"),
  }),
  output: z.object({ version: z.number(), rules: z.number(), refused: z.number(), on: z.number() }),
  async handle({ state, clock, rules, changed }, caller, { name, sha256 }) {
    const taken = await takeVersion(state.db, clock, name, sha256, actorOf(caller));
    if (taken instanceof Problem) return taken;
    await rules.reload();
    changed("source");
    const on = rules.book.rules.filter(({ key, source }) => source === name && rules.decided.get(key)?.isOn);
    return { version: taken.version, rules: taken.rules, refused: taken.refused, on: on.length };
  },
});
