/**
 * The members that chose to be listed, with what they chose to say, as far as the gate lets it go to the reader. Others
 * are in no list and no count.
 */
import { z } from "zod";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { entriesFor } from "../directory-entries.js";
import { sectorShape } from "../shapes.js";

export const directoryList = defineAction({
  id: "directory-list",
  method: "GET",
  path: "/directory",
  summary: "Members that chose to be listed",
  roles: ["viewer", "analyst", "admin", "operator"],
  input: z.object({}),
  output: z.object({ rows: z.array(z.object({ name: z.string(), sector: sectorShape, text: z.string() })) }),
  async handle(center, { person }) {
    const { members, gate } = await loadCommunity(center.state.db);
    return { rows: members.filter(({ directory }) => directory.listed).flatMap(entriesFor(gate, person)) };
  },
});
