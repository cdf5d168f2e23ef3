/** Puts one entry into one of a terminal's own lists, or changes it, by the cells of its columns. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { putSiteEntry } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { memberAsked } from "../own-member.js";
import { idShape } from "../shapes.js";
import { siteCellsInput, siteListShape, sitePutShape } from "../site-shapes.js";

export const siteEntryPut = defineAction({
  id: "site-entry-put",
  method: "PUT",
  path: "/members/:memberId/site/:list",
  summary: "Put one entry into one of a terminal's own lists, or change it",
  roles: ["analyst", "admin", "operator"],
  input: z.object({
    memberId: idShape,
    list: siteListShape,
    /** The entry that is changed; left out for a new one, or one that its cells name. */
    entryId: idShape.optional(),
    cells: siteCellsInput,
  }),
  output: sitePutShape,
  async handle(center, caller, { memberId: asked, list, entryId, cells }) {
    const memberId = memberAsked(caller.person, asked);
    if (memberId instanceof Problem) return memberId;
    const given = Object.entries(cells).filter((cell): cell is [string, string] => cell[1] !== undefined);
    const by = { memberId, actor: actorOf(caller) };
    const { state, clock } = center;
    const put = await putSiteEntry(state.db, clock, by, list, entryId ?? null, Object.fromEntries(given));
    if (!(put instanceof Problem)) await center.refresh("sites");
    return put;
  },
});
