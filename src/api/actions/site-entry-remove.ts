/** Takes one entry out of one of a terminal's own lists; one that others name stays. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { removeSiteEntry } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { memberAsked } from "../own-member.js";
import { idShape } from "../shapes.js";
import { siteListShape } from "../site-shapes.js";

export const siteEntryRemove = defineAction({
  id: "site-entry-remove",
  method: "DELETE",
  path: "/members/:memberId/site/:list/:entryId",
  summary: "Remove one entry from one of a terminal's own lists",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ memberId: idShape, list: siteListShape, entryId: idShape }),
  output: z.object({ version: z.number(), id: idShape }),
  async handle(center, caller, { memberId: asked, list, entryId }) {
    const memberId = memberAsked(caller.person, asked);
    if (memberId instanceof Problem) return memberId;
    const by = { memberId, actor: actorOf(caller) };
    const removed = await removeSiteEntry(center.state.db, center.clock, by, list, entryId);
    if (!(removed instanceof Problem)) await center.refresh("sites");
    return removed;
  },
});
