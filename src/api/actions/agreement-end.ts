/** Ends an agreement today; that it held before stays on record. */
import { z } from "zod";
import { endAgreement } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { agreementShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const agreementEnd = defineAction({
  id: "agreement-end",
  method: "POST",
  path: "/agreements/:id/end",
  summary: "End an agreement",
  roles: ["operator"],
  input: z.object({ id: idShape }),
  output: agreementShape,
  handle: (center, caller, { id }) => endAgreement(center.state.db, center.clock, id, actorOf(caller)),
});
