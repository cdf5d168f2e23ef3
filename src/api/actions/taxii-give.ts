/** Gives what the center's sources say to one of the other TAXII servers now. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { textShape } from "../shapes.js";

export const taxiiGive = defineAction({
  id: "taxii-give",
  method: "POST",
  path: "/taxii/others/give",
  summary: "Give to one of the other TAXII servers now",
  roles: ["operator"],
  input: z.object({ name: textShape.min(1).max(100) }),
  output: z.object({ given: z.number() }),
  async handle(center, caller, { name }) {
    const { state, clock } = center;
    const entry = { kind: "taxii-give", actor: actorOf(caller), subject: "taxii", detail: { name } };
    await inTransaction(state.db, (tx) => appendAudit(tx, clock, [entry]));
    const given = await center.giveTaxii(name);
    return given instanceof Problem ? given : { given };
  },
});
