/** Where a person is signed in, for whoever looks after that person. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listSessions } from "../../members/index.js";
import { defineAction } from "../action.js";
import { recordsFor } from "../records.js";
import { idShape } from "../shapes.js";
import { sessionRowShape } from "../sign-in-shapes.js";
import { lookedAfter } from "../whose.js";

export const personSessions = defineAction({
  id: "person-sessions",
  method: "GET",
  path: "/people/:id/sessions",
  summary: "Where a person is signed in",
  roles: ["operator", "admin"],
  input: z.object({ id: idShape }),
  output: z.object({ rows: z.array(sessionRowShape).readonly() }),
  async handle(center, { person: asking }, { id }) {
    const person = await lookedAfter(center, asking, id);
    if (person instanceof Problem) return person;
    const all = await listSessions(center.state.db, center.clock, id);
    const { memberId } = person;
    const rows = await recordsFor(center, asking, { record: "session", memberId }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
