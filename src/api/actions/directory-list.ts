/**
 * The members that chose to be listed, with what they chose to say. Others are in no list and no count.
 * A text that shows a third member, in whatever way, is left out for its readers.
 */
import { z } from "zod";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
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
    const listed = members.filter(({ directory }) => directory.listed);
    return {
      rows: listed.map(({ id, name, sector, directory }) => {
        const shown = gate.shownBy(directory.text);
        const fine =
          person.memberId === null || shown?.every((each) => each === id || each === person.memberId);
        return { name, sector, text: fine ? directory.text : "" };
      }),
    };
  },
});
