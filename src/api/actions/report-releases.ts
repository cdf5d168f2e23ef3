/** What left of a report of the caller's company: by which rule, since when, to how many in words. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { memberRoles } from "../../model/index.js";
import { readReleases } from "../../share/index.js";
import { defineAction } from "../action.js";
import { recordsFor } from "../records.js";
import { releaseShape } from "../report-shapes.js";
import { idShape } from "../shapes.js";

export const reportReleases = defineAction({
  id: "report-releases",
  method: "GET",
  path: "/reports/:id/releases",
  summary: "What left of a report, by which rule, to how many",
  roles: memberRoles,
  scope: "read",
  input: z.object({ id: idShape }),
  output: z.object({
    rows: z.array(releaseShape).readonly(),
  }),
  async handle(center, { person }, { id }) {
    const rows = await readReleases(center.state.db, person, id);
    if (rows instanceof Problem) return rows;
    const told = await recordsFor(center, person, { record: "release", memberId: person.memberId }, rows);
    return told instanceof Problem ? told : { rows: told };
  },
});
