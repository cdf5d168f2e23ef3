/** Writes the legal bases of sharing as a whole: their days are read against one another. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { writeLegalBases } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { legalBasisInput, legalBasisShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const legalBasisSet = defineAction({
  id: "legal-basis-set",
  method: "PUT",
  path: "/legal-bases",
  summary: "Replace the legal bases of sharing",
  roles: ["operator"],
  input: z.object({
    bases: z.array(legalBasisInput).max(200),
    /** Ids of what one read before; refused where others are there by now. Not asked where left out. */
    replaces: z.array(idShape).max(200).optional(),
  }),
  output: z.object({ rows: z.array(legalBasisShape).readonly() }),
  async handle(center, caller, { bases, replaces }) {
    const rows = await writeLegalBases(center.state.db, center.clock, bases, {
      replaces,
      actor: actorOf(caller),
    });
    return rows instanceof Problem ? rows : { rows };
  },
});
