/**
 * Groups: all of them for the center's people; for a member those it is in, with the members in them that chose to be
 * listed. How many others are in them is not told.
 */
import { z } from "zod";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { groupShape } from "../member-shapes.js";

export const groupList = defineAction({
  id: "group-list",
  method: "GET",
  path: "/groups",
  summary: "Groups, for a member those it is in",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({}),
  output: z.object({ rows: z.array(groupShape) }),
  async handle(center, { person }) {
    const { groups, byId } = await loadCommunity(center.state.db);
    const own = person.memberId;
    return {
      rows: groups
        .filter(({ memberIds }) => own === null || memberIds.includes(own))
        .map(({ id, name, tlpCeiling, memberIds }) => ({
          id,
          name,
          tlpCeiling,
          memberIds: own === null ? memberIds : [],
          listed: memberIds
            .flatMap((each) => byId.get(each) ?? [])
            .filter((member) => own === null || member.id === own || member.directory.listed)
            .map((member) => member.name)
            .sort(),
        })),
    };
  },
});
