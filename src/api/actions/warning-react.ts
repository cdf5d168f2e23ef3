/** Answers a warning: on it, not here, need help, handled. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { react } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape, reactionKindShape, reactionShape, textShape } from "../shapes.js";

export const warningReact = defineAction({
  id: "warning-react",
  method: "POST",
  path: "/warnings/:id/reactions",
  summary: "React to a warning",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ id: idShape, kind: reactionKindShape, note: textShape.max(2000).default("") }),
  output: reactionShape,
  async handle(center, caller, { id, kind, note }) {
    const reaction = await react(center.state, center.clock, caller.person, id, kind, note, actorOf(caller));
    if (!(reaction instanceof Problem)) center.changed("warning");
    return reaction;
  },
});
