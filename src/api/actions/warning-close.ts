/** Closes a warning, with the reason that somebody will look for a year later. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { closeWarning } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { closeReasonShape, idShape, warningShape } from "../shapes.js";

export const warningClose = defineAction({
  id: "warning-close",
  method: "POST",
  path: "/warnings/:id/close",
  summary: "Close a warning with a reason",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ id: idShape, reason: closeReasonShape }),
  output: warningShape,
  async handle(center, caller, { id, reason }) {
    const warning = await closeWarning(
      center.state,
      center.clock,
      caller.person,
      id,
      reason,
      actorOf(caller),
    );
    if (!(warning instanceof Problem)) center.changed("warning");
    return warning;
  },
});
