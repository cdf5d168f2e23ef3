/** Reads one of the other TAXII servers now. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { textShape } from "../shapes.js";

export const taxiiPull = defineAction({
  id: "taxii-pull",
  method: "POST",
  path: "/taxii/others/pull",
  summary: "Read one of the other TAXII servers now",
  roles: ["operator"],
  input: z.object({ name: textShape.min(1).max(100) }),
  output: z.object({ taken: z.number() }),
  async handle(center, caller, { name }) {
    const { state, clock } = center;
    const entry = { kind: "taxii-pull", actor: actorOf(caller), subject: "taxii", detail: { name } };
    await inTransaction(state.db, (tx) => appendAudit(tx, clock, [entry]));
    const taken = await center.pullTaxii(name);
    return taken instanceof Problem ? taken : { taken };
  },
});
