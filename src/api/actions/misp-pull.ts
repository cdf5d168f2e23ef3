/** Reads one of the other MISP feeds now. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { textShape } from "../shapes.js";

export const mispPull = defineAction({
  id: "misp-pull",
  method: "POST",
  path: "/misp/feeds/pull",
  summary: "Read one of the other MISP feeds now",
  roles: ["operator"],
  input: z.object({ name: textShape.min(1).max(100) }),
  output: z.object({ taken: z.number() }),
  async handle(center, caller, { name }) {
    const { state, clock } = center;
    const entry = { kind: "misp-pull", actor: actorOf(caller), subject: "misp", detail: { name } };
    await inTransaction(state.db, (tx) => appendAudit(tx, clock, [entry]));
    const taken = await center.pullMisp(name);
    return taken instanceof Problem ? taken : { taken };
  },
});
