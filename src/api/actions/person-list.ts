/** People with their address and whether a second factor is set up; an admin sees those of the own member. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listAccounts } from "../../members/index.js";
import { defineAction } from "../action.js";
import { recordsFor } from "../records.js";
import { idShape } from "../shapes.js";
import { accountShape } from "../sign-in-shapes.js";

export const personList = defineAction({
  id: "person-list",
  method: "GET",
  path: "/people",
  summary: "People, of one member where it is given",
  roles: ["operator", "auditor", "admin"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ rows: z.array(accountShape).readonly() }),
  async handle(center, { person }, { memberId: asked }) {
    const memberId = person.memberId ?? asked;
    const all = await listAccounts(center.state.db, memberId);
    const rows = await recordsFor(center, person, { record: "person", memberId }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
