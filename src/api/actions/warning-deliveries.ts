/** Who was written to about a warning, and what became of it; for the center's operators. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listDeliveries } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { deliveryShape, idShape } from "../shapes.js";

export const warningDeliveries = defineAction({
  id: "warning-deliveries",
  method: "GET",
  path: "/warnings/:id/deliveries",
  summary: "Mails about a warning and what became of them",
  roles: ["operator"],
  input: z.object({ id: idShape }),
  output: z.object({ rows: z.array(deliveryShape).readonly(), isMailOn: z.boolean() }),
  async handle(center, { person }, { id }) {
    const rows = await listDeliveries(center.state, person, id);
    return rows instanceof Problem ? rows : { rows, isMailOn: center.mail !== null };
  },
});
