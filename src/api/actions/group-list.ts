/**
 * Groups: all of them for the center's people; for a member those it is in, with the members in them that chose to be
 * listed. How many others are in them is not told.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { entriesFor } from "../directory-entries.js";
import { groupWordsFor } from "../group-words.js";
import { groupShape } from "../member-shapes.js";
import { recordsFor } from "../records.js";

export const groupList = defineAction({
  id: "group-list",
  method: "GET",
  path: "/groups",
  summary: "Groups, for a member those it is in",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({}),
  output: z.object({ rows: z.array(groupShape).readonly() }),
  async handle(center, { person }) {
    const { groups, byId, gate } = await loadCommunity(center.state.db);
    const own = person.memberId;
    const all = groups
      .filter(({ memberIds }) => own === null || memberIds.includes(own))
      .map((group) => {
        const { id, name, purpose, tlpCeiling, memberIds } = group;
        const inIt = memberIds.flatMap((each) => byId.get(each) ?? []);
        // The center's people see who is in a group; a member those that the gate lets it see.
        const isListed = entriesFor(gate, person, id);
        const known = own === null ? inIt : inIt.filter((each) => isListed(each).length > 0);
        const words =
          own === null
            ? { name, purpose }
            : groupWordsFor(gate, group, new Set(known.map((each) => each.id)));
        return {
          id,
          ...words,
          tlpCeiling,
          memberIds: own === null ? memberIds : [],
          listed: known.map((each) => each.name).sort(),
        };
      });
    const rows = await recordsFor(center, person, { record: "group", memberId: own }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
