/** Settles a conflict: `give` registers it for who asked beside who has it, `keep` leaves it refused. */
import { z } from "zod";
import { settleConflict } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { exposureShape, settlementShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const exposureConflictSettle = defineAction({
  id: "exposure-conflict-settle",
  method: "POST",
  path: "/exposures/conflicts/:id",
  summary: "Settle a conflict of exposures",
  roles: ["operator"],
  input: z.object({ id: idShape, settlement: settlementShape }),
  output: exposureShape.pick({ memberId: true, kind: true, value: true }),
  handle: (center, caller, { id, settlement }) =>
    settleConflict(center.state.db, center.clock, id, settlement, actorOf(caller)),
});
