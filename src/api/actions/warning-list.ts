/** The queue: warnings the caller may read, the last changed first, by keyset. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { roles } from "../../model/index.js";
import { listWarnings } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { nextShape, pageInput, warningRowShape } from "../shapes.js";

export const warningList = defineAction({
  id: "warning-list",
  method: "GET",
  path: "/warnings",
  summary: "Warnings, the last changed first",
  roles,
  scope: "read",
  input: z.object({ ...pageInput, state: z.enum(["open", "closed", "all"]).default("open") }),
  output: z.object({ rows: z.array(warningRowShape).readonly(), next: nextShape }),
  async handle(center, { person }, { after, limit, state }) {
    const query = { before: after, limit, state: state === "all" ? undefined : state };
    const page = await listWarnings(center.state, person, query);
    return page instanceof Problem ? page : { rows: page.warnings, next: page.next };
  },
});
