/**
 * The first of two steps to other rules: fetches a source, or takes the files that are given, and shows what would change.
 * Nothing runs yet.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { type CheckedSource, detectProblem, ownSource, unpackFiles } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { uploadBytesMax } from "../limits.js";
import { changesShown, checkedShape, sourceNameInput } from "../rule-shapes.js";
import { base64Shape, textShape } from "../shapes.js";

function told(name: string, { sha256, isTaken, passedOver, diff }: CheckedSource) {
  return {
    name,
    sha256,
    isTaken,
    counts: {
      new: diff.new.length,
      changed: diff.changed.length,
      gone: diff.gone.length,
      same: diff.same,
      refused: diff.refused.length,
      passedOver,
    },
    new: diff.new.slice(0, changesShown),
    changed: diff.changed.slice(0, changesShown),
    gone: diff.gone.slice(0, changesShown),
    refused: diff.refused.slice(0, changesShown),
  };
}

const unchanged = (name: string) => ({
  name,
  sha256: null,
  isTaken: true,
  counts: { new: 0, changed: 0, gone: 0, same: 0, refused: 0, passedOver: 0 },
  new: [],
  changed: [],
  gone: [],
  refused: [],
});

export const ruleSourceCheck = defineAction({
  id: "rule-source-check",
  method: "POST",
  path: "/rules/sources/check",
  summary: "Look at what a source of rules would change, before it is taken",
  roles: ["operator"],
  input: z.object({
    name: sourceNameInput,
    /** An HTTPS address, or what the files that are given were called. */
    place: textShape.min(1).max(2_000),
    /** Files as `breakwater rule import` packs them; the address is fetched where left out. */
    content: base64Shape.max(uploadBytesMax).optional(),
  }),
  output: checkedShape,
  bodyBytesMax: uploadBytesMax,
  async handle({ rules }, caller, { name, place, content }) {
    if (name === ownSource) return detectProblem("rule-source-own", name);
    await rules.ready;
    const actor = actorOf(caller);
    if (content !== undefined) {
      const files = unpackFiles(Buffer.from(content, "base64"));
      return files instanceof Problem ? files : told(name, await rules.checkGiven(name, place, files, actor));
    }
    const checked = await rules.checkAddress(name, place, actor);
    if (checked instanceof Problem) return checked;
    return checked === null ? unchanged(name) : told(name, checked);
  },
});
